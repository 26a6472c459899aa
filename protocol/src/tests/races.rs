//! Races that went wrong once, each as its shortest story. The model checker found most of them.

use super::harness::{NOW, PLAIN, Tab, policy, reply, session};
use crate::{
    Input, Locking,
    flight::probe::Place,
    input::{Message, SwapPurpose},
    ledger::{FlightId, Intent, Lease, Ledger},
};

/// A tab that had waited for the store once took that for all times.
#[test]
fn a_store_that_lags_a_second_time_is_waited_for_a_second_time() {
    let mut tab = Tab::signed_in();
    tab.ledger.intent = Some(Intent {
        flight: FlightId(1),
        written_at: NOW,
    });
    tab.expire(1);
    tab.pass(1_600);
    assert_eq!(tab.exchanged, 1);
    tab.answer(reply(503, ""));
    tab.ledger = Ledger::of(&session("new", 2), &tab.ledger);
    tab.pass(1_000);
    assert_eq!(tab.exchanged, 1, "a sibling has refreshed meanwhile");
    tab.store = Some(session("new", 2));
    tab.pass(100);
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// With leases the bounded wait ran out while the holder was at work.
#[test]
fn a_lease_that_outlasts_the_wait_for_the_store_is_respected_to_its_end() {
    let mut tab = Tab::with(policy(PLAIN), Locking::Lease);
    let lease = Lease {
        holder: FlightId(1),
        until: NOW + 12_000,
    };
    let intent = Intent {
        flight: FlightId(1),
        written_at: NOW,
    };
    tab.ledger = Ledger {
        lease: Some(lease),
        intent: Some(intent),
        ..Ledger::of(&session("old", 1), &Ledger::default())
    };
    tab.store = Some(session("old", 1));
    tab.start();
    tab.expire(1);
    tab.pass(3_000);
    tab.ledger = Ledger::of(&session("new", 2), &tab.ledger);
    tab.pass(1_000);
    assert_eq!(tab.exchanged, 0, "the holder has stored, the store lags");
}

/// A sibling's tokens came while the exchange was under way: it was made again with them.
#[test]
fn a_sibling_that_was_faster_ends_the_refresh() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    let new = session("new", 2);
    tab.ledger = Ledger::of(&new, &tab.ledger);
    tab.store = Some(new.clone());
    tab.feed(Input::MessageReceived(Message::Tokens(new)));
    tab.answer(reply(401, ""));
    assert_eq!(tab.exchanged, 1);
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// The ledger was wiped during the exchange: what the server granted was thrown away.
#[test]
fn a_ledger_that_was_wiped_costs_no_tokens() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.ledger = Ledger::default();
    tab.grant("new");
    assert_eq!(tab.exchanged, 1);
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// A tab that wakes up finds its timers and its mail in any order.
#[test]
fn a_tab_that_slept_looks_for_the_reply_before_it_gives_up() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.now += 60_000;
    tab.feed(Input::Woke);
    assert_eq!(tab.core.flight_place(), Some(Place::Exchanging));
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// But it does give up, even if its timers are always late.
#[test]
fn a_background_tab_whose_timers_are_always_late_ends_its_refresh() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    for _ in 0..20 {
        tab.now += 60_000;
        tab.feed(Input::Woke);
        tab.settle();
    }
    assert_eq!(tab.core.flight_place(), None);
}

/// An intent written before the sleep does not hold after it.
#[test]
fn a_tab_that_slept_over_its_intent_looks_again_before_it_spends_the_token() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.answer_one();
    tab.answer_one();
    tab.now += 60_000;
    tab.answer_one();
    assert_eq!(tab.exchanged, 0);
    tab.settle();
    assert_eq!(tab.exchanged, 1, "nobody else was at it");
}

/// The lock was lost between the intent and the exchange.
#[test]
fn a_tab_whose_lock_was_stolen_before_its_exchange_does_not_make_it() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.answer_one();
    tab.answer_one();
    let flight = tab.core.flight_id().expect("a flight");
    tab.feed(Input::LockStolen { flight });
    tab.answer_one();
    assert_eq!(tab.exchanged, 0);
    while tab.core.flight_place() != Some(Place::Locking) {
        tab.answer_one();
    }
    assert_eq!(tab.ledger.intent, None, "the thief need not wait for it");
}

/// A tab that sleeps between any two steps must not look for ever.
#[test]
fn a_tab_that_sleeps_all_the_time_spends_the_token_in_the_end() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    for _ in 0..20 {
        tab.now += 60_000;
        tab.answer_one();
    }
    assert_eq!(tab.exchanged, 1);
}

/// An intent from the future kept everybody waiting.
#[test]
fn a_clock_that_was_set_back_keeps_nobody_waiting() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.open.clear();
    tab.ledger.intent = Some(Intent {
        flight: FlightId(1),
        written_at: NOW + 86_400_000,
    });
    tab.pass(20_000);
    assert_eq!(tab.exchanged, 1);
}

/// What a flight took back was not written once the flight was over.
#[test]
fn what_a_failed_refresh_takes_back_is_wanted_after_its_end() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    let flight = tab.core.flight_id().expect("a flight");
    tab.log_out();
    assert!(!tab.core.wants(SwapPurpose::Flight(flight)));
    assert!(tab.core.wants(SwapPurpose::UndoIntent(flight)));
}

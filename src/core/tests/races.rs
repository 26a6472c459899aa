//! Races that went wrong once, each as its shortest story. The model checker found most of them.

use super::harness::{NOW, PLAIN, Tab, brought, policy, reply, session};
use crate::core::{
    Input, Locking, Output,
    event::EndReason,
    flight::probe::Place,
    input::{CallId, Errand, Message},
    ledger::{FlightId, Intent, Lease, Ledger},
    output::StoreWrite,
    session::{Session, SessionId},
};

fn other(access: &str, revision: i64) -> Session {
    Session {
        id: SessionId(8),
        ..session(access, revision)
    }
}

/// A tab that had waited for the store once took that for all times.
#[test]
fn a_store_that_lags_a_second_time_is_waited_for_a_second_time() {
    let mut tab = Tab::signed_in();
    tab.ledger.intent = Some(Intent {
        flight: FlightId(1),
        since: NOW,
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
        since: NOW,
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

/// The ledger named another user's newer login; the logout of the old one ended that.
#[test]
fn a_logout_ends_no_newer_login_of_another_tab() {
    let mut tab = Tab::signed_in();
    tab.ledger = Ledger::of(&other("other", 5), &tab.ledger);
    tab.expire(1);
    tab.log_out();
    tab.settle();
    assert_eq!(tab.ledger.session, Some(SessionId(8)));
}

/// The logout of a login that the ledger had not heard of yet was dropped.
#[test]
fn a_logout_counts_even_before_the_login_is_written_down() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::Heard(Message::Tokens(other("other", 5))));
    tab.log_out();
    tab.settle();
    assert_eq!(tab.ledger.end_of(SessionId(8)), Some(EndReason::Logout));
}

/// A sibling's tokens came while the exchange was in the air: it was made again with them.
#[test]
fn a_sibling_that_was_faster_ends_the_refresh() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    let new = session("new", 2);
    tab.ledger = Ledger::of(&new, &tab.ledger);
    tab.store = Some(new.clone());
    tab.feed(Input::Heard(Message::Tokens(new)));
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
fn a_tab_that_was_robbed_before_its_exchange_does_not_make_it() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.answer_one();
    tab.answer_one();
    let flight = tab.core.flight_id().expect("a flight");
    tab.feed(Input::LockLost { flight });
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
        since: NOW + 86_400_000,
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
    assert!(!tab.core.wants(Errand::Flight(flight)));
    assert!(tab.core.wants(Errand::Amends(flight)));
}

/// A commit crossed the logout on its way to the ledger, and its tokens stayed in the store.
#[test]
fn tokens_that_arrive_after_the_logout_are_cleared_away() {
    let mut tab = Tab::signed_in();
    tab.log_out();
    tab.settle();
    let late = session("late", 2);
    tab.store = Some(late.clone());
    tab.feed(Input::StoreChanged {
        before: None,
        after: Some(late),
    });
    tab.settle();
    assert_eq!((tab.access(), &tab.store), (None, &None));
}

/// The tab that logged out crashed before its entry was made.
#[test]
fn a_logout_heard_of_is_written_down_by_who_heard_it() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::Heard(Message::Ended {
        session: SessionId(7),
        reason: EndReason::Logout,
    }));
    tab.settle();
    assert_eq!(tab.ledger.end_of(SessionId(7)), Some(EndReason::Logout));
    assert_eq!(tab.store, None);
}

/// A login that came later, and ended, was overtaken by the earlier one's entry.
#[test]
fn an_earlier_login_does_not_come_back_over_a_later_one() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.log_in("mine");
    let revision = NOW + 5;
    tab.ledger = Ledger::after(SessionId(8), EndReason::Logout, revision);
    tab.settle();
    assert_eq!(tab.access(), None);
    assert_eq!(tab.ledger.session, None);
}

/// But a login wins over the refresh of the session that it replaces.
#[test]
fn a_login_wins_over_the_old_users_refresh() {
    let mut tab = Tab::signed_in();
    tab.log_in("mine");
    tab.ledger = Ledger::of(&session("renewed", NOW + 5), &tab.ledger);
    tab.settle();
    assert_eq!(tab.access(), Some("mine"));
    assert_eq!(
        tab.store.as_ref().map(|stored| stored.tokens.access.reveal()),
        Some("mine")
    );
}

/// Its own login's first refresh by a sibling was undone by the login's late entry.
#[test]
fn a_login_that_a_sibling_has_refreshed_already_is_not_put_back() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.log_in("mine");
    let mut renewed = tab.core.session().expect("a session").clone();
    renewed.revision += 1;
    renewed.generation += 1;
    tab.ledger = Ledger::of(&renewed, &tab.ledger);
    tab.settle();
    assert_eq!(tab.ledger.revision, renewed.revision);
    let puts = tab.outputs.iter().filter(|output| {
        matches!(
            output,
            Output::Swap {
                write: Some(StoreWrite::Put(_)),
                ..
            }
        )
    });
    assert_eq!(puts.count(), 1);
}

/// Tokens of the session that the ledger names were refused as old news.
#[test]
fn a_tab_that_knows_of_a_login_from_the_ledger_takes_its_tokens_when_they_come() {
    let mut tab = Tab::new(PLAIN);
    tab.ledger = Ledger::of(&other("other", 5), &Ledger::default());
    tab.start();
    tab.feed(Input::Heard(Message::Tokens(other("other", 5))));
    assert_eq!(tab.access(), Some("other"));
}

/// A flight whose login is still being written down waits for it, and not for ever.
#[test]
fn a_refresh_right_after_the_login_waits_for_the_login_to_be_written_down() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.feed(Input::TokensBrought {
        call: CallId(9),
        tokens: brought("old"),
    });
    tab.request(1);
    tab.reply(1, true);
    assert_eq!(tab.core.flight_place(), Some(Place::Settling));
    tab.settle();
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// Another tab's logout of the old session removed the record of the new login, before the ledger had heard of that
/// login. A tab that looked on took this for a logout of the new user, and never came back.
#[test]
fn a_login_whose_record_a_crossing_logout_has_hit_comes_back_with_its_entry() {
    let mut tab = Tab::signed_in();
    let login = other("other", NOW + 5);
    tab.feed(Input::StoreChanged {
        before: tab.store.clone(),
        after: Some(login.clone()),
    });
    assert_eq!(tab.access(), Some("other"));
    tab.store = None;
    tab.feed(Input::StoreChanged {
        before: Some(login.clone()),
        after: None,
    });
    tab.settle();
    assert_eq!(tab.access(), None, "the ledger does not vouch for it");
    assert_eq!(tab.ledger.end_of(login.id), None, "but nobody has logged it out");
    tab.ledger = Ledger::of(&login, &tab.ledger);
    tab.store = Some(login.clone());
    tab.feed(Input::StoreChanged {
        before: None,
        after: Some(login),
    });
    tab.settle();
    assert_eq!(tab.access(), Some("other"));
}

/// The same after the login had its entry: it was taken for the application's own deletion, which is a logout.
#[test]
fn a_login_whose_record_a_crossing_logout_removes_late_is_put_again() {
    let mut tab = Tab::signed_in();
    tab.log_in("mine");
    tab.settle();
    let mine = tab.core.session().expect("a session").clone();
    assert_eq!(tab.ledger.session, Some(mine.id));
    let before = tab.store.take();
    tab.feed(Input::StoreChanged { before, after: None });
    tab.settle();
    assert_eq!(tab.access(), Some("mine"));
    assert_eq!(tab.store, Some(mine.clone()));
    // A while later it is the application that deletes it.
    tab.pass(2_000);
    let before = tab.store.take();
    tab.feed(Input::StoreChanged { before, after: None });
    tab.settle();
    assert_eq!(tab.access(), None);
    assert_eq!(tab.ledger.end_of(mine.id), Some(EndReason::Logout));
}

/// A second login came before the first had its entry, and another tab's logout of the first took the second with it.
#[test]
fn a_logout_of_the_login_before_takes_no_later_login_with_it() {
    let mut tab = Tab::signed_in();
    tab.log_in("first");
    let first = tab.core.session().expect("a session").id;
    tab.log_in("second");
    let second = tab.core.session().expect("a session").id;
    assert_ne!(first, second);
    tab.ledger = Ledger::after(first, EndReason::Logout, NOW + 5);
    tab.settle();
    assert_eq!(tab.access(), Some("second"));
    assert_eq!(tab.ledger.session, Some(second));
}

/// The end of the session before was written down after the login had begun, and before the login was. A tab that saw this
/// left the login, and did not take it back when it had its entry.
#[test]
fn a_login_that_was_left_for_a_late_entry_comes_back_with_its_own() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::Heard(Message::Tokens(other("other", NOW + 5))));
    tab.ledger = Ledger::after(SessionId(7), EndReason::Logout, NOW + 10);
    tab.expire(1);
    tab.settle();
    assert_eq!(tab.access(), None, "the ledger does not vouch for it");
    let written = other("other", NOW + 11);
    tab.ledger = Ledger::of(&written, &tab.ledger);
    tab.store = Some(written.clone());
    tab.feed(Input::Heard(Message::Tokens(written)));
    assert_eq!(tab.access(), Some("other"));
}

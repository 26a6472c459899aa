//! More than one tab: R18–R21, as one of them sees it.

use super::harness::{NOW, PLAIN, Tab, policy, reply, session};
use crate::{
    Event, Input, Locking, Output,
    event::{EndReason, LoginReason, SignedInBy, SignedOutBy},
    flight::probe::Place,
    input::{CallId, Message, ReadPurpose},
    ledger::{FlightId, Intent, Lease, Ledger},
    output::Fault,
    session::{Session, SessionId},
};

fn generation(number: u32) -> Session {
    Session {
        generation: number,
        ..session(&format!("token-{number}"), i64::from(number))
    }
}

/// R18
#[test]
fn what_a_sibling_stored_is_adopted_instead_of_refreshing_again() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.ledger = Ledger::of(&generation(2), &tab.ledger);
    tab.store = Some(generation(2));
    tab.settle();
    assert_eq!(tab.exchanged, 0);
    assert_eq!(tab.tokens_sent(1), ["old", "token-2"]);
    assert_eq!(tab.told(&Event::Refreshed { by_other_tab: true }), 1);
}

/// R18
#[test]
fn a_store_that_lags_behind_the_ledger_is_waited_for() {
    let mut tab = Tab::signed_in();
    tab.ledger = Ledger::of(&generation(2), &tab.ledger);
    tab.expire(1);
    assert_eq!(tab.core.flight_place(), Some(Place::CatchingUp));
    tab.pass(200);
    assert_eq!(tab.exchanged, 0);
    tab.store = Some(generation(2));
    tab.pass(25);
    assert_eq!(tab.tokens_sent(1), ["old", "token-2"]);
}

/// I5: the ledger ends the session while the store still shows tokens of it that are newer than this tab's.
#[test]
fn nothing_goes_out_with_the_tokens_of_a_session_that_the_ledger_ends() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::RefreshRequested { call: CallId(30) });
    tab.request(1);
    tab.feed(Input::SharedRead {
        purpose: ReadPurpose::CheckRecord,
        record: Some(generation(2)),
        ledger: Ledger {
            ended: Some((generation(2).id, EndReason::Refused)),
            ..Ledger::of(&generation(2), &tab.ledger)
        },
    });
    assert_eq!(tab.tokens_sent(1).len(), 0);
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
}

/// R18: the wait is bounded; a sibling may have died between the two writes.
#[test]
fn a_store_that_never_catches_up_costs_a_moment_and_then_a_refresh() {
    let mut tab = Tab::signed_in();
    tab.ledger = Ledger::of(&generation(2), &tab.ledger);
    tab.expire(1);
    tab.pass(1_600);
    assert_eq!(tab.exchanged, 1);
}

/// R19
#[test]
fn a_holder_at_work_is_waited_for_and_a_frozen_one_passed_by() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    let asked = tab.open.pop_front();
    assert!(matches!(asked, Some(Output::AcquireLock { .. })));
    tab.ledger.intent = Some(Intent {
        flight: FlightId(1),
        written_at: NOW + 11_000,
    });
    tab.pass(12_600);
    assert_eq!(
        tab.core.flight_place(),
        Some(Place::Locking),
        "the holder may still be at it"
    );
    tab.ledger.intent = None;
    tab.pass(15_000);
    let stolen = tab
        .outputs
        .iter()
        .any(|output| matches!(output, Output::StealLock { .. }));
    assert!(stolen);
    assert_eq!(tab.exchanged, 1);
}

/// R19
#[test]
fn a_tab_that_was_passed_by_does_not_overwrite_what_came_after() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.ledger = Ledger::of(&generation(2), &tab.ledger);
    tab.store = Some(generation(2));
    tab.answer(reply(401, ""));
    assert_eq!(
        tab.access(),
        Some("token-2"),
        "a refusal of a used-up token ends nothing"
    );
    assert_eq!(tab.tokens_sent(1), ["old", "token-2"]);
}

/// R19
#[test]
fn a_tab_that_lost_the_lock_before_its_exchange_stands_in_line_again() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.answer_one();
    let flight = tab.core.flight_id().expect("a flight");
    tab.feed(Input::LockStolen { flight });
    tab.answer_one();
    assert_eq!(tab.core.flight_place(), Some(Place::Locking));
    assert_eq!(tab.exchanged, 0);
}

fn with_lease(lease: Option<Lease>) -> Tab {
    let mut tab = Tab::with(policy(PLAIN), Locking::Lease);
    tab.ledger = Ledger {
        lease,
        ..Ledger::of(&session("old", 1), &Ledger::default())
    };
    tab.store = Some(session("old", 1));
    tab.start();
    tab
}

/// R20
#[test]
fn a_lease_keeps_other_tabs_out_until_it_ends() {
    let lease = Lease {
        holder: FlightId(1),
        until: NOW + 3_000,
    };
    let mut tab = with_lease(Some(lease));
    tab.expire(1);
    tab.pass(2_900);
    assert_eq!(tab.exchanged, 0);
    tab.pass(200);
    assert_eq!(tab.exchanged, 1);
}

/// R20: a clock that was set back must not keep everybody out for hours.
#[test]
fn a_lease_from_the_future_is_no_lease() {
    let lease = Lease {
        holder: FlightId(1),
        until: NOW + 3_600_000,
    };
    let mut tab = with_lease(Some(lease));
    tab.expire(1);
    assert_eq!(tab.exchanged, 1);
}

/// R21
#[test]
fn a_login_elsewhere_signs_this_tab_in() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.feed(Input::MessageReceived(Message::Tokens(session("new", 5))));
    assert_eq!(tab.access(), Some("new"));
    assert_eq!(
        tab.told(&Event::SignedIn {
            by: SignedInBy::OtherTab
        }),
        1
    );
}

/// R21
#[test]
fn a_logout_elsewhere_signs_this_tab_out_and_asks_for_no_login() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    let ended = Message::Ended {
        session: Some(SessionId(7)),
        reason: EndReason::Logout,
        action_no: NOW,
    };
    tab.feed(Input::MessageReceived(ended.clone()));
    tab.feed(Input::MessageReceived(ended));
    assert_eq!(tab.access(), None);
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(
        tab.told(&Event::SignedOut {
            by: SignedOutBy::OtherTab
        }),
        1
    );
    let asked: Vec<_> = tab
        .events
        .iter()
        .filter(|event| matches!(event, Event::LoginRequired { .. }))
        .collect();
    let reason = LoginReason::OtherTab;
    assert_eq!(
        asked,
        [&Event::LoginRequired { reason }],
        "each tab leads to its login"
    );
}

/// R21, R11
#[test]
fn a_refusal_elsewhere_asks_for_a_login_here_once() {
    let mut tab = Tab::signed_in();
    let ended = Message::Ended {
        session: Some(SessionId(7)),
        reason: EndReason::Refused,
        action_no: NOW,
    };
    tab.feed(Input::MessageReceived(ended.clone()));
    tab.feed(Input::MessageReceived(ended));
    tab.expire(1);
    assert_eq!(
        tab.events
            .iter()
            .filter(|event| matches!(event, Event::LoginRequired { .. }))
            .count(),
        1
    );
    assert_eq!(
        tab.told(&Event::LoginRequired {
            reason: LoginReason::RefreshRejected
        }),
        1
    );
}

/// R21
#[test]
fn tokens_from_a_sibling_end_the_wait_for_the_lock() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    tab.feed(Input::MessageReceived(Message::Tokens(generation(2))));
    assert_eq!(tab.tokens_sent(1), ["old", "token-2"]);
    assert_eq!(tab.core.flight_place(), None);
    assert!(tab.open.is_empty(), "it stops asking for the lock");
}

/// R21: old news.
#[test]
fn an_older_message_changes_nothing() {
    let mut tab = Tab::restored(PLAIN, generation(5));
    tab.feed(Input::MessageReceived(Message::Tokens(generation(4))));
    assert_eq!(tab.access(), Some("token-5"));
}

/// Signed in, with tokens in memory alone.
fn in_memory() -> Tab {
    let mut tab = Tab::new(
        r#"{"refresh":"/refresh","storage":"memory","proactive":{"background":false},"retry":{"base":0}}"#,
    );
    tab.start();
    tab.log_in("mine");
    tab.settle();
    tab
}

/// A page in the back/forward cache hears nothing (R21).
#[test]
fn a_page_that_is_back_from_the_cache_learns_that_its_session_is_over() {
    let mut tab = in_memory();
    let id = tab.core.session().expect("a session").id;
    tab.announced.clear();
    tab.ledger = Ledger::after(id, EndReason::Logout, NOW + 50, NOW + 50);
    tab.now = NOW + 60_000;
    tab.feed(Input::Returned);
    tab.settle();
    assert_eq!(tab.announced, [Message::Asked], "who is signed in now");
    assert_eq!(tab.access(), None);
    tab.request(1);
    assert_eq!(tab.sent.last(), Some(&(1, None)));
}

#[test]
fn nor_does_it_keep_the_session_before_anothers_login() {
    let mut tab = in_memory();
    let later = tab.now + 1_000;
    let other = Session {
        id: SessionId(8),
        action_no: later,
        ..session("other", later)
    };
    tab.ledger = Ledger::of(&other, &tab.ledger);
    tab.now = later + 1_000;
    tab.feed(Input::Returned);
    tab.settle();
    assert_eq!(tab.announced.last(), Some(&Message::Asked));
    tab.feed(Input::MessageReceived(Message::Unstored(other)));
    tab.settle();
    assert_eq!(tab.access(), Some("other"));
}

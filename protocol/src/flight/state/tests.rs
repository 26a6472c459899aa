//! What follows from each input, one flight at a time.

use super::*;
use crate::event::EndReason;
use crate::{secret::Secret, session::Tokens};

const ID: FlightId = FlightId(1);
const OTHER: FlightId = FlightId(2);
const PATIENCE: i64 = 10_000;

fn session() -> Session {
    Session {
        id: SessionId(7),
        generation: 3,
        revision: 5,
        action_no: 1,
        until_closed: false,
        user: None,
        tokens: Tokens {
            access: Some(Secret::new("token")),
            refresh: None,
            access_expires_at: None,
            refresh_expires_at: None,
            renew_at: None,
        },
    }
}

fn ledger() -> Ledger {
    Ledger::of(&session(), &Ledger::default())
}

fn flight() -> Flight {
    Flight::new(ID, &session(), 0)
}

/// A flight whose intent is written, in time.
fn intending() -> Flight {
    let mut flight = flight();
    flight.write_intent(&session(), &ledger(), None, 0);
    let next = flight.swapped(true, &ledger(), 1);
    assert_eq!(next, AfterSwap::IntentWritten { slept: false });
    flight
}

fn ended() -> Verdict {
    Verdict::Ended {
        reason: EndReason::Refused,
        status: Some(401),
    }
}

#[test]
fn every_stage_has_a_deadline_that_leads_on() {
    for (stage, due) in [
        (Stage::AwaitingClaim, Due::GiveUpClaim),
        (Stage::Locking, Due::LockTimeout { stolen: false }),
        (Stage::CheckingHolder, Due::HolderUnknown),
        (Stage::Reading, Due::StorageTimeout),
        (Stage::Intending { ledger: ledger() }, Due::StorageTimeout),
        (Stage::Exchanging, Due::ExchangeTimeout),
        (Stage::Committing(ended()), Due::CommitTimeout(ended())),
        (Stage::BackingOff, Due::Retry),
        (Stage::Offline, Due::StillOffline),
    ] {
        let mut flight = flight();
        flight.enter(stage, 0, PATIENCE);
        assert_eq!(flight.next_wake(), PATIENCE);
        assert_eq!(flight.woke(PATIENCE - 1), None);
        assert_eq!(flight.woke(PATIENCE), Some(due));
    }
}

#[test]
fn a_tab_that_slept_past_a_deadline_is_given_time_once() {
    let mut flight = flight();
    flight.enter(Stage::Reading, 0, PATIENCE);
    let woken = PATIENCE + 60_000;
    assert_eq!(flight.woke(woken), None);
    assert_eq!(flight.next_wake(), woken + WAKING_UP);
    assert_eq!(flight.woke(woken + 60_000), Some(Due::StorageTimeout));
}

#[test]
fn a_wait_for_no_answer_is_not_extended() {
    let mut flight = flight();
    flight.enter(Stage::BackingOff, 0, PATIENCE);
    assert_eq!(flight.woke(PATIENCE + 60_000), Some(Due::Retry));
}

#[test]
fn a_tab_that_slept_past_its_intent_reads_again_once() {
    let mut flight = flight();
    for slept in [true, false] {
        flight.write_intent(&session(), &ledger(), None, 0);
        let next = flight.swapped(true, &ledger(), STEP_TIMEOUT);
        assert_eq!(next, AfterSwap::IntentWritten { slept });
    }
}

#[test]
fn an_intent_names_its_flight_and_keeps_the_ledgers_revision() {
    let mut newer = ledger();
    newer.revision = 9;
    let output = flight().write_intent(&session(), &newer, Some(50), 10);
    let Output::Swap { expect, next, .. } = output else {
        panic!("a swap");
    };
    assert_eq!(expect, Expect::Same(newer));
    assert_eq!(next.revision, 9);
    assert_eq!(
        next.intent.map(|intent| (intent.flight, intent.written_at)),
        Some((ID, 10))
    );
    assert_eq!(
        next.lease.map(|lease| (lease.holder, lease.until)),
        Some((ID, 50))
    );
}

#[test]
fn a_lost_commit_is_fenced_unless_the_ledger_was_lost() {
    let mut flight = intending();
    flight.enter(Stage::Committing(ended()), 1, PATIENCE);
    assert_eq!(flight.swapped(true, &ledger(), 2), AfterSwap::Finish(ended()));
    assert_eq!(flight.swapped(false, &ledger(), 2), AfterSwap::Fenced);
    let lost = flight.swapped(false, &Ledger::default(), 2);
    assert_eq!(lost, AfterSwap::CommitAgain(ended()));
}

#[test]
fn a_late_answer_changes_nothing() {
    let mut flight = intending();
    flight.start_exchange(2, PATIENCE);
    let before = flight.clone();
    assert_eq!(flight.swapped(true, &ledger(), 3), AfterSwap::Ignore);
    assert_eq!(flight.after_read(), AfterRead::Ignore);
    assert_eq!(flight, before);
}

#[test]
fn the_store_is_waited_for_once_for_each_change_of_the_ledger() {
    let mut flight = flight();
    let mut ledger = ledger();
    assert!(!flight.must_catch_up(false, &ledger));
    ledger.intent = Some(Intent {
        flight: OTHER,
        written_at: 0,
    });
    assert!(flight.must_catch_up(false, &ledger));
    assert!(flight.catch_up(&ledger, None, 0));
    assert!(!flight.catch_up(&ledger, None, 10), "the same wait");
    assert_eq!(flight.woke(10 + LOOK_AGAIN), Some(Due::LookAgain));
    assert_eq!(flight.woke(CATCH_UP), Some(Due::StopCatchingUp));
    assert!(!flight.must_catch_up(true, &ledger));
    ledger.revision += 1;
    assert!(flight.must_catch_up(true, &ledger));
}

#[test]
fn a_holder_whose_lock_was_stolen_is_waited_for_as_long_as_it_may_be_alive() {
    for (steals, deadline) in [(false, CATCH_UP), (true, 9_000)] {
        let mut flight = flight();
        if steals {
            flight.steal_lock(0);
        }
        flight.catch_up(&ledger(), Some(9_000), 0);
        assert_eq!(flight.woke(deadline - 1), Some(Due::LookAgain));
        assert_eq!(flight.woke(deadline), Some(Due::StopCatchingUp));
    }
}

#[test]
fn a_lease_is_respected_if_another_flight_could_have_set_it() {
    let leased = |holder, until| Ledger {
        lease: Some(Lease { holder, until }),
        ..ledger()
    };
    let wait = |ledger: &Ledger| flight().lease_wait(ledger, 12_000, 0);
    assert_eq!(wait(&leased(OTHER, 50)), Some(50));
    assert_eq!(wait(&leased(OTHER, 12_000)), Some(LEASE_POLL));
    assert_eq!(wait(&leased(OTHER, 0)), None, "over");
    assert_eq!(wait(&leased(OTHER, 12_001)), None, "a clock was set back");
    assert_eq!(wait(&leased(ID, 50)), None, "its own");
    assert_eq!(wait(&ledger()), None);
}

#[test]
fn an_intent_is_withdrawn_once() {
    let mut flight = intending();
    let withdraw = |ledger: &mut Ledger| ledger.intent = None;
    assert!(flight.amend_ledger(withdraw).is_some());
    assert_eq!(flight.amend_ledger(withdraw), None);
    assert_eq!(intending().amend_ledger(|_| {}), None, "nothing changed");
}

#[test]
fn tokens_are_adopted_until_the_intent_is_on_its_way() {
    let mut flight = flight();
    assert!(flight.can_adopt() && !flight.has_spent());
    flight.write_intent(&session(), &ledger(), None, 0);
    assert!(!flight.can_adopt() && !flight.has_spent());
    flight.start_exchange(0, PATIENCE);
    assert!(!flight.can_adopt() && flight.has_spent());
}

#[test]
fn a_lock_that_was_stolen_before_its_use_is_asked_for_again() {
    let mut flight = flight();
    flight.ask_for_lock(0, PATIENCE);
    assert!(flight.lock_granted() && flight.lock_stolen());
    flight.ask_for_lock(0, PATIENCE);
    flight.start_exchange(0, PATIENCE);
    assert!(!flight.lock_stolen());
    assert_eq!(flight.release_lock(), None);
}

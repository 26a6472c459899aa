//! R9: a login's reply that comes after a logout or a newer login is told to its caller and changes nothing.

use super::harness::{NOW, PLAIN, Tab, access_of, given_tokens, reply, session};
use crate::{
    Event, Input, Output,
    event::{EndReason, SignedInBy},
    input::{CallId, Message},
    ledger::Ledger,
    output::{Fault, Outcome},
    session::{Session, SessionId},
};

fn other(access: &str, action_no: i64) -> Session {
    Session {
        id: SessionId(8),
        action_no,
        ..session(access, action_no)
    }
}

fn signed_out() -> Tab {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.settle();
    tab
}

fn stored(tab: &Tab) -> Option<&str> {
    tab.store.as_ref().map(|stored| access_of(&stored.tokens))
}

#[test]
fn a_login_that_is_answered_after_a_logout_changes_nothing() {
    let mut tab = Tab::signed_in();
    tab.start_login(1);
    tab.now += 10;
    tab.log_out();
    tab.settle();
    tab.answer_login(1, "late");
    tab.settle();
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(
        (tab.access(), stored(&tab), tab.ledger.session),
        (None, None, None)
    );
    assert_eq!(
        tab.told(&Event::SignedIn {
            by: SignedInBy::Login
        }),
        0
    );
}

#[test]
fn a_logout_while_nobody_is_signed_in_counts_as_well() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.log_out();
    tab.answer_login(1, "late");
    tab.settle();
    assert_eq!(tab.outcome(901), Some(&Outcome::Done));
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!((tab.access(), stored(&tab)), (None, None));
}

#[test]
fn a_login_that_is_answered_after_a_newer_one_changes_nothing() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.start_login(2);
    tab.answer_login(2, "newer");
    tab.answer_login(1, "late");
    tab.settle();
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!((tab.access(), stored(&tab)), (Some("newer"), Some("newer")));
}

#[test]
fn tokens_that_were_set_meanwhile_stay() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.feed(Input::TokensGiven {
        call: CallId(2),
        tokens: given_tokens("set"),
    });
    tab.answer_login(1, "late");
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(tab.access(), Some("set"));
}

/// Their order is that of the calls, and not of the replies.
#[test]
fn logins_that_are_answered_in_order_replace_each_other() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.start_login(2);
    tab.answer_login(1, "first");
    assert_eq!(tab.access(), Some("first"));
    tab.answer_login(2, "second");
    assert_eq!(tab.access(), Some("second"));
    assert_eq!((tab.fault(1), tab.fault(2)), (None, None));
}

#[test]
fn a_newer_login_that_failed_or_was_refused_stands_in_nobodys_way() {
    let mut tab = signed_out();
    (1..=3).for_each(|call| tab.start_login(call));
    tab.feed(Input::Withdrawn { call: CallId(2) });
    tab.feed(Input::LoginReplied {
        call: CallId(3),
        reply: reply(401, ""),
    });
    assert_eq!(tab.fault(3), Some(Fault::LoginRejected));
    tab.answer_login(1, "late");
    assert_eq!(tab.access(), Some("late"));
}

/// A refusal is nobody's wish.
#[test]
fn the_end_of_the_old_session_cancels_no_login() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.start_login(2);
    tab.answer(reply(401, ""));
    assert_eq!(tab.access(), None);
    tab.answer_login(2, "late");
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("late"), Some("late")));
    // Nor does one that another tab tells of.
    tab.start_login(3);
    let id = tab.core.session().map(|session| session.id);
    tab.feed(Input::MessageReceived(Message::Ended {
        session: id,
        reason: EndReason::Expired,
        action_no: tab.core.session().map_or(0, |session| session.action_no),
    }));
    tab.answer_login(3, "again");
    assert_eq!(tab.access(), Some("again"));
}

#[test]
fn a_logout_in_another_tab_counts_wherever_nobody_is_signed_in() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.feed(Input::MessageReceived(Message::Ended {
        session: None,
        reason: EndReason::Logout,
        action_no: NOW + 5,
    }));
    tab.answer_login(1, "late");
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(tab.access(), None);
}

#[test]
fn a_newer_login_in_another_tab_stays() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.feed(Input::MessageReceived(Message::Tokens(other("newer", NOW + 5))));
    tab.now += 10;
    tab.answer_login(1, "late");
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(tab.access(), Some("newer"));
}

#[test]
fn an_older_login_of_another_tab_is_not_taken_when_it_comes_late() {
    let mut tab = signed_out();
    tab.log_in("newer");
    let mut late = other("late", NOW - 5);
    late.revision = NOW + 100;
    tab.feed(Input::MessageReceived(Message::Tokens(late)));
    assert_eq!(tab.access(), Some("newer"));
}

/// This tab has not heard of the logout when the reply comes: the ledger has.
#[test]
fn a_late_login_does_not_get_past_a_logout_in_the_ledger() {
    let mut tab = Tab::signed_in();
    tab.start_login(1);
    tab.ledger = Ledger::after(SessionId(7), EndReason::Logout, 2, NOW + 5);
    tab.now += 10;
    tab.answer_login(1, "late");
    tab.settle();
    assert_eq!(
        (tab.access(), stored(&tab), tab.ledger.session),
        (None, None, None)
    );
}

/// Nor past a newer login, whose record it had overwritten.
#[test]
fn a_late_login_does_not_get_past_a_newer_one_in_the_ledger() {
    let mut tab = Tab::signed_in();
    tab.start_login(1);
    let newer = other("newer", NOW + 5);
    tab.ledger = Ledger::of(&newer, &tab.ledger);
    tab.now += 10;
    tab.answer_login(1, "late");
    tab.settle();
    assert_eq!(tab.access(), None);
    assert_eq!(tab.ledger.session, Some(newer.id));
    tab.feed(Input::MessageReceived(Message::Tokens(newer)));
    assert_eq!(tab.access(), Some("newer"));
}

/// The other side of it: a late login got into the ledger first.
#[test]
fn a_newer_login_gets_past_a_late_one_in_the_ledger() {
    let mut tab = Tab::signed_in();
    tab.log_in("newer");
    let mut late = other("late", NOW - 5);
    late.revision = NOW + 100;
    tab.ledger = Ledger::of(&late, &tab.ledger);
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("newer"), Some("newer")));
    assert_eq!(tab.ledger.session, tab.core.session().map(|session| session.id));
}

/// And so does a logout, with nobody signed in where it was asked for.
#[test]
fn a_logout_gets_past_a_late_login_in_the_ledger() {
    let mut tab = signed_out();
    tab.log_out();
    tab.ledger = Ledger::of(&other("late", NOW - 5), &tab.ledger);
    tab.store = Some(other("late", NOW - 5));
    tab.settle();
    assert_eq!(tab.ledger.session, None);
    let late = tab.store.clone();
    tab.feed(Input::StoreChanged {
        before: None,
        after: late,
    });
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (None, None));
}

#[test]
fn a_second_logout_keeps_what_the_first_has_to_clear_away() {
    let mut tab = Tab::signed_in();
    tab.log_out();
    tab.log_out();
    tab.settle();
    assert_eq!(tab.ledger.end_of(SessionId(7)), Some(EndReason::Logout));
    assert_eq!(tab.store, None);
}

#[test]
fn a_logout_before_the_store_was_read_counts() {
    let mut tab = Tab::new(PLAIN);
    tab.store = Some(session("old", 1));
    tab.ledger = Ledger::of(&session("old", 1), &Ledger::default());
    tab.log_out();
    tab.start();
    tab.settle();
    assert_eq!(
        (tab.access(), stored(&tab), tab.ledger.session),
        (None, None, None)
    );
}

/// The entry was made, but not heard of, when the record of a late login of another tab hit this one's.
#[test]
fn a_record_that_is_hit_between_the_entry_and_its_answer_is_put_again() {
    let mut tab = signed_out();
    tab.log_in("newer");
    let Some(Output::Swap { purpose, next, .. }) = tab.open.pop_front() else {
        panic!("a swap")
    };
    tab.ledger = next;
    let (before, late) = (tab.store.clone(), other("late", NOW - 5));
    tab.store = Some(late.clone());
    tab.feed(Input::StoreChanged {
        before: before.clone(),
        after: Some(late),
    });
    tab.feed(Input::Swapped {
        purpose,
        won: true,
        record: before,
        ledger: tab.ledger.clone(),
    });
    tab.settle();
    assert_eq!(stored(&tab), Some("newer"));
}

/// What an older application left behind is older than any login.
#[test]
fn adopted_tokens_give_way_to_a_login_under_way() {
    let mut tab = Tab::new(PLAIN);
    tab.start_login(1);
    tab.start();
    tab.feed(Input::LegacyTokensFound(given_tokens("adopted")));
    assert_eq!(tab.access(), Some("adopted"));
    tab.answer_login(1, "mine");
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("mine"), Some("mine")));
}

#[test]
fn a_login_that_is_answered_after_the_end_of_the_client_is_told_so() {
    let mut tab = signed_out();
    tab.start_login(1);
    tab.feed(Input::Disposed);
    tab.feed(Input::LoginStarted {
        call: CallId(2),
        until_closed: false,
    });
    tab.feed(Input::Disposed);
    tab.answer_login(1, "late");
    tab.answer_login(2, "late");
    tab.log_out();
    assert_eq!(tab.fault(1), Some(Fault::Disposed));
    assert_eq!(tab.fault(2), Some(Fault::Disposed));
    assert_eq!((tab.access(), tab.open.len()), (None, 0));
}

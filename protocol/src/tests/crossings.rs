//! Logins and logouts that crossed, each as its shortest story. The model checker found most of them.

use super::harness::{NOW, PLAIN, Tab, access_of, given_tokens, session};
use crate::{
    Input, Output,
    event::EndReason,
    flight::probe::Place,
    input::{CallId, Message},
    ledger::Ledger,
    output::StoreWrite,
    session::{Session, SessionId},
};

fn other(access: &str, revision: i64) -> Session {
    Session {
        id: SessionId(8),
        action_no: revision,
        ..session(access, revision)
    }
}

/// The ledger named another user's newer login; the logout of the old one ended that.
#[test]
fn a_logout_ends_no_newer_login_of_another_tab() {
    let mut tab = Tab::signed_in();
    tab.ledger = Ledger::of(&other("other", NOW + 5), &tab.ledger);
    tab.log_out();
    tab.settle();
    assert_eq!(tab.ledger.session, Some(SessionId(8)));
}

/// The logout of a login that the ledger had not heard of yet was dropped.
#[test]
fn a_logout_counts_even_before_the_login_is_written_down() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::MessageReceived(Message::Tokens(other("other", 5))));
    tab.log_out();
    tab.settle();
    assert_eq!(tab.ledger.end_of(SessionId(8)), Some(EndReason::Logout));
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
    tab.feed(Input::MessageReceived(Message::Ended {
        session: Some(SessionId(7)),
        reason: EndReason::Logout,
        action_no: NOW,
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
    tab.ledger = Ledger::after(SessionId(8), EndReason::Logout, revision, revision);
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
        tab.store.as_ref().map(|stored| access_of(&stored.tokens)),
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
    tab.feed(Input::MessageReceived(Message::Tokens(other("other", 5))));
    assert_eq!(tab.access(), Some("other"));
}

/// A flight whose login is still being written down waits for it, and not for ever.
#[test]
fn a_refresh_right_after_the_login_waits_for_the_login_to_be_written_down() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.feed(Input::TokensGiven {
        call: CallId(9),
        tokens: given_tokens("old"),
    });
    tab.request(1);
    tab.reply(1, true);
    assert_eq!(tab.core.flight_place(), Some(Place::AwaitingClaim));
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
    tab.ledger = Ledger::after(first, EndReason::Logout, NOW + 5, NOW);
    tab.settle();
    assert_eq!(tab.access(), Some("second"));
    assert_eq!(tab.ledger.session, Some(second));
}

/// The end of the session before was written down after the login had begun, and before the login was. A tab that saw this
/// left the login, and did not take it back when it had its entry.
#[test]
fn a_login_that_was_left_for_a_late_entry_comes_back_with_its_own() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::MessageReceived(Message::Tokens(other("other", NOW + 5))));
    tab.ledger = Ledger::after(SessionId(7), EndReason::Logout, NOW + 10, NOW);
    tab.expire(1);
    tab.settle();
    assert_eq!(tab.access(), Some("other"), "the logout came before it");
    let written = other("other", NOW + 11);
    tab.ledger = Ledger::of(&written, &tab.ledger);
    tab.store = Some(written.clone());
    tab.feed(Input::MessageReceived(Message::Tokens(written)));
    assert_eq!(tab.access(), Some("other"));
}

/// A logout was written down late, with the time of the writing: that made it later than a login in another tab which had
/// come after it, and took that login away.
#[test]
fn a_logout_that_is_written_down_late_is_no_later_for_it() {
    let mut tab = Tab::signed_in();
    tab.log_out();
    tab.ledger = Ledger::of(&session("renewed", 2), &tab.ledger);
    tab.now += 30;
    tab.settle();
    assert_eq!(tab.ledger.end_of(SessionId(7)), Some(EndReason::Logout));
    assert!(
        tab.ledger.revision < NOW + 10,
        "a login in between is the last word"
    );
}

/// So did a login that made way for the last refresh of the session before it.
#[test]
fn a_login_that_is_written_down_late_is_no_later_for_it() {
    let mut tab = Tab::signed_in();
    tab.log_in("mine");
    tab.ledger = Ledger::of(&session("renewed", NOW + 5), &tab.ledger);
    tab.now += 30;
    tab.settle();
    assert_eq!(tab.access(), Some("mine"));
    assert!(
        tab.ledger.revision < NOW + 10,
        "a login in between is the last word"
    );
}

/// Two logins crossed, and the second was logged out before it was written down: the record of the first stayed.
#[test]
fn the_record_of_a_login_that_was_replaced_by_one_that_has_ended_is_cleared_away() {
    let mut tab = Tab::new(PLAIN);
    tab.ledger = Ledger::after(SessionId(8), EndReason::Logout, 5, 5);
    tab.store = Some(session("old", 2));
    tab.start();
    tab.settle();
    assert_eq!((tab.access(), &tab.store), (None, &None));
    assert_eq!(tab.ledger.end_of(SessionId(8)), Some(EndReason::Logout));
}

/// A login that the ledger still named brought its tokens after a later one, made here, was logged out again.
#[test]
fn tokens_older_than_what_was_logged_out_here_are_not_taken() {
    let mut tab = Tab::new(PLAIN);
    tab.ledger = Ledger::of(&other("other", 5), &Ledger::default());
    tab.start();
    tab.log_in("mine");
    let mine = tab.core.session().expect("a session").id;
    tab.log_out();
    tab.feed(Input::MessageReceived(Message::Tokens(other("other", 5))));
    assert_eq!(tab.access(), None);
    tab.settle();
    assert_eq!(tab.ledger.end_of(mine), Some(EndReason::Logout));
}

/// Clearing up took the place of the logout that was being written down, and the others were not told of it then.
#[test]
fn a_logout_that_has_to_clear_up_is_still_told_once_it_is_written_down() {
    let mut tab = Tab::signed_in();
    tab.log_out();
    let late = session("late", 2);
    tab.store = Some(late.clone());
    tab.feed(Input::StoreChanged {
        before: None,
        after: Some(late),
    });
    tab.announced.clear();
    tab.settle();
    assert_eq!(tab.store, None);
    let told = Message::Ended {
        session: Some(SessionId(7)),
        reason: EndReason::Logout,
        action_no: NOW,
    };
    assert!(tab.announced.contains(&told));
}

/// Two logins and a logout crossed: the ledger named a login that this tab had not heard of when the logout hit the record
/// of its own, which it took for the application's deletion.
#[test]
fn a_login_whose_record_is_hit_while_the_ledger_names_another_is_written_down_all_the_same() {
    let mut tab = Tab::signed_in();
    tab.log_in("mine");
    let mine = tab.core.session().expect("a session").id;
    tab.ledger = Ledger::of(&other("other", NOW - 5), &tab.ledger);
    let before = tab.store.take();
    tab.feed(Input::StoreChanged { before, after: None });
    tab.settle();
    assert_eq!(tab.access(), Some("mine"));
    assert_eq!(tab.ledger.session, Some(mine));
}

/// A tab that looked on at that logged the login out for everybody.
#[test]
fn a_login_heard_of_whose_record_is_hit_while_the_ledger_names_another_is_not_logged_out() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    let login = Session {
        action_no: NOW,
        ..session("mine", NOW)
    };
    tab.feed(Input::MessageReceived(Message::Tokens(login.clone())));
    tab.ledger = Ledger::of(&other("other", NOW - 5), &tab.ledger);
    tab.feed(Input::StoreChanged {
        before: Some(login.clone()),
        after: None,
    });
    tab.settle();
    assert_eq!(tab.ledger.end_of(login.id), None);
    tab.ledger = Ledger::of(&login, &tab.ledger);
    tab.store = Some(login.clone());
    tab.feed(Input::StoreChanged {
        before: None,
        after: Some(login),
    });
    tab.settle();
    assert_eq!(tab.access(), Some("mine"));
}

/// A login that made way for another entry was written down under a later revision: in the other tabs that is a second
/// generation, and the crossing removal of its record was taken for the application's.
#[test]
fn a_login_that_made_way_is_put_again_as_well_when_a_crossing_logout_removes_its_record() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::MessageReceived(Message::Tokens(other("other", NOW))));
    let written = Session {
        revision: NOW + 11,
        ..other("other", NOW)
    };
    tab.feed(Input::MessageReceived(Message::Tokens(written.clone())));
    tab.ledger = Ledger::of(
        &written,
        &Ledger::after(SessionId(7), EndReason::Logout, NOW + 10, 1),
    );
    tab.store = None;
    tab.feed(Input::StoreChanged {
        before: Some(written),
        after: None,
    });
    tab.settle();
    assert_eq!(tab.access(), Some("other"));
    assert!(tab.store.is_some());
}

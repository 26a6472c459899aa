//! Logins that began in the same millisecond, so that they have one number: the ledger says which of them stands.

use super::harness::{NOW, PLAIN, Tab, access_of, session};
use crate::{
    Input, Output,
    event::EndReason,
    input::{Message, SwapPurpose},
    ledger::Ledger,
    session::{Session, SessionId},
};

fn login(id: u64, access: &str, revision: i64) -> Session {
    Session {
        id: SessionId(id),
        action_no: NOW,
        ..session(access, revision)
    }
}

/// Another tab's write arrives.
fn see(tab: &mut Tab, after: Session) {
    let before = tab.store.replace(after.clone());
    tab.feed(Input::StoreChanged {
        before,
        after: Some(after),
    });
}

fn stored(tab: &Tab) -> Option<&str> {
    tab.store.as_ref().map(|session| access_of(&session.tokens))
}

/// The later answer replaced the other login here, until that login's tab, which came second to the ledger, made it later. This
/// tab went on as the wrong user.
#[test]
fn all_tabs_take_the_one_that_stands() {
    let mut tab = Tab::new(PLAIN);
    see(&mut tab, login(8, "alice", NOW + 1));
    see(&mut tab, login(9, "demo", NOW + 2));
    assert_eq!(tab.access(), Some("demo"));
    // It has not reached the ledger yet.
    see(&mut tab, login(8, "alice", NOW + 3));
    tab.settle();
    assert_eq!(tab.access(), Some("demo"));
    tab.ledger = Ledger::of(&login(8, "alice", NOW + 3), &tab.ledger);
    tab.feed(Input::MessageReceived(Message::Tokens(login(
        8,
        "alice",
        NOW + 3,
    ))));
    tab.settle();
    assert_eq!(tab.access(), Some("alice"));
}

/// The other login came here when it was just as new as this tab's, and was not taken. Then it won in the ledger, and this tab was
/// signed out for good.
#[test]
fn a_tab_whose_login_has_lost_takes_the_one_that_came_before_it_had() {
    let mut tab = Tab::new(PLAIN);
    tab.log_in("demo");
    let own = tab.core.session().cloned().expect("a session");
    let Some(Output::Swap { purpose, .. }) = tab.open.pop_front() else {
        panic!("the login is written");
    };
    let alice = login(8, "alice", own.revision);
    assert_eq!(alice.order(), own.order());
    tab.ledger = Ledger {
        ended: Some((own.id, EndReason::Logout)),
        ..Ledger::of(&alice, &tab.ledger)
    };
    let answer = Input::Swapped {
        purpose,
        won: false,
        record: tab.store.clone(),
        ledger: tab.ledger.clone(),
    };
    see(&mut tab, alice);
    assert_eq!(tab.access(), Some("demo"));
    tab.feed(answer);
    tab.settle();
    assert_eq!(tab.access(), Some("alice"));
    assert_eq!(stored(&tab), Some("alice"));
}

/// The tab had counted the one that stands as over, and heard of the end of the other one first. It ended the good one as well.
#[test]
fn a_tab_that_is_signed_out_takes_back_the_one_that_stands() {
    let mut tab = Tab::new(PLAIN);
    see(&mut tab, login(8, "alice", NOW + 1));
    see(&mut tab, login(9, "demo", NOW + 2));
    let alice = login(8, "alice", NOW + 3);
    tab.ledger = Ledger {
        ended: Some((SessionId(9), EndReason::Logout)),
        ..Ledger::of(&alice, &tab.ledger)
    };
    tab.feed(Input::MessageReceived(Message::Ended {
        session: Some(SessionId(9)),
        reason: EndReason::Logout,
        action_no: NOW,
    }));
    assert_eq!(tab.access(), None);
    see(&mut tab, alice);
    tab.settle();
    assert_eq!(tab.access(), Some("alice"));
    assert_eq!(tab.ledger.session, Some(SessionId(8)));
}

/// A session that the server has refused does not come back, whatever the ledger names.
#[test]
fn a_refused_session_is_over_whatever_the_ledger_names() {
    let demo = login(9, "demo", NOW);
    let mut tab = Tab::restored(PLAIN, demo.clone());
    tab.feed(Input::MessageReceived(Message::Ended {
        session: Some(demo.id),
        reason: EndReason::Refused,
        action_no: NOW,
    }));
    // A commit of another tab that had not heard of it.
    tab.ledger = Ledger::of(&demo, &tab.ledger);
    see(&mut tab, demo);
    tab.settle();
    assert_eq!(tab.access(), None);
    assert_eq!(tab.ledger.session, None);
}

/// Two sessions were equally new, so neither record was written over the other, and the next page found the wrong one.
#[test]
fn the_record_of_the_one_that_stands_is_written_over_the_other() {
    let demo = login(9, "demo", NOW + 2);
    let mut tab = Tab::restored(PLAIN, demo.clone());
    see(&mut tab, login(8, "alice", NOW + 2));
    tab.settle();
    assert_eq!(tab.access(), Some("demo"));
    assert_eq!(stored(&tab), Some("demo"));
}

/// An old login, answered late, overwrote the record while this tab stored a sliding token. That changed the ledger, so the record
/// was not written again.
#[test]
fn a_record_is_written_again_although_the_ledger_has_changed_meanwhile() {
    let mut tab = Tab::restored(PLAIN, login(9, "demo", NOW));
    let newer = login(9, "demo-2", NOW + 5);
    let old = Session {
        action_no: NOW - 100,
        ..login(8, "alice", NOW + 9)
    };
    see(&mut tab, old);
    let rewrites = |tab: &Tab| {
        let is_rewrite = |output: &&Output| {
            matches!(
                output,
                Output::Swap {
                    purpose: SwapPurpose::RewriteRecord,
                    ..
                }
            )
        };
        tab.open.iter().filter(is_rewrite).count()
    };
    assert_eq!(rewrites(&tab), 1);
    // What the tab itself has stored meanwhile.
    tab.ledger = Ledger::of(&newer, &tab.ledger);
    tab.feed(Input::MessageReceived(Message::Tokens(newer)));
    tab.settle();
    assert_eq!(tab.access(), Some("demo-2"));
    assert_eq!(stored(&tab), Some("demo-2"));
}

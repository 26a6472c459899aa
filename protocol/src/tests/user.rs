//! Who is signed in (R32).

use super::{
    harness::{Tab, json, session},
    payload::token_with,
};
use crate::{
    Input, Output,
    event::Snapshot,
    input::{CallId, Message},
    ledger::Ledger,
    output::Fault,
    reply::Reply,
    session::Session,
    value::Value,
};

const FROM_REPLY: &str =
    r#"{"login":"/login","refresh":"/refresh","user":"body:data.user","proactive":{"background":false}}"#;
const FROM_ENDPOINT: &str =
    r#"{"login":"/login","refresh":"/refresh","user":"/me","proactive":{"background":false}}"#;

fn with_user(name: &str) -> Reply {
    let body = format!(
        r#"{{"data":{{"access_token":"{name}","refresh_token":"{name}-r","user":{{"name":"{name}"}}}}}}"#
    );
    super::harness::reply(200, &body)
}

fn named(name: &str) -> Value {
    json(&format!(r#"{{"name":"{name}"}}"#))
}

fn snapshot(tab: &Tab) -> Snapshot {
    let shown = tab.outputs.iter().rev().find_map(|output| match output {
        Output::Session(snapshot) => Some(*snapshot),
        _ => None,
    });
    shown.unwrap_or_default()
}

fn log_in(tab: &mut Tab, name: &str) {
    tab.feed(Input::LoginReplied {
        call: CallId(1),
        reply: with_user(name),
    });
    tab.settle();
}

#[test]
fn the_logins_reply_names_the_user_and_a_reload_remembers_it() {
    let mut tab = Tab::new(FROM_REPLY);
    tab.start();
    log_in(&mut tab, "ann");
    assert_eq!(tab.core.user(), Some(&named("ann")));
    let again = tab.reload(tab.now);
    assert_eq!(again.core.user(), Some(&named("ann")));
}

#[test]
fn a_refresh_keeps_the_user_unless_its_reply_names_one() {
    let mut tab = Tab::new(FROM_REPLY);
    tab.start();
    log_in(&mut tab, "ann");
    tab.expire(2);
    tab.answer(super::harness::reply(
        200,
        r#"{"access_token":"t2","refresh_token":"r2"}"#,
    ));
    assert_eq!(tab.core.user(), Some(&named("ann")));
    tab.expire(3);
    tab.answer(with_user("ann b."));
    assert_eq!(tab.core.user(), Some(&named("ann b.")));
}

/// A refresh cookie that two applications share is another user's once he has logged in there (I3).
#[test]
fn a_refresh_that_brings_another_users_token_ends_the_session_and_sends_nothing_as_him() {
    const COOKIE: &str = r#"{"login":"/login","refresh":{"url":"/refresh","send":"cookie"},"user":"body:user",
        "proactive":{"background":false},"retry":{"base":0}}"#;
    let anna = token_with(r#"{"sub":"anna"}"#);
    for (claims, goes_on) in [
        (r#"{"sub":"anna","iat":2}"#, true),
        (r#"{"iat":2}"#, true),
        (r#"{"sub":"bert"}"#, false),
    ] {
        let mut tab = Tab::new(COOKIE);
        tab.start();
        let body = format!(r#"{{"access_token":"{anna}","user":{{"name":"Anna"}}}}"#);
        let reply = super::harness::reply(200, &body);
        tab.feed(Input::LoginReplied {
            call: CallId(900),
            reply,
        });
        tab.settle();
        tab.expire(1);
        let next = token_with(claims);
        tab.answer(super::harness::reply(
            200,
            &format!(r#"{{"access_token":"{next}"}}"#),
        ));
        let sent = tab.tokens_sent(1);
        if goes_on {
            assert_eq!(sent, [anna.as_str(), next.as_str()], "{claims}");
            assert_eq!(tab.core.user(), Some(&named("Anna")));
        } else {
            assert_eq!(sent, [anna.as_str()], "{claims}");
            assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
            assert_eq!((tab.core.user(), tab.access()), (None, None));
            assert_eq!(tab.reload(tab.now).access(), None, "nor after a reload");
        }
    }
}

#[test]
fn an_answer_about_the_last_user_says_nothing_of_the_next() {
    let mut tab = Tab::new(FROM_ENDPOINT);
    tab.start();
    tab.log_in("ann");
    tab.settle();
    let asked = snapshot(&tab).sessions;
    tab.log_out();
    tab.settle();
    assert_eq!(tab.core.user(), None);
    let late = |sessions| Input::UserLoaded {
        sessions,
        user: named("ann"),
    };
    tab.feed(late(asked));
    assert_eq!(tab.core.user(), None, "signed out");
    tab.log_in("bob");
    tab.settle();
    tab.feed(late(asked));
    assert_eq!(tab.core.user(), None, "as bob");
    let asked = snapshot(&tab).sessions;
    tab.feed(Input::UserLoaded {
        sessions: asked,
        user: named("bob"),
    });
    tab.settle();
    assert_eq!(tab.core.user(), Some(&named("bob")));
    let stored = tab.store.as_ref().and_then(|stored| stored.user.clone());
    assert_eq!(stored, Some(Box::new(named("bob"))));
}

#[test]
fn other_tabs_learn_the_user_with_the_same_tokens_only() {
    let mut tab = Tab::restored(FROM_ENDPOINT, session("shared", 1));
    let offered = |access: &str, id: u64| Session {
        id: crate::session::SessionId(id),
        user: Some(Box::new(named("ann"))),
        ..session(access, 1)
    };
    tab.feed(Input::MessageReceived(Message::Tokens(offered("other", 8))));
    assert_eq!(tab.core.user(), None);
    tab.feed(Input::MessageReceived(Message::Tokens(offered("shared", 7))));
    assert_eq!(tab.core.user(), Some(&named("ann")));
    assert_eq!(snapshot(&tab).users, 1);
}

/// A tab that heard of the login by message does not know the ledger yet.
#[test]
fn whichever_tab_was_told_the_record_names_the_user() {
    let login = session("shared", 5);
    let mut tab = Tab::new(FROM_ENDPOINT);
    tab.start();
    tab.settle();
    tab.feed(Input::MessageReceived(Message::Tokens(login.clone())));
    tab.ledger = Ledger::of(&login, &tab.ledger);
    tab.store = Some(login);
    tell_who(&mut tab);
    assert_eq!(stored_user(&tab), Some(named("ann")));
}

/// An entry that changes nothing of the tokens comes in between: another tab is about to refresh, and does not.
#[test]
fn a_lost_swap_does_not_lose_the_user() {
    let mut tab = Tab::restored(FROM_ENDPOINT, session("shared", 1));
    tab.feed(Input::UserLoaded {
        sessions: snapshot(&tab).sessions,
        user: named("ann"),
    });
    tab.answer_one();
    assert!(matches!(tab.open.front(), Some(Output::Swap { .. })));
    tab.ledger.action_no += 1;
    tab.settle();
    assert_eq!(stored_user(&tab), Some(named("ann")));
}

fn tell_who(tab: &mut Tab) {
    tab.feed(Input::UserLoaded {
        sessions: snapshot(tab).sessions,
        user: named("ann"),
    });
    tab.settle();
}

fn stored_user(tab: &Tab) -> Option<Value> {
    tab.store.as_ref()?.user.as_deref().cloned()
}

/// A worker cannot store what it was told: a page does.
#[test]
fn a_client_without_a_store_leaves_the_user_to_the_pages() {
    let mut tab = Tab::new(FROM_ENDPOINT);
    tab.core = tab.core.clone().without_store();
    tab.start();
    tab.log_in("ann");
    tab.settle();
    tab.feed(Input::UserLoaded {
        sessions: snapshot(&tab).sessions,
        user: named("ann"),
    });
    assert!(matches!(tab.announced.last(), Some(Message::Unstored(told)) if told.user.is_some()));
    let told = tab.announced.pop().expect("a message");
    let shared = tab.core.session().cloned().map(|session| Session {
        user: None,
        ..session
    });
    let mut page = Tab::restored(FROM_ENDPOINT, shared.expect("a session"));
    page.ledger = tab.ledger.clone();
    page.feed(Input::MessageReceived(told));
    page.settle();
    assert_eq!(page.core.user(), Some(&named("ann")));
    let stored = page.store.as_ref().and_then(|stored| stored.user.clone());
    assert_eq!(stored, Some(Box::new(named("ann"))));
}

#[test]
fn a_mark_holds_no_user() {
    let config = r#"{"login":"/login","storage":"memory","refresh":{"url":"/refresh","send":"cookie"},
        "user":"body:data.user","proactive":{"background":false}}"#;
    let mut tab = Tab::new(config);
    tab.start();
    log_in(&mut tab, "ann");
    assert_eq!(tab.core.user(), Some(&named("ann")));
    let stored = tab.store.as_ref().expect("a mark");
    assert_eq!(stored.user, None);
}

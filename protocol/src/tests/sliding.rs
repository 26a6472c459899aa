//! Tokens in the headers of ordinary replies: sliding sessions, fenced as refreshes are.

use super::{
    harness::{Tab, access_of, reply, session},
    payload::token_with,
};
use crate::{
    Event, Input, Output,
    input::{CallId, Message},
    ledger::{FlightId, Intent, Ledger},
    output::{Fault, Outcome},
    reply::Reply,
    secret::Secret,
    session::Session,
};

const SLIDING: &str = r#"{
    "refresh":"/refresh","proactive":{"background":false},"retry":{"base":0},
    "tokens":{"access":["header:token","body:access_token"],"refresh":["header:refresh-token","body:refresh_token"]}
}"#;

fn tab() -> Tab {
    Tab::restored(SLIDING, session("old", 1))
}

fn with_token(access: &str) -> Reply {
    let mut reply = reply(200, "");
    reply.headers.push(("token".into(), Secret::new(access)));
    reply
}

fn stored(tab: &Tab) -> Option<&str> {
    tab.store.as_ref().map(|session| access_of(&session.tokens))
}

#[test]
fn a_token_in_a_reply_is_sent_from_then_on_and_shared() {
    let mut tab = tab();
    tab.request(1);
    tab.slide(1, with_token("new"));
    assert_eq!(
        tab.outcome(1),
        Some(&Outcome::Deliver),
        "nobody waits for the store"
    );
    tab.settle();
    tab.request(2);
    assert_eq!(tab.tokens_sent(2), ["new"]);
    assert_eq!(stored(&tab), Some("new"));
    assert_eq!(tab.told(&Event::Refreshed { by_other_tab: false }), 1);
    let session = tab.core.session().expect("a session").clone();
    assert_eq!(tab.announced, [Message::Tokens(session.clone())]);
    assert_eq!(session.generation, 2);
    let kept = session.tokens.refresh.expect("the old refresh token");
    assert_eq!(kept.reveal(), "old-refresh");
}

/// A cache may have kept a reply of before.
#[test]
fn a_token_that_says_that_it_is_older_or_another_users_is_not_taken() {
    let cases = [
        (r#"{"sub":"anna","iat":200}"#, r#"{"sub":"anna","iat":201}"#, true),
        (
            r#"{"sub":"anna","iat":200}"#,
            r#"{"sub":"anna","iat":200,"jti":2}"#,
            true,
        ),
        (
            r#"{"sub":"anna","iat":200}"#,
            r#"{"sub":"anna","iat":199}"#,
            false,
        ),
        (
            r#"{"sub":"anna","iat":200}"#,
            r#"{"sub":"bert","iat":201}"#,
            false,
        ),
        (r#"{"sub":1}"#, r#"{"sub":2}"#, false),
        (r#"{"sub":"anna"}"#, r#"{"iat":201}"#, true),
        (r#"{"iat":200}"#, r#"{"sub":"anna"}"#, true),
        (r#"{"sub":null}"#, r#"{"sub":"anna"}"#, true),
    ];
    for (present, new, is_taken) in cases {
        let (present, new) = (token_with(present), token_with(new));
        let mut tab = Tab::restored(SLIDING, session(&present, 1));
        tab.request(1);
        tab.slide(1, with_token(&new));
        tab.settle();
        let expected = if is_taken { &new } else { &present };
        assert_eq!(tab.access(), Some(expected.as_str()), "{present} {new}");
    }
}

#[test]
fn a_refresh_token_beside_it_is_taken_too() {
    let mut tab = tab();
    tab.request(1);
    let mut reply = with_token("new");
    reply.headers.push(("refresh-token".into(), Secret::new("next")));
    tab.slide(1, reply);
    tab.settle();
    let refresh = tab
        .core
        .session()
        .and_then(|session| session.tokens.refresh.clone());
    assert_eq!(refresh.as_ref().map(Secret::reveal), Some("next"));
}

#[test]
fn a_late_reply_never_overwrites_newer_tokens() {
    let mut tab = tab();
    tab.request(1);
    tab.expire(2);
    tab.grant("refreshed");
    tab.slide(1, with_token("stale"));
    tab.settle();
    assert_eq!(
        (tab.access(), stored(&tab)),
        (Some("refreshed"), Some("refreshed"))
    );
}

#[test]
fn of_many_replies_at_once_one_is_taken() {
    let mut tab = tab();
    tab.request(1);
    tab.request(2);
    tab.slide(1, with_token("first"));
    tab.slide(2, with_token("second"));
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("first"), Some("first")));
    assert_eq!(tab.told(&Event::Refreshed { by_other_tab: false }), 1);
}

#[test]
fn a_reply_to_another_user_never_touches_the_new_session() {
    let mut tab = tab();
    tab.request(1);
    tab.log_out();
    tab.settle();
    tab.feed(Input::TokensGiven {
        call: CallId(50),
        tokens: super::harness::given_tokens("somebody"),
    });
    tab.settle();
    tab.slide(1, with_token("stale"));
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("somebody"), Some("somebody")));
}

#[test]
fn a_logout_before_it_is_written_down_wins() {
    let mut tab = tab();
    tab.request(1);
    tab.slide(1, with_token("new"));
    tab.log_out();
    while tab.answer_one() {
        assert_eq!((tab.access(), stored(&tab)), (None, None));
    }
}

#[test]
fn a_login_before_it_is_written_down_wins() {
    let mut tab = tab();
    tab.request(1);
    tab.slide(1, with_token("new"));
    tab.feed(Input::TokensGiven {
        call: CallId(50),
        tokens: super::harness::given_tokens("somebody"),
    });
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("somebody"), Some("somebody")));
}

/// It is stored, and before this tab hears of that, the user logs out and the application asks for a session.
#[test]
fn a_session_that_is_asked_for_after_the_logout_is_not_the_old_one() {
    let config = r#"{"login":"/login","storage":"memory","credentials":"include",
        "refresh":{"url":"/refresh","send":"cookie"},"proactive":{"background":false},
        "tokens":{"access":["header:token","body:access_token"]}}"#;
    let mut tab = Tab::new(config);
    tab.start();
    tab.log_in("old");
    tab.settle();
    tab.request(1);
    tab.slide(1, with_token("new"));
    let Some(Output::Swap { purpose, next, .. }) = tab.open.pop_front() else {
        panic!("nothing is stored");
    };
    tab.ledger = next;
    let (record, ledger) = (tab.store.clone(), tab.ledger.clone());
    tab.log_out();
    tab.feed(Input::RefreshRequested { call: CallId(20) });
    tab.request(2);
    tab.feed(Input::Swapped {
        purpose,
        won: true,
        record,
        ledger,
    });
    assert_eq!(tab.tokens_sent(2).len(), 0, "it waits for the session");
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (None, None), "the logout wins");
    assert_eq!(tab.fault(2), Some(Fault::SessionChanged));
}

/// Its commit would find the ledger changed, and what it was granted would be lost.
#[test]
fn an_exchange_under_way_is_not_disturbed() {
    let mut tab = tab();
    tab.request(1);
    tab.expire(2);
    tab.slide(1, with_token("new"));
    tab.settle();
    tab.grant("refreshed");
    assert_eq!(tab.access(), Some("refreshed"));
    assert_eq!(tab.exchanged, 1);
}

#[test]
fn nor_is_one_in_another_tab_known_or_not() {
    for known in [false, true] {
        let mut tab = tab();
        tab.ledger.intent = Some(Intent {
            flight: FlightId(1),
            written_at: tab.now,
        });
        let before = tab.ledger.clone();
        let rounds = if known { 2 } else { 1 };
        for call in 1..=rounds {
            tab.request(call);
            tab.slide(call, with_token("new"));
            tab.settle();
        }
        assert_eq!(tab.ledger, before);
        assert_eq!((tab.access(), stored(&tab)), (Some("old"), Some("old")));
    }
}

#[test]
fn a_token_that_a_sibling_got_is_gone_on_from() {
    let mut tab = tab();
    let sibling = Session {
        generation: 2,
        ..session("siblings", 5)
    };
    tab.ledger = Ledger::of(&sibling, &tab.ledger);
    tab.store = Some(sibling.clone());
    tab.feed(Input::MessageReceived(Message::Tokens(sibling)));
    tab.request(1);
    tab.slide(1, with_token("new"));
    tab.settle();
    assert_eq!((tab.access(), stored(&tab)), (Some("new"), Some("new")));
}

#[test]
fn what_says_nothing_new_is_not_written_down() {
    let mut refused = with_token("new");
    refused.status = 500;
    for reply in [with_token("old"), with_token(""), refused] {
        let mut tab = tab();
        tab.request(1);
        tab.slide(1, reply);
        tab.settle();
        assert_eq!(tab.access(), Some("old"));
        assert_eq!(tab.store.as_ref().map(|session| session.revision), Some(1));
    }
}

#[test]
fn only_a_configured_header_counts() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.slide(1, with_token("new"));
    tab.settle();
    assert_eq!(tab.access(), Some("old"));
}

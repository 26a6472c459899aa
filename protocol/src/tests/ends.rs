//! Only the server ends a session: R13, R15.

use super::harness::{NOW, PLAIN, Tab, reply, session};
use crate::{
    Event, Input,
    event::{LoginReason, SignedOutBy},
    input::{CallId, GivenTokens},
    output::Fault,
    reply::Reply,
    secret::Secret,
};

const DAY: i64 = 24 * 3_600_000;

/// A session whose refresh token has ended, as this device sees it.
fn past_its_end() -> Tab {
    let mut old = session("old", 1);
    old.tokens.refresh_expires_at = Some(NOW - 1);
    Tab::restored(PLAIN, old)
}

fn asked_to_log_in(tab: &Tab, reason: LoginReason) -> usize {
    tab.told(&Event::LoginRequired { reason })
}

#[test]
fn a_refresh_token_past_its_end_is_tried_all_the_same() {
    let mut tab = past_its_end();
    tab.expire(1);
    assert_eq!(tab.exchanged, 1);
    tab.answer(reply(200, r#"{"access_token":"new"}"#));
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
    let session = tab.core.session().expect("a session");
    assert_eq!(
        session.tokens.refresh_expires_at, None,
        "the server has disproved it"
    );
    assert!(
        tab.events
            .iter()
            .all(|event| !matches!(event, Event::SignedOut { .. }))
    );
}

#[test]
fn if_it_is_refused_then_its_end_is_the_reason() {
    let mut tab = past_its_end();
    tab.expire(1);
    tab.answer(reply(401, ""));
    assert_eq!(tab.exchanged, 1, "asked once");
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert_eq!(asked_to_log_in(&tab, LoginReason::RefreshExpired), 1);
    assert_eq!(asked_to_log_in(&tab, LoginReason::RefreshRejected), 0);
    let failed = Event::RefreshFailed {
        terminal: true,
        attempt: 1,
        status: Some(401),
        retry_in: None,
    };
    assert_eq!(tab.told(&failed), 1);
    let by = SignedOutBy::Expired;
    assert_eq!(tab.told(&Event::SignedOut { by }), 1);
}

#[test]
fn a_refusal_before_its_end_is_a_refusal() {
    let mut old = session("old", 1);
    old.tokens.refresh_expires_at = Some(NOW + DAY);
    let mut tab = Tab::restored(PLAIN, old);
    tab.expire(1);
    tab.answer(reply(401, ""));
    assert_eq!(asked_to_log_in(&tab, LoginReason::RefreshRejected), 1);
}

#[test]
fn a_server_that_is_down_keeps_a_session_past_its_end() {
    let mut tab = past_its_end();
    tab.expire(1);
    for _ in 0..3 {
        tab.answer(reply(503, ""));
        tab.pass(0);
    }
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert_eq!(tab.access(), Some("old"));
}

/// Each of these was met, and signed users out unasked.
#[test]
fn an_end_that_does_not_lie_ahead_is_no_end() {
    // exp 0; iat in milliseconds.
    let zero = "eyJhbGciOiJub25lIn0.eyJleHAiOjB9.c2ln";
    for end in [
        r#","refresh_expires_in":0"#,
        r#","refresh_expires_in":-1"#,
        r#","refresh_expires_in":1600000000"#,
        r#","refresh_expires_in":"2023-11-14 14:13:20""#,
        "",
    ] {
        let body = format!(r#"{{"access_token":"new","refresh_token":"{zero}"{end}}}"#);
        let mut tab = Tab::signed_in();
        tab.expire(1);
        tab.answer(reply(200, &body));
        let tokens = tab.core.session().expect("a session").tokens.clone();
        assert_eq!(tokens.refresh_expires_at, None, "{end}");
        tab.pass(DAY);
        tab.expire(2);
        assert_eq!(tab.exchanged, 2, "{end}");
    }
}

#[test]
fn nor_is_one_that_is_brought() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.feed(Input::TokensGiven {
        call: CallId(1),
        tokens: GivenTokens {
            access: Secret::new("a"),
            refresh: Some(Secret::new("r")),
            access_expires_at: None,
            refresh_expires_at: Some(NOW),
        },
    });
    let tokens = tab.core.session().expect("a session").tokens.clone();
    assert_eq!(tokens.refresh_expires_at, None);
}

/// The reply to a login: the access token lives a minute, the refresh token a day.
fn login(date: Option<i64>) -> Tab {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    let seconds = NOW / 1_000;
    let body = format!(
        r#"{{"access_token":"a","refresh_token":"r","expires_at":{},"refreshExpires":{}}}"#,
        seconds + 60,
        seconds + DAY / 1_000
    );
    tab.feed(Input::LoginReplied {
        call: CallId(1),
        reply: Reply {
            date,
            ..reply(200, &body)
        },
    });
    tab.settle();
    tab
}

#[test]
fn one_wrong_date_neither_ends_a_session_nor_makes_a_storm() {
    let mut worst = 0;
    for wrong in [
        0,
        i64::MIN,
        i64::MAX,
        NOW - 40 * DAY,
        NOW + 59_400,
        NOW + 3_600_000,
        NOW + 40 * DAY,
        NOW + 366 * DAY,
        NOW + 4_000 * DAY,
    ] {
        let mut tab = login(Some(wrong));
        let tokens = tab.core.session().expect("a session").tokens.clone();
        let end = tokens.access_expires_at.expect("an end");
        assert!(end > NOW, "{wrong}: used up on arrival");
        let mut refreshes = 0;
        for call in 0..50 {
            tab.request(call);
            tab.settle();
            if !tab.exchanges.is_empty() {
                refreshes += 1;
                tab.grant("next");
            }
            tab.now += 1_000;
        }
        assert!(tab.access().is_some(), "{wrong}");
        worst = worst.max(refreshes);
    }
    assert_eq!(worst, 1, "the one token that the wrong date came with");
}

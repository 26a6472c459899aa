//! Only the server ends a session: R13, R15.

use super::{
    harness::{NOW, PLAIN, Tab, reply, session},
    payload::token_with,
};
use crate::{
    Event, Input,
    event::{LoginReason, SignedOutBy, Warning},
    input::{CallId, GivenTokens},
    output::Fault,
    reply::Reply,
    secret::Secret,
};

const DAY: i64 = 24 * 3_600_000;

/// A session whose refresh token has expired, as this device sees it.
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

/// What a login told of the end of its refresh token, and what a refusal is told as later.
struct Told {
    what: &'static str,
    config: &'static str,
    body: String,
    /// How long until the next request, in ms.
    later: i64,
    /// The page is loaded again by then.
    reloads: bool,
    reason: LoginReason,
}

/// Each of these was met, and signed users out.
fn told() -> Vec<Told> {
    let renewed = r#"{"refresh":{"url":"/refresh","send":"header:Authorization"},
        "tokens":{"refresh":"body:access_token","timeZone":"+08:00"},"proactive":{"background":false}}"#;
    let east = r#"{"refresh":"/refresh","tokens":{"timeZone":"+08:00"},"proactive":{"background":false}}"#;
    let four_seconds =
        |more: &str| format!(r#"{{"access_token":"a","expires_in":4,"refresh_token":"r"{more}}}"#);
    let seconds = NOW / 1_000;
    let case = |what, config, body, later, reason| Told {
        what,
        config,
        body,
        later,
        reloads: false,
        reason,
    };
    let (rejected, expired) = (LoginReason::RefreshRejected, LoginReason::RefreshExpired);
    let zero = token_with(r#"{"exp":0}"#);
    let jwt = token_with(&format!(r#"{{"iat":{seconds},"exp":{}}}"#, seconds + 4));
    vec![
        case(
            "0",
            PLAIN,
            four_seconds(r#","refresh_expires_in":0"#),
            5_000,
            rejected,
        ),
        case(
            "-1",
            PLAIN,
            four_seconds(r#","refresh_expires_in":-1"#),
            5_000,
            rejected,
        ),
        case(
            "exp 0",
            PLAIN,
            format!(r#"{{"access_token":"a","expires_in":4,"refresh_token":"{zero}"}}"#),
            5_000,
            rejected,
        ),
        // Now is 22:13:20 in UTC. What ends in two hours seems to have ended six hours ago.
        case(
            "UTC, read eight hours east",
            east,
            four_seconds(r#","refreshExpires":"2023-11-15 00:13:20""#),
            5_000,
            rejected,
        ),
        // What ends in ten hours seems to end in two.
        case(
            "UTC, read eight hours east, later",
            east,
            four_seconds(r#","refreshExpires":"2023-11-15 08:13:20""#),
            3 * 3_600_000,
            expired,
        ),
        Told {
            reloads: true,
            ..case(
                "a device 40 days ahead at a reload",
                PLAIN,
                four_seconds(r#","refresh_expires_in":86400"#),
                40 * DAY,
                expired,
            )
        },
        case(
            "a JWT that renews itself after its own exp",
            renewed,
            format!(r#"{{"access_token":"{jwt}"}}"#),
            60_000,
            LoginReason::RefreshRejected,
        ),
    ]
}

/// The page as it is when the next request waits for its exchange.
fn asked(told: &Told) -> Tab {
    let mut tab = Tab::new(told.config);
    tab.start();
    tab.feed(Input::LoginReplied {
        call: CallId(900),
        reply: reply(200, &told.body),
    });
    tab.settle();
    if told.reloads {
        tab = tab.reload(tab.now + told.later);
    } else {
        tab.pass(told.later);
    }
    tab.request(1);
    tab.settle();
    assert_eq!(tab.exchanged, 1, "{}: R4", told.what);
    assert!(tab.access().is_some(), "{}", told.what);
    tab
}

#[test]
fn whatever_an_end_says_the_server_is_asked_once_and_its_yes_counts() {
    for told in told() {
        let mut tab = asked(&told);
        tab.answer(reply(200, r#"{"access_token":"new"}"#));
        assert_eq!(tab.tokens_sent(1), ["new"], "{}", told.what);
        assert_eq!(tab.exchanged, 1, "{}", told.what);
        let is_end = |event: &Event| matches!(event, Event::SignedOut { .. } | Event::LoginRequired { .. });
        assert!(!tab.events.iter().any(is_end), "{}", told.what);
    }
}

#[test]
fn whatever_an_end_says_a_refusal_ends_the_session_and_is_told_as_what_was_believed() {
    for told in told() {
        let mut tab = asked(&told);
        tab.answer(reply(401, ""));
        assert_eq!(tab.fault(1), Some(Fault::SessionExpired), "{}", told.what);
        let reasons: Vec<_> = tab
            .events
            .iter()
            .filter_map(|event| match event {
                Event::LoginRequired { reason } => Some(*reason),
                _ => None,
            })
            .collect();
        assert_eq!(reasons, [told.reason], "{}", told.what);
        assert_eq!(tab.exchanged, 1, "{}", told.what);
    }
}

/// `auth.refresh()` by an application that has no refresh token to offer.
#[test]
fn a_refresh_that_cannot_be_made_ends_no_session() {
    for (config, warned) in [(PLAIN, 1), ("{}", 0)] {
        let mut old = session("old", 1);
        old.tokens.refresh = None;
        let mut tab = Tab::restored(config, old);
        tab.feed(Input::RefreshRequested { call: CallId(1) });
        tab.settle();
        assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
        assert_eq!(tab.access(), Some("old"));
        assert_eq!(tab.told(&Event::Warning(Warning::RefreshWithoutToken)), warned);
        assert_eq!(tab.exchanged, 0);
    }
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

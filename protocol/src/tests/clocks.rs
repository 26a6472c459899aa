//! Clocks that are wrong, and times that are no times: R15.

use super::{
    harness::{NOW, PLAIN, Tab, given_tokens, reply, session},
    payload::token_with,
};
use crate::{
    Event, Input, Output,
    event::Warning,
    input::CallId,
    output::{Fault, Outcome},
    reply::Reply,
};

const SECONDS: i64 = NOW / 1_000;

/// A login from another origin, whose `Date` CORS hides, with such an access token.
fn signed_in(claims: &str, more: &str) -> Tab {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    let body = format!(
        r#"{{"access_token":"{}","refresh_token":"r"{more}}}"#,
        token_with(claims)
    );
    tab.feed(Input::LoginReplied {
        call: CallId(900),
        reply: Reply {
            cross_origin: true,
            ..reply(200, &body)
        },
    });
    tab.settle();
    tab
}

fn warned_of_skew(tab: &Tab) -> bool {
    tab.events
        .iter()
        .any(|event| matches!(event, Event::Warning(Warning::ClockSkew { .. })))
}

/// Asks for the token, and answers the exchange that this may cost.
fn token_given(tab: &mut Tab, call: u32) -> String {
    tab.feed(Input::TokenRequested { call: CallId(call) });
    tab.settle();
    if !tab.exchanges.is_empty() {
        tab.grant("new");
    }
    match tab.outcome(call) {
        Some(Outcome::Token(Some(token))) => token.reveal().to_string(),
        other => panic!("{other:?}"),
    }
}

/// A server may send a token that it made a while ago.
#[test]
fn get_access_token_never_gives_a_token_that_has_ended() {
    let claims = format!(r#"{{"iat":{},"exp":{}}}"#, SECONDS - 300, SECONDS + 5);
    for (later, is_new) in [
        (0, false),
        (3_000, false),
        (5_000, true),
        (7_000, true),
        (600_000, true),
    ] {
        let mut tab = signed_in(&claims, "");
        tab.pass(later);
        let token = token_given(&mut tab, 1);
        assert_eq!(token == "new", is_new, "after {later} ms");
        assert_eq!(tab.exchanged, u32::from(is_new), "after {later} ms");
        assert!(!warned_of_skew(&tab));
    }
}

#[test]
fn the_same_of_a_token_that_is_brought() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    let claims = format!(r#"{{"iat":{},"exp":{}}}"#, SECONDS - 300, SECONDS + 5);
    tab.feed(Input::TokensGiven {
        call: CallId(900),
        tokens: given_tokens(&token_with(&claims)),
    });
    tab.settle();
    tab.pass(7_000);
    assert_eq!(token_given(&mut tab, 1), "new");
}

/// In milliseconds, in the future, of the year 1970: the end is what `exp` says, and no session is lost.
#[test]
fn an_iat_that_is_no_time_of_issue_says_nothing() {
    for iat in [
        NOW.to_string(),
        (NOW * 1_000).to_string(),
        (SECONDS + 61).to_string(),
        "0".to_string(),
        "-1".to_string(),
        "1e300".to_string(),
        "null".to_string(),
        format!("\"{SECONDS}\""),
    ] {
        let mut tab = signed_in(&format!(r#"{{"iat":{iat},"exp":{}}}"#, SECONDS + 60), "");
        let end = tab
            .core
            .session()
            .and_then(|session| session.tokens.access_expires_at);
        assert_eq!(end, Some(NOW + 60_000), "iat {iat}");
        assert!(!warned_of_skew(&tab), "iat {iat}");
        tab.pass(61_000);
        assert_eq!(token_given(&mut tab, 1), "new", "iat {iat}");
        assert_eq!(tab.exchanged, 1, "iat {iat}");
    }
}

#[test]
fn an_old_iat_beside_expires_in_is_no_skew() {
    for iat in [SECONDS - 300, SECONDS - 86_400, SECONDS + 300] {
        let claims = format!(r#"{{"iat":{iat},"exp":{}}}"#, SECONDS + 3_600);
        let tab = signed_in(&claims, r#","expires_in":3600"#);
        assert!(!warned_of_skew(&tab), "iat {iat}");
        let end = tab
            .core
            .session()
            .and_then(|session| session.tokens.access_expires_at);
        assert_eq!(end, Some(NOW + 3_600_000), "iat {iat}");
    }
}

/// R5 and R15 on a device whose clock is an hour ahead, where each new token seems to have ended.
#[test]
fn an_endpoint_that_always_refuses_costs_one_refresh_on_a_fast_clock_too() {
    let mut tab = signed_in(&format!(r#"{{"exp":{}}}"#, SECONDS - 3_600), "");
    for call in 1..=20 {
        tab.request_to(7, call);
        tab.reply(call, true);
        tab.settle();
        if !tab.exchanges.is_empty() {
            let old = token_with(&format!(r#"{{"exp":{}}}"#, SECONDS - 3_000));
            tab.answer(reply(200, &format!(r#"{{"access_token":"{old}"}}"#)));
            tab.reply(call, true);
        }
        tab.now += 100;
    }
    assert_eq!(tab.exchanged, 1);
}

const HOUR: i64 = 3_600_000;

/// Sets the clock back by an hour, and lets this much time pass after that.
fn set_back_and_wait(tab: &mut Tab, ms: i64) {
    tab.now -= HOUR;
    tab.feed(Input::Woke);
    tab.pass(ms);
}

/// R14: every flight ends within its own time, also if the clock is set back meanwhile.
#[test]
fn a_clock_that_is_set_back_makes_no_flight_longer() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    assert_eq!(tab.exchanges.len(), 1, "it is never answered");
    set_back_and_wait(&mut tab, 60_000);
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
}

/// R12: the next attempt comes when it would have come.
#[test]
fn a_clock_that_is_set_back_delays_no_attempt() {
    let config = r#"{"refresh":"/refresh","proactive":{"background":false},"retry":{"base":2000}}"#;
    let mut tab = Tab::restored(config, session("old", 1));
    tab.expire(1);
    tab.answer(reply(503, ""));
    assert!(tab.exchanges.is_empty());
    set_back_and_wait(&mut tab, 10_000);
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// R12: and so does the end of the pause after a refresh that failed.
#[test]
fn a_clock_that_is_set_back_prolongs_no_pause() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    while tab.fault(1).is_none() {
        tab.answer(reply(503, ""));
        tab.pass(10_000);
    }
    tab.now -= 10_000;
    set_back_and_wait(&mut tab, 10_000);
    tab.expire(2);
    assert_eq!(tab.exchanges.len(), 1, "it is asked again");
}

/// R31: a logout that waits for an exchange to be answered is told to the server in time.
#[test]
fn a_clock_that_is_set_back_keeps_no_logout_waiting() {
    let config = r#"{"refresh":"/refresh","logout":"/logout","proactive":{"background":false}}"#;
    let mut tab = Tab::restored(config, session("old", 1));
    tab.expire(1);
    tab.feed(Input::LogoutRequested { call: CallId(2) });
    tab.settle();
    let is_told = |tab: &Tab| {
        tab.outputs
            .iter()
            .any(|output| matches!(output, Output::CallLogout { .. }))
    };
    assert!(!is_told(&tab), "the exchange may have used up the token");
    set_back_and_wait(&mut tab, 60_000);
    assert!(is_told(&tab));
}

/// Each login has a number of its own, and one by a clock that was ahead lies ahead.
#[test]
fn a_record_that_is_deleted_is_a_logout_although_the_clock_was_set_back() {
    const DAY: i64 = 86_400_000;
    let mut tab = Tab::new(PLAIN);
    tab.now = NOW + DAY;
    tab.start();
    tab.log_in("first");
    tab.settle();
    tab.log_out();
    tab.settle();
    tab.now = NOW;
    tab.log_in("second");
    tab.settle();
    let mut tab = tab.reload(NOW + 1_000_000);
    tab.pass(3_600_000);
    assert_eq!(tab.access(), Some("second"));
    let before = tab.store.take();
    tab.feed(Input::StoreChanged { before, after: None });
    tab.settle();
    assert_eq!((tab.access(), tab.store.is_some()), (None, false));
}

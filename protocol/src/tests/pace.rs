//! When a token is renewed ahead of its end, and how often at most: R15, R17.

use super::harness::{NOW, Tab, json, reply, session};
use crate::{Input, input::CallId};

/// R15
#[test]
fn a_token_that_arrives_expired_makes_no_storm() {
    let mut tab = Tab::new(r#"{"refresh":"/refresh"}"#);
    tab.start();
    tab.feed(Input::LoginReplied {
        call: CallId(9),
        reply: reply(
            200,
            r#"{"access_token":"a","refresh_token":"r","expires_at":1600000000}"#,
        ),
    });
    tab.settle();
    (0..50).for_each(|call| tab.request(call));
    tab.pass(3_600_000);
    assert_eq!(tab.exchanged, 0);
    assert_eq!(tab.sent.len(), 50);
}

/// R15: ten-second tokens and a ten-second leeway.
#[test]
fn short_lived_tokens_are_renewed_at_their_own_pace() {
    let mut tab = Tab::new(r#"{"refresh":"/refresh"}"#);
    tab.start();
    let body = r#"{"access_token":"a","refresh_token":"r","expires_in":10}"#;
    tab.feed(Input::LoginReplied {
        call: CallId(9),
        reply: reply(200, body),
    });
    tab.settle();
    for call in 0..60 {
        tab.pass(1_000);
        tab.request(call);
        tab.settle();
        if !tab.exchanges.is_empty() {
            tab.answer(reply(200, body));
        }
    }
    assert_eq!(tab.exchanged, 7, "60 s at 7.5 s each, and the first one given");
}

/// R15: a clock that is wrong by almost the whole lifetime.
#[test]
fn a_token_that_seems_to_live_for_milliseconds_is_used_for_a_while() {
    let mut tab = Tab::new(r#"{"refresh":"/refresh"}"#);
    tab.start();
    let mut granted = reply(200, r#"{"access_token":"a","refresh_token":"r"}"#);
    for round in 0..20 {
        granted.body = Some(json(&format!(
            r#"{{"access_token":"a","refresh_token":"r","expires_at":{}}}"#,
            tab.now + 20
        )));
        match round {
            0 => tab.feed(Input::LoginReplied {
                call: CallId(9),
                reply: granted.clone(),
            }),
            _ if !tab.exchanges.is_empty() => tab.answer(granted.clone()),
            _ => {}
        }
        tab.settle();
        tab.pass(100);
    }
    assert!(tab.exchanged <= 4, "{} refreshes in two seconds", tab.exchanged);
}

fn background(renew_at: i64) -> Tab {
    let mut old = session("old", 1);
    old.tokens.access_expires_at = Some(NOW + renew_at + 10_000);
    old.tokens.renew_at = Some(NOW + renew_at);
    Tab::restored(r#"{"refresh":"/refresh","retry":{"attempts":1}}"#, old)
}

/// R17
#[test]
fn the_token_is_renewed_in_the_background() {
    let mut tab = background(50_000);
    assert_eq!(tab.core.next_wake(), Some(NOW + 50_000));
    tab.pass(50_000);
    assert_eq!(tab.exchanged, 1);
}

/// R17: after a night's sleep the first wake-up renews.
#[test]
fn a_page_that_wakes_up_renews_at_once() {
    let mut tab = background(50_000);
    tab.now += 8 * 3_600_000;
    tab.feed(Input::Woke);
    tab.settle();
    assert_eq!(tab.exchanged, 1);
}

/// R17: a failure in the background is not repeated in a loop.
#[test]
fn the_background_keeps_quiet_after_a_failure() {
    let mut tab = background(0);
    let mut made = 0;
    for _ in 0..60 {
        tab.pass(1_000);
        if !tab.exchanges.is_empty() {
            made += 1;
            tab.answer(reply(503, ""));
        }
    }
    assert!(made <= 5, "{made} in a minute");
}

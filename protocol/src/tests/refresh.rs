//! The refresh: R10–R17.

mod silence;

use super::harness::{NOW, PLAIN, Tab, access_of, given_tokens, json, policy, reply, session, try_policy_of};
use crate::{
    Event, Input, Locking, Output,
    event::{LoginReason, SignedOutBy, Warning},
    flight::probe::Place,
    input::CallId,
    ledger::{FlightId, Intent},
    output::Fault,
    policy::Functions,
    secret::Secret,
};

/// R10
#[test]
fn a_reply_without_a_refresh_token_keeps_the_old_one() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.answer(reply(200, r#"{"access_token":"new"}"#));
    let session = tab.core.session().expect("a session");
    assert_eq!(
        session.tokens.refresh.as_ref().map(Secret::reveal),
        Some("old-refresh")
    );
}

/// R10
#[test]
fn the_same_string_again_is_a_new_generation() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.request(2);
    tab.reply(1, true);
    tab.settle();
    tab.answer(reply(200, r#"{"access_token":"old"}"#));
    tab.reply(2, true);
    tab.settle();
    assert_eq!(tab.tokens_sent(2), ["old", "old"]);
    assert_eq!(tab.exchanged, 1);
}

/// R11
#[test]
fn a_refused_refresh_ends_the_session_and_asks_for_a_login_once() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.expire(2);
    tab.request(3);
    tab.answer(reply(401, ""));
    assert_eq!(tab.fault(2), Some(Fault::SessionExpired));
    assert_eq!(tab.fault(3), Some(Fault::SessionExpired));
    tab.reply(1, true);
    assert_eq!(
        tab.fault(1),
        Some(Fault::SessionExpired),
        "a straggler gets the same answer"
    );
    assert_eq!(
        tab.told(&Event::LoginRequired {
            reason: LoginReason::RefreshRejected
        }),
        1
    );
    assert_eq!(
        tab.told(&Event::SignedOut {
            by: SignedOutBy::Expired
        }),
        1
    );
    assert_eq!((tab.access(), &tab.store), (None, &None));
}

/// R12
#[test]
fn a_server_that_is_down_keeps_the_session_and_lets_the_next_request_try_again() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    for _ in 0..3 {
        tab.answer(reply(503, ""));
        tab.pass(0);
    }
    assert_eq!(tab.exchanged, 3);
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert_eq!(tab.access(), Some("old"));
    tab.expire(2);
    assert_eq!(
        tab.fault(2),
        Some(Fault::RefreshUnavailable),
        "within the cool-down"
    );
    tab.pass(1_000);
    tab.expire(3);
    tab.grant("new");
    assert_eq!(tab.tokens_sent(3), ["old", "new"]);
}

/// R12
#[test]
fn retry_after_is_honoured() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    let mut wait = reply(429, "");
    wait.retry_after = Some(4_000);
    tab.answer(wait);
    tab.pass(3_999);
    assert_eq!(tab.exchanged, 1);
    tab.pass(1);
    assert_eq!(tab.exchanged, 2);
}

/// R12
#[test]
fn a_captive_portal_is_no_refusal() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.answer(reply(200, ""));
    assert!(tab.access().is_some());
    tab.pass(0);
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// A refresh is never sent without its token.
#[test]
fn without_a_refresh_token_none_is_sent_and_the_developer_is_told() {
    let mut old = session("old", 1);
    old.tokens.refresh = None;
    let mut tab = Tab::restored(PLAIN, old);
    tab.expire(1);
    assert_eq!(tab.exchanged, 0);
    assert_eq!(tab.told(&Event::Warning(Warning::RefreshWithoutToken)), 1);
}

/// R16
#[test]
fn a_page_reloaded_in_the_middle_of_a_refresh_resolves_it() {
    let old = session("old", 1);
    let mut tab = Tab::new(PLAIN);
    tab.ledger.revision = 1;
    tab.ledger.session = Some(old.id);
    tab.ledger.intent = Some(Intent {
        flight: FlightId(1),
        written_at: NOW - 100,
    });
    tab.store = Some(old);
    tab.start();
    tab.settle();
    assert_eq!(
        tab.core.flight_place(),
        Some(Place::CatchingUp),
        "a sibling may be at it"
    );
    tab.pass(1_600);
    assert_eq!(tab.exchanged, 1);
    tab.answer(reply(401, ""));
    assert_eq!(
        tab.told(&Event::LoginRequired {
            reason: LoginReason::RefreshRejected
        }),
        1
    );
    assert_eq!(
        tab.told(&Event::SignedOut {
            by: SignedOutBy::OtherTab
        }),
        0,
        "never read as a logout"
    );
}

/// R16
#[test]
fn a_lost_reply_is_tried_once_more_with_the_same_token() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    assert!(
        tab.ledger.intent.is_some(),
        "the intent is written before the exchange"
    );
    tab.fail();
    assert!(tab.ledger.intent.is_some(), "it may have reached the server");
    tab.pass(0);
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
    assert_eq!(tab.ledger.intent, None);
}

/// R12: an answer of 503 says that the token was not spent; nobody has to wait for it.
#[test]
fn an_exchange_that_was_answered_leaves_no_intent_behind() {
    let mut tab = Tab::with(
        policy(r#"{"refresh":"/refresh","retry":{"attempts":1}}"#),
        Locking::Lease,
    );
    tab.ledger.revision = 1;
    tab.ledger.session = Some(session("old", 1).id);
    tab.store = Some(session("old", 1));
    tab.start();
    tab.expire(1);
    assert!(tab.ledger.lease.is_some());
    tab.answer(reply(503, ""));
    assert_eq!((tab.ledger.intent, tab.ledger.lease), (None, None));
}

#[test]
fn a_callback_refresh_gets_the_refresh_token_and_may_throw() {
    let functions = Functions {
        refresh: true,
        ..Functions::default()
    };
    let policy = try_policy_of(&json(r#"{"retry":{"base":0}}"#), functions).expect("a policy");
    let mut tab = Tab::with(policy, Locking::Platform);
    tab.start();
    tab.feed(Input::TokensGiven {
        call: CallId(9),
        tokens: given_tokens("old"),
    });
    tab.settle();
    let called = |tab: &Tab| {
        tab.outputs.iter().rev().find_map(|output| match output {
            Output::Callback {
                flight,
                refresh_token,
                ..
            } => Some((
                *flight,
                refresh_token.as_ref().map(|token| token.reveal().to_string()),
            )),
            _ => None,
        })
    };
    tab.expire(1);
    let (flight, token) = called(&tab).expect("a call");
    assert_eq!(token.as_deref(), Some("old-refresh"));
    tab.feed(Input::CallbackThrew {
        flight,
        status: None,
        is_document: false,
    });
    tab.settle();
    tab.pass(0);
    let (flight, _) = called(&tab).expect("another call");
    tab.feed(Input::CallbackReturned {
        flight,
        tokens: given_tokens("new"),
    });
    tab.settle();
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
    tab.expire(2);
    let (flight, _) = called(&tab).expect("a third call");
    tab.feed(Input::CallbackThrew {
        flight,
        status: Some(403),
        is_document: true,
    });
    tab.settle();
    tab.pass(0);
    let (flight, _) = called(&tab).expect("one more, for a page is not a refusal");
    tab.feed(Input::CallbackThrew {
        flight,
        status: Some(403),
        is_document: false,
    });
    tab.settle();
    assert_eq!(tab.fault(2), Some(Fault::SessionExpired));
}

/// R14: without any refresh configured, and with a storage that hangs, the session still ends.
#[test]
fn without_a_refresh_endpoint_an_expired_token_ends_the_session_even_when_storage_hangs() {
    let mut tab = Tab::restored("{}", session("old", 1));
    tab.request(1);
    tab.reply(1, true);
    tab.answer_one();
    tab.open.clear();
    tab.pass(20_000);
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert!(
        !tab.outputs
            .iter()
            .any(|output| matches!(output, Output::Callback { .. }))
    );
}

/// R12: once for a refresh, with the names of the body and none of its values.
#[test]
fn a_good_status_without_a_token_is_told_of_once() {
    for (body, names) in [
        (r#"{"ticket":"canary","more":{"x":1}}"#, "ticket, more"),
        ("", "no JSON object"),
        (r#"["canary"]"#, "no JSON object"),
    ] {
        let mut tab = Tab::signed_in();
        tab.expire(1);
        tab.answer(reply(200, body));
        tab.pass(100);
        tab.answer(reply(200, body));
        assert!(tab.exchanged >= 2);
        let body = names.to_string();
        assert_eq!(
            tab.told(&Event::Warning(Warning::RefreshNotUnderstood { body })),
            1
        );
    }
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.answer(reply(503, ""));
    let warned = tab.events.iter().any(|event| matches!(event, Event::Warning(_)));
    assert!(!warned);
}

/// A refresh function that waits for a call of its own client waits for its own flight. It is not called again: it would do the
/// same.
#[test]
fn a_refresh_function_that_does_not_answer_ends_the_wait_at_its_deadline() {
    let functions = Functions {
        refresh: true,
        ..Functions::default()
    };
    let config = json(r#"{"retry":{"base":0},"refreshTimeout":10000}"#);
    let policy = try_policy_of(&config, functions).expect("a policy");
    let mut tab = Tab::with(policy, Locking::Platform);
    tab.start();
    tab.feed(Input::TokensGiven {
        call: CallId(9),
        tokens: given_tokens("old"),
    });
    tab.settle();
    tab.expire(1);
    tab.feed(Input::TokenRequested { call: CallId(2) });
    tab.pass(9_999);
    assert_eq!(tab.fault(2), None);
    tab.pass(1);
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert_eq!(tab.fault(2), Some(Fault::RefreshUnavailable));
    let calls = tab
        .outputs
        .iter()
        .filter(|output| matches!(output, Output::Callback { .. }));
    assert_eq!(calls.count(), 1);
    assert!(tab.core.session().is_some(), "the session is kept");
    let cuts = |output: &&Output| matches!(output, Output::CancelExchange { timed_out: true, .. });
    assert_eq!(tab.outputs.iter().filter(cuts).count(), 1);
}

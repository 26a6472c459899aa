//! Sessions in the server's own cookies: a generation has no token, and the rules hold all the same (R29).

use super::harness::{NOW, Tab, policy, reply, session};
use crate::{
    Event, Input, Output,
    event::LoginReason,
    input::CallId,
    input::Message,
    output::{Fault, Outcome},
    own_request,
    record::{self, Found},
    session::Session,
};

const CONFIG: &str = r#"{"attach":false,"login":"/login","logout":"/logout","credentials":"include",
    "refresh":{"url":"/refresh","send":"cookie"},"proactive":{"background":false},"retry":{"base":0}}"#;

fn in_cookies() -> Session {
    let mut session = session("none", 1);
    session.tokens.access = None;
    session.tokens.refresh = None;
    session
}

fn tab() -> Tab {
    Tab::restored(CONFIG, in_cookies())
}

#[test]
fn a_login_is_good_by_its_status_and_stores_no_secret() {
    for (status, body, taken) in [
        (200, r#"{"user":"ann","access_token":"canary"}"#, true),
        (204, "", true),
        (401, "", false),
        (302, "", false),
    ] {
        let mut tab = Tab::new(CONFIG);
        tab.start();
        let call = CallId(1);
        tab.feed(Input::LoginReplied {
            call,
            reply: reply(status, body),
        });
        tab.settle();
        assert_eq!(tab.store.is_some(), taken, "{status}");
        let outcome = if taken {
            Outcome::Done
        } else {
            Outcome::Fault(Fault::LoginRejected)
        };
        assert_eq!(tab.outcome(1), Some(&outcome));
        if let Some(stored) = &tab.store {
            assert_eq!((&stored.tokens.access, &stored.tokens.refresh), (&None, &None));
        }
    }
    let mut page = reply(200, "");
    page.is_document = true;
    assert!(
        page.login_grant(
            &policy(CONFIG),
            crate::Moment {
                now: NOW,
                entropy: 1,
                local_offset: 0
            }
        )
        .is_none()
    );
}

#[test]
fn a_401_costs_one_refresh_and_one_replay_and_a_late_one_costs_none() {
    let mut tab = tab();
    for call in [1, 2] {
        tab.request(call);
    }
    assert!(
        tab.sent.iter().all(|(_, token)| token.is_none()),
        "no token is sent"
    );
    tab.reply(1, true);
    tab.settle();
    assert_eq!(tab.exchanged, 1);
    tab.answer(reply(204, ""));
    assert_eq!(tab.sent.iter().filter(|(call, _)| *call == 1).count(), 2);
    // It was sent with the generation before, so it is only sent again.
    tab.reply(2, true);
    tab.settle();
    assert_eq!(tab.exchanged, 1);
    assert_eq!(tab.sent.iter().filter(|(call, _)| *call == 2).count(), 2);
    assert_eq!(tab.core.session().map(|session| session.generation), Some(2));
}

#[test]
fn a_refusal_ends_the_session_and_a_page_or_a_5xx_does_not() {
    let mut refused = tab();
    refused.expire(1);
    refused.answer(reply(401, ""));
    let reason = LoginReason::RefreshRejected;
    assert_eq!(refused.told(&Event::LoginRequired { reason }), 1);
    assert_eq!(refused.fault(1), Some(Fault::SessionExpired));
    let mut page = reply(200, "");
    page.is_document = true;
    for busy in [page, reply(503, "")] {
        let mut tab = tab();
        tab.expire(1);
        tab.answer(busy);
        assert!(tab.core.session().is_some());
    }
}

#[test]
fn there_is_no_token_to_be_had_and_none_to_tell() {
    let mut tab = tab();
    tab.feed(Input::TokenRequested { call: CallId(1) });
    assert_eq!(tab.outcome(1), Some(&Outcome::Token(None)));
    tab.log_out();
    tab.settle();
    let calls: Vec<_> = tab
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::CallLogout { request, .. } => Some(request.headers.len()),
            _ => None,
        })
        .collect();
    assert_eq!(calls, [0]);
}

#[test]
fn the_record_holds_no_secret_and_one_with_a_missing_token_is_damaged() {
    let origin = "https://app.example";
    let written = record::write(&Message::Tokens(in_cookies()), origin);
    assert_eq!(
        record::read(&written, origin),
        Found::Own(Message::Tokens(in_cookies()))
    );
    let text = format!(
        "{:?}",
        own_request::refresh(&policy(CONFIG), &in_cookies().tokens)
    );
    assert!(!text.contains("none"));
    for damaged in ["null", "true", "5", "\"\""] {
        let mut damage = written.clone();
        damage.set("access", super::harness::json(damaged));
        assert_eq!(record::read(&damage, origin), Found::Garbage, "{damaged}");
    }
}

/// An older configuration's token stays where it is, and goes nowhere.
#[test]
fn a_token_that_an_older_configuration_has_stored_is_not_sent() {
    let mut tab = Tab::restored(CONFIG, session("old", 1));
    tab.request(1);
    assert_eq!(tab.sent, [(1, None)]);
    tab.feed(Input::TokenRequested { call: CallId(2) });
    assert_eq!(tab.outcome(2), Some(&Outcome::Token(None)));
}

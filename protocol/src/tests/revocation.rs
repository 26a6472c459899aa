//! R31: the server is told of a logout with a token that is good, if one can be had, and its silence is told.

mod function;
mod record;

use super::harness::{NOW, PLAIN, Tab, json, reply, session, try_policy_of};
use crate::{
    Event, Input, Locking, Output,
    event::Warning,
    input::{CallId, Message},
    ledger::{FlightId, Ledger},
    output::Outcome,
    own_request::OwnRequest,
    policy::Functions,
    reply::Reply,
    session::Session,
};

const CONFIG: &str = r#"{"refresh":"/refresh","logout":"/logout","refreshTimeout":10000,
    "proactive":{"background":false},"retry":{"base":0}}"#;

const LOGOUT: CallId = CallId(901);

/// A session whose access token has expired, or one whose end is not known.
fn a_session(has_ended: bool) -> Session {
    let mut session = session("old", 1);
    session.tokens.access_expires_at = has_ended.then_some(NOW - 1);
    session
}

fn tab(config: &str, has_ended: bool) -> Tab {
    Tab::restored(config, a_session(has_ended))
}

fn calls(tab: &Tab) -> Vec<(OwnRequest, i64)> {
    let call = |output: &Output| match output {
        Output::CallLogout { request, limit, .. } => Some((request.clone(), *limit)),
        _ => None,
    };
    tab.outputs.iter().filter_map(call).collect()
}

/// The access tokens that the calls carried.
fn carried(tab: &Tab) -> Vec<String> {
    let header = |request: &OwnRequest| {
        let header = request.headers.iter().find(|(name, _)| name == "authorization");
        header.map_or_else(String::new, |(_, value)| value.reveal().to_string())
    };
    calls(tab).iter().map(|(request, _)| header(request)).collect()
}

/// The endpoint's reply to the call.
fn told(tab: &mut Tab, reply: Option<Reply>, expired: bool) {
    tab.feed(Input::LogoutReplied {
        call: LOGOUT,
        reply,
        expired,
    });
    tab.settle();
}

fn not_confirmed(status: Option<u16>) -> Event {
    Event::Warning(Warning::LogoutNotConfirmed { status })
}

/// It is over: the promise is settled once, nobody is signed in, and nothing was stored.
fn assert_over(tab: &Tab, warned: usize) {
    let settled = tab
        .settled
        .iter()
        .filter(|(call, _)| *call == LOGOUT.0)
        .collect::<Vec<_>>();
    assert_eq!(settled, [&(LOGOUT.0, Outcome::Done)]);
    assert_eq!((tab.access(), &tab.store), (None, &None));
    let is_it = |event: &&Event| matches!(event, Event::Warning(Warning::LogoutNotConfirmed { .. }));
    assert_eq!(tab.events.iter().filter(is_it).count(), warned);
    let tells_tokens = |message: &Message| matches!(message, Message::Tokens(_));
    assert!(!tab.announced.iter().any(tells_tokens), "no tab gets the tokens");
    assert_eq!(tab.core.next_wake(), None, "nothing is waited for");
}

#[test]
fn a_token_that_is_known_to_have_ended_is_renewed_for_the_call_alone() {
    let mut tab = tab(CONFIG, true);
    tab.log_out();
    assert_eq!(tab.access(), None, "the session ends at once");
    tab.settle();
    assert_eq!((tab.exchanged, calls(&tab).len()), (1, 0));
    tab.grant("new");
    assert_eq!(carried(&tab), ["Bearer new"]);
    told(&mut tab, Some(reply(204, "")), false);
    assert_eq!(tab.exchanged, 1);
    assert_over(&tab, 0);
}

#[test]
fn a_call_that_is_answered_with_expired_is_repeated_once_with_a_new_token() {
    let mut tab = tab(CONFIG, false);
    tab.log_out();
    tab.settle();
    assert_eq!(
        (tab.exchanged, carried(&tab)),
        (0, vec!["Bearer old".to_string()])
    );
    told(&mut tab, Some(reply(401, "")), true);
    assert_eq!(tab.outcome(LOGOUT.0), None, "it still waits");
    tab.grant("new");
    assert_eq!(carried(&tab), ["Bearer old", "Bearer new"]);
    told(&mut tab, Some(reply(200, "")), false);
    assert_over(&tab, 0);
}

#[test]
fn a_server_that_refuses_all_the_same_is_told_of_and_asked_no_more() {
    for has_ended in [true, false] {
        let mut tab = tab(CONFIG, has_ended);
        tab.log_out();
        tab.settle();
        if !has_ended {
            told(&mut tab, Some(reply(401, "")), true);
        }
        tab.grant("new");
        told(&mut tab, Some(reply(401, "")), true);
        assert_eq!(tab.told(&not_confirmed(Some(401))), 1);
        assert_eq!(
            (tab.exchanged, carried(&tab).last().map(String::as_str)),
            (1, Some("Bearer new"))
        );
        assert_over(&tab, 1);
    }
}

#[test]
fn what_the_reply_says_is_believed() {
    for (status, body, success, confirmed) in [
        (200, "", "", true),
        (204, "", "", true),
        (
            200,
            r#"{"code":0}"#,
            r#","success":{"path":"code","in":[0]}"#,
            true,
        ),
        (
            200,
            r#"{"code":7}"#,
            r#","success":{"path":"code","in":[0]}"#,
            false,
        ),
        // It knows nothing of the envelope.
        (
            200,
            r#"{"message":"bye"}"#,
            r#","success":{"path":"code","in":[0]}"#,
            true,
        ),
        (400, "", "", false),
        (404, "", "", false),
        (500, "", "", false),
    ] {
        let config = format!(r#"{{"refresh":"/refresh","logout":"/logout"{success}}}"#);
        let mut tab = tab(&config, false);
        tab.log_out();
        told(&mut tab, Some(reply(status, body)), false);
        assert_eq!(tab.exchanged, 0, "{status} {body}");
        assert_over(&tab, usize::from(!confirmed));
    }
}

#[test]
fn without_a_network_it_is_told_and_the_session_is_over() {
    let mut tab = tab(CONFIG, true);
    tab.log_out();
    tab.settle();
    tab.fail();
    // The endpoint may be up, and may take the old token.
    assert_eq!(carried(&tab), ["Bearer old"]);
    told(&mut tab, None, false);
    assert_eq!(tab.told(&not_confirmed(None)), 1);
    assert_over(&tab, 1);
}

#[test]
fn an_exchange_that_brings_nothing_leaves_the_refusal_as_it_was() {
    for answer in [reply(400, ""), reply(503, ""), reply(200, "{}")] {
        let mut tab = tab(CONFIG, false);
        tab.log_out();
        told(&mut tab, Some(reply(401, "")), true);
        tab.answer(answer);
        assert_eq!(carried(&tab).len(), 1, "there is nothing better to send");
        assert_over(&tab, 1);
    }
}

#[test]
fn no_logout_takes_longer_than_a_refresh_may() {
    let mut tab = tab(CONFIG, true);
    tab.log_out();
    tab.settle();
    tab.pass(5_000);
    assert!(tab.exchanges.is_empty(), "the exchange is cut off at half time");
    let calls = calls(&tab);
    assert_eq!(
        (calls.len(), calls[0].1),
        (1, 5_000),
        "and the rest is the call's"
    );
    told(&mut tab, None, false);
    assert_over(&tab, 1);
}

#[test]
fn a_frozen_holder_of_the_lock_is_not_waited_for() {
    let mut tab = tab(CONFIG, true);
    tab.log_out();
    let asks = |output: &Output| matches!(output, Output::AcquireLock { .. });
    while !tab.open.iter().any(asks) {
        assert!(tab.answer_one());
    }
    tab.open.retain(|output| !asks(output));
    assert_eq!(tab.exchanged, 0);
    tab.pass(2_000);
    assert_eq!(tab.exchanged, 1);
    tab.grant("new");
    told(&mut tab, Some(reply(204, "")), false);
    assert_over(&tab, 0);
}

#[test]
fn the_exchange_waits_until_the_end_is_in_the_ledger() {
    // A tab that has not heard of the logout looks there, before it uses the token itself.
    for answers in [true, false] {
        let mut tab = tab(CONFIG, true);
        tab.log_out();
        let asks = |output: &Output| matches!(output, Output::AcquireLock { .. });
        assert!(!tab.outputs.iter().any(asks));
        if answers {
            tab.settle();
        } else {
            tab.open.clear();
            tab.pass(2_000);
            tab.settle();
        }
        assert!(
            tab.outputs.iter().any(asks),
            "a ledger that hangs is not waited for"
        );
        assert_eq!(tab.exchanged, 1);
    }
}

#[test]
fn the_lock_is_held_for_the_exchange_and_given_back() {
    let mut tab = tab(CONFIG, true);
    tab.log_out();
    tab.settle();
    let flight = tab.exchanges[0].0;
    let released = |tab: &Tab| tab.outputs.contains(&Output::ReleaseLock { flight });
    assert!(!released(&tab));
    tab.grant("new");
    assert!(released(&tab));
}

#[test]
fn an_exchange_under_way_is_not_made_twice() {
    // It may have used up the refresh token: what it brings is what the server is to forget.
    for has_ended in [true, false] {
        let mut tab = tab(CONFIG, has_ended);
        tab.expire(1);
        assert_eq!(tab.exchanges.len(), 1);
        tab.log_out();
        tab.settle();
        assert_eq!(
            (tab.exchanges.len(), calls(&tab).len()),
            (1, 0),
            "it stays under way"
        );
        tab.grant("new");
        assert_eq!(
            (tab.exchanged, carried(&tab)),
            (1, vec!["Bearer new".to_string()])
        );
        told(&mut tab, Some(reply(204, "")), false);
        assert_over(&tab, 0);
    }
}

#[test]
fn tokens_that_were_about_to_be_stored_are_those_that_the_server_is_told_of() {
    let mut tab = tab(CONFIG, false);
    tab.expire(1);
    let (flight, _) = tab.exchanges.pop().expect("an exchange");
    let body = r#"{"access_token":"new","refresh_token":"new-refresh"}"#;
    tab.feed(Input::ExchangeReplied {
        flight,
        reply: reply(200, body),
    });
    tab.log_out();
    assert_eq!(carried(&tab), ["Bearer new"]);
}

#[test]
fn a_login_meanwhile_has_nothing_to_do_with_it() {
    let mut tab = tab(CONFIG, true);
    tab.log_out();
    tab.settle();
    tab.log_in("other");
    tab.settle();
    tab.grant("new");
    assert_eq!(carried(&tab), ["Bearer new"]);
    told(&mut tab, Some(reply(401, "")), true);
    assert_eq!(tab.access(), Some("other"));
    assert_eq!(tab.told(&not_confirmed(Some(401))), 1);
}

#[test]
fn what_carries_no_access_token_or_cannot_be_renewed_is_asked_once() {
    for config in [
        r#"{"logout":"/logout"}"#,
        r#"{"refresh":"/refresh","logout":{"url":"/logout","send":"form:token"}}"#,
        r#"{"refresh":"/refresh","logout":"https://id.example/logout"}"#,
    ] {
        let mut tab = tab(config, true);
        tab.log_out();
        tab.settle();
        told(&mut tab, Some(reply(401, "")), true);
        assert_eq!((tab.exchanged, calls(&tab).len()), (0, 1), "{config}");
        assert_over(&tab, 1);
    }
}

#[test]
fn a_cookie_renews_it_as_well() {
    let config = r#"{"refresh":{"url":"/refresh","send":"cookie"},"logout":"/logout"}"#;
    let mut ended = a_session(true);
    ended.tokens.refresh = None;
    let mut tab = Tab::restored(config, ended);
    tab.log_out();
    tab.settle();
    tab.answer(reply(200, r#"{"access_token":"new"}"#));
    assert_eq!(carried(&tab), ["Bearer new"]);
    told(&mut tab, Some(reply(204, "")), false);
    assert_over(&tab, 0);
}

#[test]
fn a_refresh_function_renews_it_as_well() {
    let functions = Functions {
        refresh: true,
        ..Functions::default()
    };
    let policy = try_policy_of(&json(r#"{"logout":"/logout"}"#), functions).expect("a policy");
    let mut tab = Tab::with(policy, Locking::Platform);
    let session = a_session(true);
    tab.ledger = Ledger::of(&session, &Ledger::default());
    tab.store = Some(session);
    tab.start();
    tab.log_out();
    tab.settle();
    let called = |output: &Output| match output {
        Output::Callback {
            flight, access_token, ..
        } => Some((*flight, access_token.as_ref()?.reveal().to_string())),
        _ => None,
    };
    let calls: Vec<(FlightId, String)> = tab.outputs.iter().filter_map(called).collect();
    let [(flight, access)] = calls.as_slice() else {
        panic!("one call: {calls:?}");
    };
    assert_eq!(access, "old");
    tab.feed(Input::CallbackThrew {
        flight: *flight,
        status: Some(400),
        is_document: false,
    });
    assert_eq!(carried(&tab), ["Bearer old"]);
}

#[test]
fn without_an_endpoint_there_is_nothing_to_tell() {
    let mut tab = Tab::restored(PLAIN, a_session(true));
    tab.log_out();
    tab.settle();
    assert_eq!((tab.exchanged, calls(&tab).len()), (0, 0));
    assert_over(&tab, 0);
}

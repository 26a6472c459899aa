//! Replies to a refresh that are not the API's, and what a back-end says of its own: R11, R12.

use super::harness::{PLAIN, Tab, reply, session, try_policy};
use crate::{Event, event::Warning, output::Fault, reply::Reply};

/// A reply whose body is an HTML document.
fn page(status: u16) -> Reply {
    Reply {
        is_document: true,
        ..reply(status, "")
    }
}

/// A tab whose refresh has been answered so. `Some` is how its request failed.
fn answered(config: &str, reply: Reply) -> (Tab, Option<Fault>) {
    let mut tab = Tab::restored(config, session("old", 1));
    tab.expire(1);
    tab.answer(reply);
    let fault = tab.fault(1);
    (tab, fault)
}

fn not_understood(tab: &Tab) -> usize {
    let is_it = |event: &&Event| matches!(event, Event::Warning(Warning::RefreshNotUnderstood { .. }));
    tab.events.iter().filter(is_it).count()
}

#[test]
fn a_page_of_a_firewall_or_a_deploy_is_tried_again_and_told_of() {
    for status in [403, 404, 405, 451] {
        let (mut tab, fault) = answered(PLAIN, page(status));
        assert_eq!(fault, None, "{status}");
        assert_eq!(not_understood(&tab), 1, "{status}");
        tab.pass(0);
        tab.grant("new");
        assert_eq!(tab.tokens_sent(1), ["old", "new"], "{status}");
    }
}

#[test]
fn a_page_that_stays_keeps_the_session() {
    let (mut tab, _) = answered(PLAIN, page(404));
    for _ in 0..2 {
        tab.pass(0);
        tab.answer(page(404));
    }
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert_eq!(tab.access(), Some("old"));
    assert_eq!(not_understood(&tab), 1, "once for a refresh");
}

#[test]
fn json_or_a_short_text_is_a_refusal() {
    for refusal in [
        reply(403, r#"{"message":"<html>"}"#),
        reply(404, "null"),
        reply(403, ""),
        reply(405, ""),
        page(400),
        page(401),
    ] {
        let (tab, fault) = answered(PLAIN, refusal);
        assert_eq!(fault, Some(Fault::SessionExpired));
        assert_eq!(not_understood(&tab), 0);
    }
}

#[test]
fn what_the_configuration_calls_a_refusal_is_one() {
    let config = |refused: &str| {
        format!(
            r#"{{"refresh":{{"url":"/refresh","refused":{refused}}},"proactive":{{"background":false}},"retry":{{"base":0}}}}"#
        )
    };
    let body = r#"{"body":{"path":"errors.0.code","in":["GONE",7]}}"#;
    let ok = r#"{"access_token":"new"}"#;
    for (refused, reply, ends) in [
        (r#"{"status":[403]}"#, page(403), true),
        (r#"{"status":[403]}"#, page(404), false),
        (r#"{"status":[503,204]}"#, reply(503, ""), true),
        (r#"{"status":[503,204]}"#, reply(204, ""), true),
        (r#"{"status":[503,204]}"#, reply(429, ""), false),
        (body, reply(200, r#"{"errors":[{"code":"GONE"}]}"#), true),
        (
            body,
            reply(200, r#"{"errors":[{"code":"GONE"}],"access_token":"new"}"#),
            true,
        ),
        (body, reply(500, r#"{"errors":[{"code":7}]}"#), true),
        (body, reply(500, r#"{"errors":[{"code":8}]}"#), false),
        (body, reply(200, ok), false),
        ("{}", reply(200, ok), false),
    ] {
        let status = reply.status;
        let (tab, fault) = answered(&config(refused), reply);
        let expected = ends.then_some(Fault::SessionExpired);
        assert_eq!(fault, expected, "{refused}, {status}");
        assert_eq!(tab.access().is_none(), ends, "{refused}, {status}");
    }
}

#[test]
fn a_refusal_that_cannot_be_met_is_a_wrong_configuration() {
    for (refused, message) in [
        (
            r#"{"status":[100]}"#,
            "config.refresh.refused.status[0]: expected a status from 200 to 599, got 100",
        ),
        (
            r#"{"status":["403"]}"#,
            "config.refresh.refused.status[0]: expected a status from 200 to 599, got \"403\"",
        ),
        (
            r#"{"stauts":[403]}"#,
            "config.refresh.refused.stauts: unknown option, did you mean \"status\"?",
        ),
        (r#"true"#, "config.refresh.refused: expected an object, got true"),
    ] {
        let config = format!(r#"{{"refresh":{{"url":"/refresh","refused":{refused}}}}}"#);
        let error = try_policy(&config).expect_err(refused);
        assert_eq!(error.message, message);
    }
}

//! What a logout carries, and where to: R25.

use super::harness::{Tab, policy, session};
use crate::{
    Event, Output,
    event::Warning,
    own_request::{self, LogoutCall, OwnRequest, OwnRequestBody},
    secret::Secret,
    session::Tokens,
};

fn tokens() -> Tokens {
    session("A", 1).tokens
}

fn revocation(config: &str) -> LogoutCall {
    own_request::logout(&policy(config), &tokens()).expect("a call")
}

/// All the texts that leave: URL, headers, and body.
fn sent(exchange: &OwnRequest) -> Vec<String> {
    let mut sent = vec![exchange.url.reveal().to_string()];
    for (name, value) in &exchange.headers {
        sent.push(format!("{name}: {}", value.reveal()));
    }
    match &exchange.body {
        OwnRequestBody::Empty => {}
        OwnRequestBody::Json(value) => sent.push(serde_json::to_string(&plain(value)).expect("JSON")),
        OwnRequestBody::Form(fields) => {
            let field = |(name, value): &(String, Secret)| format!("{name}={}", value.reveal());
            sent.push(fields.iter().map(field).collect::<Vec<_>>().join("&"));
        }
    }
    sent
}

fn request(call: &LogoutCall) -> &OwnRequest {
    call.request.as_ref().expect("a request")
}

fn plain(value: &crate::value::Value) -> serde_json::Value {
    use crate::value::Value;
    match value {
        Value::Text(text) => text.clone().into(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        _ => serde_json::Value::Null,
    }
}

#[test]
fn what_is_sent_is_what_send_names() {
    for (logout, expected) in [
        (
            r#""/out""#,
            vec![
                "https://app.example/out",
                "authorization: Bearer A",
                r#"{"refresh_token":"A-refresh"}"#,
            ],
        ),
        (
            r#"{"url":"/out","send":"form:token"}"#,
            vec!["https://app.example/out", "token=A-refresh"],
        ),
        (
            r#"{"url":"/out","send":"body:a.b"}"#,
            vec!["https://app.example/out", r#"{"a":{"b":"A-refresh"}}"#],
        ),
        (
            r#"{"url":"/out","send":"cookie"}"#,
            vec!["https://app.example/out"],
        ),
        (r#"{"url":"/out","send":{}}"#, vec!["https://app.example/out"]),
        (
            r#"{"url":"/out","send":{"access":"header:Authorization"}}"#,
            vec!["https://app.example/out", "authorization: Bearer A"],
        ),
        (
            r#"{"url":"/out","send":{"access":"header:X-Token"}}"#,
            vec!["https://app.example/out", "x-token: A"],
        ),
        (
            r#"{"url":"/out","send":{"refresh":"header:X-Refresh","access":"query:t"}}"#,
            vec!["https://app.example/out?t=A", "x-refresh: A-refresh"],
        ),
        (
            r#"{"url":"/out","send":{"refresh":"form:r","access":"form:a"}}"#,
            vec!["https://app.example/out", "r=A-refresh&a=A"],
        ),
        (
            r#"{"url":"/out","send":{"refresh":"body:r","access":"body:a"}}"#,
            vec!["https://app.example/out", r#"{"a":"A","r":"A-refresh"}"#],
        ),
        (
            r#"{"url":"/out","method":"GET","send":{"refresh":"query:r","access":"query:a"}}"#,
            vec!["https://app.example/out?r=A-refresh&a=A"],
        ),
    ] {
        let call = revocation(&format!(r#"{{"refresh":"/refresh","logout":{logout}}}"#));
        assert_eq!(sent(request(&call)), expected, "{logout}");
        assert_eq!(call.withheld_from, None);
    }
}

/// With an identity provider, only what is named goes there; the access token only if its origin may see it.
#[test]
fn to_another_origin_goes_only_what_is_named() {
    const OUT: &str = "https://id.example/out";
    for (send, attach, expected, withheld) in [
        ("", "", vec![OUT], true),
        (r#","send":"form:token""#, "", vec![OUT, "token=A-refresh"], false),
        (r#","send":"cookie""#, "", vec![OUT], false),
        (
            r#","send":{"refresh":"form:r","access":"header:Authorization"}"#,
            "",
            vec![OUT, "r=A-refresh"],
            true,
        ),
        (
            r#","send":{"refresh":"form:r","access":"header:Authorization"}"#,
            r#","attach":{"origins":["https://id.example"]}"#,
            vec![OUT, "r=A-refresh", "authorization: Bearer A"],
            false,
        ),
        (
            "",
            r#","attach":{"origins":["https://id.example"]}"#,
            vec![OUT, "authorization: Bearer A", r#"{"refresh_token":"A-refresh"}"#],
            false,
        ),
    ] {
        let config = format!(r#"{{"refresh":"/refresh","logout":{{"url":"{OUT}"{send}}}{attach}}}"#);
        let call = revocation(&config);
        let (mut sent, mut expected) = (sent(request(&call)), expected);
        sent.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sent, expected, "{config}");
        let origin = withheld.then(|| "https://id.example".to_string());
        assert_eq!(call.withheld_from, origin, "{config}");
    }
}

#[test]
fn a_token_that_is_withheld_is_told_of_and_the_call_is_made() {
    let config = r#"{"refresh":"/refresh","logout":"https://id.example/out"}"#;
    let mut tab = Tab::restored(config, session("old", 1));
    tab.log_out();
    let origin = "https://id.example".to_string();
    assert_eq!(tab.told(&Event::Warning(Warning::TokenWithheld { origin })), 1);
    let revoked = tab
        .outputs
        .iter()
        .filter(|output| matches!(output, Output::CallLogout { .. }));
    assert_eq!(revoked.count(), 1);
}

#[test]
fn a_default_logout_with_get_carries_no_body() {
    let call =
        revocation(r#"{"refresh":{"url":"/r","send":"form:r"},"logout":{"url":"/out","method":"GET"}}"#);
    assert_eq!(request(&call).body, OwnRequestBody::Empty);
    assert_eq!(
        sent(request(&call)),
        ["https://app.example/out", "authorization: Bearer A"]
    );
}

#[test]
fn debug_shows_no_token() {
    let mut stored = session("canary", 1);
    stored.tokens.refresh = Some(Secret::new("canary-refresh"));
    for send in ["query:t", "form:t", "body:t", "header:t"] {
        let config =
            format!(r#"{{"logout":{{"url":"/out","send":{{"refresh":"{send}","access":"query:a"}}}}}}"#);
        let call = own_request::logout(&policy(&config), &stored.tokens).expect("a call");
        assert!(sent(request(&call)).concat().contains("canary"), "it is there");
        assert!(!format!("{call:?}").contains("canary"));
    }
}

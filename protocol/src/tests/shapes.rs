//! The shapes that back-ends have: how tokens travel, and what replies say (R10, R11, R25).

mod replies;

use super::{
    harness::{NOW, access_of, json, policy, reply, session, try_policy},
    payload::token_with,
};
use crate::{
    Moment,
    own_request::{self, OwnRequest, OwnRequestBody},
    policy::Policy,
    reply::{Grant, RefreshOutcome, Reply},
    session::Tokens,
    value::Value,
};

const MOMENT: Moment = Moment {
    now: NOW,
    entropy: 0,
    local_offset: 0,
};

fn tokens() -> Tokens {
    session("A", 1).tokens
}

/// What leaves: the URL, each header, and the body.
fn written(request: &OwnRequest) -> Vec<String> {
    let mut written = vec![request.url.reveal().replace("https://app.example", "")];
    for (name, value) in &request.headers {
        written.push(format!("{name}: {}", value.reveal()));
    }
    match &request.body {
        OwnRequestBody::Empty => {}
        OwnRequestBody::Json(value) => written.push(text_of(value)),
        OwnRequestBody::Form(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{name}={}", value.reveal()));
            written.push(fields.collect::<Vec<_>>().join("&"));
        }
    }
    written
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(name, value)| format!("{name}:{}", text_of(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        other => other.kind().to_string(),
    }
}

fn refreshed_by(refresh: &str) -> Vec<String> {
    let policy = policy(&format!(r#"{{"refresh":{refresh}}}"#));
    written(&own_request::refresh(&policy, &tokens()).expect("an exchange"))
}

#[test]
fn a_refresh_carries_the_tokens_where_and_as_the_server_wants_them() {
    for (refresh, expected) in [
        // Flask-JWT-Extended, Nest with passport, SuperTokens: the refresh token in the access token's place.
        (
            r#"{"url":"/r","send":"header:Authorization"}"#,
            vec!["/r", "authorization: Bearer A-refresh"],
        ),
        (
            r#"{"url":"/r","send":"header:Authorization","scheme":""}"#,
            vec!["/r", "authorization: A-refresh"],
        ),
        (
            r#"{"url":"/r","send":"header:X-Refresh"}"#,
            vec!["/r", "x-refresh: A-refresh"],
        ),
        (
            r#"{"url":"/r","send":"header:X-Refresh","scheme":"Token"}"#,
            vec!["/r", "x-refresh: Token A-refresh"],
        ),
        // ASP.NET: both in the body.
        (
            r#"{"url":"/r","send":{"refresh":"body:refreshToken","access":"body:accessToken"}}"#,
            vec!["/r", r#"{refreshToken:"A-refresh",accessToken:"A"}"#],
        ),
        (
            r#"{"url":"/r","send":{"refresh":"form:refresh","access":"header:Authorization"},"body":{"a":1}}"#,
            vec!["/r", "authorization: Bearer A", "a=1&refresh=A-refresh"],
        ),
        // Only the access token, which renews itself.
        (
            r#"{"url":"/r","send":{"access":"header:Authorization"}}"#,
            vec!["/r", "authorization: Bearer A"],
        ),
        (r#"{"url":"/r","send":"body"}"#, vec!["/r", r#""A-refresh""#]),
        // GraphQL: a variable of a mutation.
        (
            r#"{"url":"/graphql","send":"body:variables.token","body":{"query":"mutation"}}"#,
            vec!["/graphql", r#"{query:"mutation",variables:{token:"A-refresh"}}"#],
        ),
    ] {
        assert_eq!(refreshed_by(refresh), expected, "{refresh}");
    }
}

#[test]
fn the_scheme_of_requests_is_that_of_authorization_everywhere() {
    let policy = policy(
        r#"{"attach":{"scheme":"JWT"},"refresh":{"url":"/r","send":"header:authorization"},
            "logout":{"url":"/out","send":{"refresh":"header:authorization"},"scheme":"Bearer"}}"#,
    );
    let refresh = own_request::refresh(&policy, &tokens()).expect("an exchange");
    assert_eq!(written(&refresh), ["/r", "authorization: JWT A-refresh"]);
    let logout = own_request::logout(&policy, &tokens()).expect("a call");
    let logout = logout.request.expect("a request");
    assert_eq!(written(&logout), ["/out", "authorization: Bearer A-refresh"]);
}

#[test]
fn a_logout_is_told_in_the_servers_shape() {
    let told = |logout: &str| {
        let policy = policy(&format!(
            r#"{{"refresh":{{"url":"/r","send":"form:refresh_token"}},"logout":{logout}}}"#
        ));
        let call = own_request::logout(&policy, &tokens()).expect("a call");
        let request = call.request.expect("a request");
        assert_eq!(
            request.credentials.as_deref(),
            logout.contains("omit").then_some("omit")
        );
        written(&request)
    };
    // RFC 7009 §2.1: no Authorization header.
    let rfc7009 = r#"{"url":"/revoke","send":{"refresh":"form:token"},"body":{"client_id":"app"},"credentials":"omit"}"#;
    assert_eq!(told(rfc7009), ["/revoke", "client_id=app&token=A-refresh"]);
    assert_eq!(
        told(r#"{"url":"/out","body":{"all":true}}"#),
        [
            "/out",
            "authorization: Bearer A",
            "all=true&refresh_token=A-refresh"
        ]
    );
    assert_eq!(
        told(r#"{"url":"/out","method":"DELETE","send":{"access":"header:Authorization"}}"#),
        ["/out", "authorization: Bearer A"]
    );
}

#[test]
fn the_access_token_takes_the_refresh_tokens_place_in_one_header() {
    let policy = policy(r#"{"refresh":{"url":"/r","send":"header:Authorization"},"logout":"/out"}"#);
    let logout = own_request::logout(&policy, &tokens()).expect("a call");
    assert_eq!(
        written(&logout.request.expect("a request")),
        ["/out", "authorization: Bearer A"]
    );
}

#[test]
fn what_cannot_work_is_refused_by_name() {
    for (config, message) in [
        (
            r#"{"refresh":{"url":"/r","send":"body:t","scheme":"Bearer"}}"#,
            r#"config.refresh.scheme: expected none where no token travels in a header, got "Bearer""#,
        ),
        (
            r#"{"logout":{"url":"/r","scheme":"Bearer"}}"#,
            r#"config.logout.scheme: expected none where no token travels in a header, got "Bearer""#,
        ),
        (
            r#"{"refresh":{"url":"/r","send":{}}}"#,
            "config.refresh.send: expected a place for a token, got an object",
        ),
        (
            r#"{"refresh":{"url":"/r","send":{"refresh":"header:X","access":"header:x"}}}"#,
            "config.refresh.send: expected a place for each token, got an object",
        ),
        (
            r#"{"refresh":{"url":"/r","send":{"refresh":"form:r","access":"body:a"}}}"#,
            "config.refresh.send: expected both in a form, or both in a JSON body, got an object",
        ),
        (
            r#"{"refresh":{"url":"/r","send":"body","body":{"a":1}}}"#,
            r#"config.refresh.send: expected a path in the body, beside what else is sent there, got "body""#,
        ),
        (
            r#"{"login":{"url":"/l","method":"GET","body":{"a":1}}}"#,
            "config.login.body: expected none with GET, got an object",
        ),
        (
            r#"{"logout":{"url":"/l","send":{"refresh":"form:t"},"body":{"a":[]}}}"#,
            "config.logout.body.a: expected a string, a boolean or a whole number, as a form holds it, got an array",
        ),
        (
            r#"{"refresh":{"url":"/r","credentials":"all"}}"#,
            r#"config.refresh.credentials: expected one of "omit", "same-origin", "include", got "all""#,
        ),
    ] {
        let told = try_policy(config).map(|_| ()).map_err(|error| error.message);
        assert_eq!(told, Err(message.to_string()));
    }
}

//! The shapes that back-ends have: how tokens travel, and what replies say (R10, R11, R25).

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

fn granted(policy: &Policy, reply: &Reply) -> Option<Grant> {
    match reply.refresh_outcome(policy, MOMENT) {
        RefreshOutcome::Granted(grant) => Some(grant),
        _ => None,
    }
}

/// The tokens, and their ends in seconds from now.
type Found = (String, Option<String>, Option<i64>, Option<i64>);

fn found(config: &str, body: &str) -> Option<Found> {
    let tokens = granted(&policy(config), &reply(200, body))?.tokens;
    let seconds = |end: Option<i64>| end.map(|end| (end - NOW) / 1_000);
    Some((
        access_of(&tokens).to_string(),
        tokens.refresh.map(|token| token.reveal().to_string()),
        seconds(tokens.access_expires_at),
        seconds(tokens.refresh_expires_at),
    ))
}

#[test]
fn tokens_are_found_under_every_usual_name_in_every_usual_place() {
    let access = [
        "access_token",
        "accessToken",
        "token",
        "access",
        "jwt",
        "id_token",
    ];
    let refresh = ["refresh_token", "refreshToken", "refresh"];
    let ends = [
        "expires_in",
        "expiresIn",
        "expires_at",
        "expiresAt",
        "accessExpires",
    ];
    let last = [
        "refresh_expires_in",
        "refreshExpiresIn",
        "refresh_token_expires_in",
        "refreshExpires",
    ];
    let names = [access.len(), refresh.len(), ends.len(), last.len()];
    for round in 0..6 {
        let [a, r, e, l] = names.map(|count| round % count);
        let inner = format!(
            r#"{{"{}":"a","{}":"r","{}":60,"{}":90}}"#,
            access[a], refresh[r], ends[e], last[l]
        );
        for (before, after) in [
            ("", ""),
            (r#"{"data":"#, "}"),
            (r#"{"tokens":"#, "}"),
            (r#"{"data":{"tokens":"#, "}}"),
            (r#"{"result":"#, "}"),
        ] {
            let body = format!("{before}{inner}{after}");
            let expected = Some(("a".to_string(), Some("r".to_string()), Some(60), Some(90)));
            assert_eq!(found(r#"{"refresh":"/r"}"#, &body), expected, "{body}");
        }
    }
    // Names come before places: what stands at the root is found first.
    let body = r#"{"id_token":"root","data":{"access_token":"inner"}}"#;
    let tokens = found(r#"{"refresh":"/r"}"#, body).expect("tokens");
    assert_eq!(tokens.0, "root");
    // An object under such a name is not a token.
    let body = r#"{"token":{"access":"x"},"data":{"token":"a"}}"#;
    assert_eq!(found(r#"{"refresh":"/r"}"#, body).expect("tokens").0, "a");
}

#[test]
fn a_token_is_kept_without_its_scheme() {
    for (text, kept) in [
        ("Bearer eyJ", "eyJ"),
        ("bearer eyJ", "eyJ"),
        ("BEARER   eyJ ", "eyJ"),
        ("Bearer", "Bearer"),
        ("Bearereyj", "Bearereyj"),
        ("JWT eyJ", "JWT eyJ"),
    ] {
        let body = format!(r#"{{"token":"{text}","refresh":"{text}"}}"#);
        let tokens = found(r#"{"refresh":"/r"}"#, &body).expect("tokens");
        assert_eq!(
            (tokens.0.as_str(), tokens.1.as_deref()),
            (kept, Some(kept)),
            "{text}"
        );
    }
    let bare = r#"{"refresh":"/r","attach":{"scheme":""}}"#;
    let tokens = found(bare, r#"{"token":"Bearer eyJ"}"#).expect("tokens");
    assert_eq!(
        tokens.0, "Bearer eyJ",
        "where none is added, it belongs to the token"
    );
    let other = r#"{"refresh":"/r","attach":{"scheme":"JWT"},"tokens":{"access":"header:x-token"}}"#;
    let mut by_header = reply(200, "{}");
    let value = crate::secret::Secret::new("jwt eyJ");
    by_header.headers.push(("x-token".to_string(), value));
    let grant = granted(&policy(other), &by_header).expect("a grant");
    assert_eq!(access_of(&grant.tokens), "eyJ");
}

#[test]
fn the_whole_body_may_be_the_token() {
    let config = r#"{"refresh":"/r","tokens":{"access":"body"}}"#;
    let said = |text: &str| {
        let body = Some(Value::text(text));
        let reply = Reply {
            body,
            ..reply(200, "")
        };
        granted(&policy(config), &reply).map(|grant| access_of(&grant.tokens).to_string())
    };
    assert_eq!(said("eyJ.a.b\n").as_deref(), Some("eyJ.a.b"));
    assert_eq!(said("Bearer eyJ").as_deref(), Some("eyJ"));
    assert_eq!(said("1|sanctum").as_deref(), Some("1|sanctum"));
    for page in ["Please log in", "<p>maintenance</p>", "", "  "] {
        assert_eq!(said(page), None, "{page}");
    }
    assert_eq!(
        found(config, r#"{"access_token":"a"}"#),
        None,
        "an object is no text"
    );
}

#[test]
fn durations_may_be_milliseconds_or_minutes() {
    for (unit, number, seconds) in [
        ("milliseconds", 900_000, 900),
        ("minutes", 15, 900),
        ("seconds", 900, 900),
    ] {
        let config =
            format!(r#"{{"refresh":"/r","tokens":{{"unit":"{unit}","accessExpires":"body:data.expires"}}}}"#);
        let body = format!(r#"{{"data":{{"access_token":"a","expires":{number}}}}}"#);
        assert_eq!(found(&config, &body).expect("tokens").2, Some(seconds), "{unit}");
    }
}

/// A JWT that renews itself after its own `exp`, which names nobody's end.
#[test]
fn a_token_that_renews_itself_has_no_last_end() {
    let jwt = token_with(&format!(r#"{{"exp":{}}}"#, NOW / 1_000 + 60));
    let config =
        r#"{"refresh":{"url":"/r","send":"header:Authorization"},"tokens":{"refresh":"body:access_token"}}"#;
    let body = format!(r#"{{"access_token":"{jwt}"}}"#);
    let (access, refresh, end, last) = found(config, &body).expect("tokens");
    assert_eq!((Some(access), end, last), (refresh, Some(60), None));
}

#[test]
fn a_refresh_has_its_own_words_for_yes_and_no() {
    let refused = RefreshOutcome::Refused;
    let transient = RefreshOutcome::Transient { retry_after: None };
    for (config, body, outcome) in [
        // The reply of a refresh has no code, that of a login has one.
        (
            r#"{"success":{"path":"code","in":[0]},"refresh":{"url":"/r","success":{"path":"access_token"}}}"#,
            r#"{"access_token":"a"}"#,
            None,
        ),
        (
            r#"{"refresh":{"url":"/r","success":{"path":"ok","in":[true]}}}"#,
            r#"{"ok":false,"accessToken":""}"#,
            Some(&refused),
        ),
        (
            r#"{"refresh":{"url":"/r","success":{"path":"accessToken"}}}"#,
            r#"{"ok":false,"accessToken":""}"#,
            Some(&refused),
        ),
        (
            r#"{"refresh":"/r"}"#,
            r#"{"ok":false,"accessToken":""}"#,
            Some(&transient),
        ),
        (
            r#"{"refresh":{"url":"/r","refused":{"body":{"path":"errors"}}}}"#,
            r#"{"errors":[{"message":"no"}],"data":{"access_token":"a"}}"#,
            Some(&refused),
        ),
    ] {
        let told = reply(200, body).refresh_outcome(&policy(config), MOMENT);
        match outcome {
            Some(outcome) => assert_eq!(&told, outcome, "{config}"),
            None => assert!(matches!(told, RefreshOutcome::Granted(_)), "{config}"),
        }
    }
}

#[test]
fn a_match_without_values_is_one_of_anything() {
    let config = policy(r#"{"success":{"path":"a.b"}}"#);
    let success = config.success.expect("a match");
    for (body, holds) in [
        (r#"{"a":{"b":1}}"#, true),
        (r#"{"a":{"b":0}}"#, true),
        (r#"{"a":{"b":[]}}"#, true),
        (r#"{"a":{"b":"x"}}"#, true),
        (r#"{"a":{"b":""}}"#, false),
        (r#"{"a":{"b":null}}"#, false),
        (r#"{"a":{"b":false}}"#, false),
        (r#"{"a":{}}"#, false),
        ("[]", false),
    ] {
        assert_eq!(success.holds(&json(body)), holds, "{body}");
    }
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

//! What each back-end's refresh looks like on the wire, and what its replies mean.

use super::harness::{NOW, access_of, json, policy, reply};
use crate::{
    Moment,
    own_request::{self, OwnRequest, OwnRequestBody},
    policy::Policy,
    reply::{RefreshOutcome, Reply},
    secret::Secret,
    session::Tokens,
};

const MOMENT: Moment = Moment {
    now: NOW,
    entropy: 0,
    local_offset: 0,
};

fn tokens() -> Tokens {
    Tokens {
        access: Some(Secret::new("A")),
        refresh: Some(Secret::new("R+/ &")),
        access_expires_at: None,
        refresh_expires_at: None,
        renew_at: None,
    }
}

fn exchange(policy: &Policy) -> OwnRequest {
    own_request::refresh(policy, &tokens()).expect("an exchange")
}

fn header<'a>(exchange: &'a OwnRequest, name: &str) -> Option<&'a str> {
    exchange
        .headers
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.reveal())
}

fn form(exchange: &OwnRequest) -> Vec<(&str, &str)> {
    match &exchange.body {
        OwnRequestBody::Form(fields) => fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.reveal()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// The tokens and their ends, as seconds from now; or what else the reply means.
fn granted(policy: &Policy, reply: &Reply) -> Result<(String, Option<String>, Option<i64>), RefreshOutcome> {
    match reply.refresh_outcome(policy, MOMENT) {
        RefreshOutcome::Granted(grant) => Ok((
            access_of(&grant.tokens).to_string(),
            grant.tokens.refresh.map(|token| token.reveal().to_string()),
            grant.tokens.access_expires_at.map(|end| (end - NOW) / 1_000),
        )),
        other => Err(other),
    }
}

fn both(access: &str, refresh: &str) -> Result<(String, Option<String>, Option<i64>), RefreshOutcome> {
    Ok((access.into(), Some(refresh.into()), None))
}

#[test]
fn bearer() {
    let policy = policy(r#"{"login":"/login","refresh":"/refresh"}"#);
    let exchange = exchange(&policy);
    assert_eq!(
        (exchange.method.as_str(), exchange.url.reveal()),
        ("POST", "https://app.example/refresh")
    );
    assert_eq!(
        exchange.body,
        OwnRequestBody::Json(json(r#"{"refresh_token":"R+/ &"}"#))
    );
    let reply_of = |body| granted(&policy, &reply(200, body));
    assert_eq!(
        reply_of(r#"{"access_token":"a","token_type":"bearer"}"#),
        Ok(("a".into(), None, None))
    );
    assert_eq!(granted(&policy, &reply(401, "")), Err(RefreshOutcome::Refused));
    assert_eq!(policy.attach.value("a"), "Bearer a");
}

#[test]
fn forbidden() {
    let policy = policy(
        r#"{"login":"/login","expired":{"status":[403]},"refresh":{"url":"/refresh","send":"body:refreshToken"}}"#,
    );
    assert_eq!(
        exchange(&policy).body,
        OwnRequestBody::Json(json(r#"{"refreshToken":"R+/ &"}"#))
    );
    assert_eq!(
        granted(&policy, &reply(200, r#"{"accessToken":"a","refreshToken":"r"}"#)),
        both("a", "r")
    );
    for status in [400, 403] {
        assert_eq!(
            granted(&policy, &reply(status, "{}")),
            Err(RefreshOutcome::Refused)
        );
    }
    assert_eq!(policy.expired.status, [403]);
}

#[test]
fn query() {
    let policy =
        policy(r#"{"refresh":{"url":"/user/refresh?v=1#top","method":"GET","send":"query:refresh_token"}}"#);
    let exchange = exchange(&policy);
    assert_eq!(exchange.method, "GET");
    assert_eq!(
        exchange.url.reveal(),
        "https://app.example/user/refresh?v=1&refresh_token=R%2B%2F%20%26#top"
    );
    assert_eq!(exchange.body, OwnRequestBody::Empty);
    assert_eq!(
        granted(
            &policy,
            &reply(201, r#"{"access_token":"a","refresh_token":"r"}"#)
        ),
        both("a", "r")
    );
}

#[test]
fn header_dialect() {
    let policy = policy(
        r#"{"attach":{"header":"token","scheme":""},
            "tokens":{"access":["header:token","body:token"],"refresh":["header:refresh-token","body:refreshToken"]},
            "refresh":{"url":"/user/refreshToken","send":"header:Refresh-Token"},"success":{"path":"code","in":[0]}}"#,
    );
    assert_eq!(header(&exchange(&policy), "refresh-token"), Some("R+/ &"));
    let mut good = reply(200, r#"{"code":0}"#);
    good.headers = vec![
        ("token".into(), Secret::new("a")),
        ("refresh-token".into(), Secret::new("r")),
    ];
    assert_eq!(granted(&policy, &good), both("a", "r"));
    assert_eq!(
        granted(&policy, &reply(200, r#"{"code":0,"token":"b"}"#)),
        Ok(("b".into(), None, None))
    );
    assert_eq!(
        granted(&policy, &reply(200, r#"{"code":1}"#)),
        Err(RefreshOutcome::Refused)
    );
    assert_eq!(policy.attach.value("a"), "a");
    assert!(!policy.attach.follow_redirects);
    assert_eq!(policy.reply_headers(), ["token", "refresh-token"]);
}

/// `HEADER_NOT_EXPOSED` names the header that CORS may hide.
#[test]
fn a_header_that_cors_hides_is_named() {
    let policy = policy(r#"{"tokens":{"access":"header:X-Token"},"refresh":"/refresh"}"#);
    let mut hidden = reply(200, "{}");
    assert_eq!(hidden.hidden_header(&policy, None), None);
    hidden.cross_origin = true;
    assert_eq!(hidden.hidden_header(&policy, None).as_deref(), Some("x-token"));
}

#[test]
fn envelope() {
    let policy = policy(
        r#"{"login":"/auth/login","success":{"path":"code","in":["0",0]},"unwrap":"data",
            "refresh":{"url":"/auth/refresh","send":"body:refreshToken"},"tokens":{"timeZone":"+08:00"}}"#,
    );
    // 2023-11-14 22:13:20 UTC is now.
    let body = r#"{"status":200,"code":"0","clientMessage":"","data":{"accessToken":"a","refreshToken":"r",
        "accessExpires":"2023-11-15 06:14:20","refreshExpires":"2023-11-16 06:13:20"},"timestamp":1}"#;
    let RefreshOutcome::Granted(grant) = reply(200, body).refresh_outcome(&policy, MOMENT) else {
        panic!("a grant")
    };
    assert_eq!(grant.tokens.access_expires_at, Some(NOW + 60_000));
    assert_eq!(grant.tokens.refresh_expires_at, Some(NOW + 86_400_000));
    assert_eq!(grant.tokens.renew_at, Some(NOW + 50_000));
    let wrong = reply(200, r#"{"status":200,"code":"10401","data":null}"#);
    assert_eq!(granted(&policy, &wrong), Err(RefreshOutcome::Refused));
    assert!(wrong.login_grant(&policy, MOMENT).is_none());
}

#[test]
fn only_a_good_reply_signs_in() {
    let by_name = policy(r#"{"login":"/login","refresh":"/refresh"}"#);
    let whole = policy(r#"{"login":"/login","refresh":"/refresh","tokens":{"access":"body"}}"#);
    // A second factor is asked for with a token of its own, and Express answers with a text.
    for (policy, body) in [
        (&by_name, r#"{"error":"mfa_required","token":"t"}"#),
        (&whole, r#""Unauthorized""#),
    ] {
        for status in [100, 302, 400, 401, 403, 500] {
            assert!(
                reply(status, body).login_grant(policy, MOMENT).is_none(),
                "{status} {body}"
            );
        }
        for status in [200, 201] {
            assert!(
                reply(status, body).login_grant(policy, MOMENT).is_some(),
                "{status} {body}"
            );
        }
    }
}

#[test]
fn business_code() {
    let policy = policy(r#"{"refresh":"/refresh","expired":{"body":{"path":"code","in":[401,"EXPIRED"]}}}"#);
    let says = |body: &str| {
        policy
            .expired
            .body
            .iter()
            .any(|expired| expired.holds(&json(body)))
    };
    assert!(says(r#"{"code":401}"#) && says(r#"{"code":"EXPIRED"}"#));
    assert!(!says(r#"{"code":"401"}"#), "as === compares");
    assert!(!says(r#"{"data":{"code":401}}"#) && !says("[]"));
    assert_eq!(policy.expired.status, [401], "the status counts as well");
}

#[test]
fn oauth2() {
    let policy = policy(
        r#"{"refresh":{"url":"/token","send":"form:refresh_token",
            "body":{"grant_type":"refresh_token","client_id":"app","n":5,"flag":true,"none":null}}}"#,
    );
    assert_eq!(
        form(&exchange(&policy)),
        [
            ("grant_type", "refresh_token"),
            ("client_id", "app"),
            ("n", "5"),
            ("flag", "true"),
            ("refresh_token", "R+/ &")
        ]
    );
    let good = reply(
        200,
        r#"{"access_token":"a","expires_in":3600,"refresh_token":"r"}"#,
    );
    assert_eq!(
        granted(&policy, &good),
        Ok(("a".into(), Some("r".into()), Some(3_600)))
    );
    assert_eq!(
        granted(&policy, &reply(400, r#"{"error":"invalid_grant"}"#)),
        Err(RefreshOutcome::Refused)
    );
}

#[test]
fn cookie() {
    let policy = policy(r#"{"refresh":{"url":"/refresh","send":"cookie"},"credentials":"include"}"#);
    let bare = Tokens {
        refresh: None,
        ..tokens()
    };
    let exchange = own_request::refresh(&policy, &bare).expect("no token is needed");
    assert_eq!(
        (exchange.body, exchange.headers.len()),
        (OwnRequestBody::Empty, 0)
    );
    assert_eq!(policy.credentials.as_deref(), Some("include"));
}

/// A refresh is never sent without a refresh token.
#[test]
fn no_exchange_is_built_without_its_token() {
    let bare = Tokens {
        refresh: None,
        ..tokens()
    };
    assert_eq!(
        own_request::refresh(&policy(r#"{"refresh":"/refresh"}"#), &bare),
        None
    );
    assert_eq!(own_request::refresh(&policy("{}"), &tokens()), None);
}

#[test]
fn statuses_mean_what_the_contract_says() {
    let policy = policy(r#"{"refresh":"/refresh"}"#);
    for status in [400, 401, 403, 404, 409, 410, 422, 451, 499] {
        assert_eq!(
            granted(&policy, &reply(status, "{}")),
            Err(RefreshOutcome::Refused),
            "{status}"
        );
    }
    for status in [0, 200, 204, 302, 408, 425, 429, 500, 502, 503, 504, 599] {
        let transient = RefreshOutcome::Transient { retry_after: None };
        assert_eq!(granted(&policy, &reply(status, "{}")), Err(transient), "{status}");
    }
    assert_eq!(
        granted(&policy, &reply(500, r#"{"access_token":"a"}"#)).ok(),
        None
    );
}

#[test]
fn tokens_and_ends_are_found_without_configuration() {
    let policy = policy(r#"{"refresh":"/refresh"}"#);
    for (body, access, end) in [
        (r#"{"token":"a"}"#, "a", None),
        (r#"{"data":{"token":"a","expires_in":"60"}}"#, "a", Some(60)),
        (r#"{"accessToken":"a","expires_at":1700000060}"#, "a", Some(60)),
        (
            r#"{"access_token":"a","accessExpires":1700000060000}"#,
            "a",
            Some(60),
        ),
        (
            r#"{"access_token":"a","expires_at":"2023-11-14T22:14:20Z"}"#,
            "a",
            Some(60),
        ),
        (r#"{"access_token":"","token":"b"}"#, "b", None),
        (r#"{"access_token":5,"token":"b"}"#, "b", None),
        (
            r#"{"access_token":"a","expires_in":"soon","accessExpires":60}"#,
            "a",
            Some(60),
        ),
    ] {
        let found = granted(&policy, &reply(200, body)).map(|(access, _, end)| (access, end));
        assert_eq!(found, Ok((access.into(), end)), "{body}");
    }
    let jwt = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3MDAwMDAwNjAsImlhdCI6MTcwMDAwMDAwMH0.c2ln";
    let body = format!(r#"{{"access_token":"{jwt}"}}"#);
    let found = granted(&policy, &reply(200, &body)).map(|(_, _, end)| end);
    assert_eq!(found, Ok(Some(60)), "the JWT's own end");
}

/// The device is ten minutes behind the server.
#[test]
fn absolute_ends_are_corrected_by_the_date_header() {
    let policy = policy(r#"{"refresh":"/refresh"}"#);
    let mut skewed = reply(200, r#"{"access_token":"a","expires_at":1700000660}"#);
    skewed.date = Some(NOW + 600_000);
    let RefreshOutcome::Granted(grant) = skewed.refresh_outcome(&policy, MOMENT) else {
        panic!("a grant")
    };
    assert_eq!(grant.tokens.access_expires_at, Some(NOW + 59_500));
    assert_eq!(grant.skew, 600_500);
}

#[test]
fn the_logout_call_carries_both_tokens() {
    let policy = policy(r#"{"refresh":{"url":"/refresh","send":"body:refreshToken"},"logout":"/logout"}"#);
    let call = own_request::logout(&policy, &tokens()).expect("a call");
    let exchange = call.request.expect("a request");
    assert_eq!(header(&exchange, "authorization"), Some("Bearer A"));
    assert_eq!(
        exchange.body,
        OwnRequestBody::Json(json(r#"{"refreshToken":"R+/ &"}"#))
    );
}

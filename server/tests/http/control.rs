use std::time::Duration;

use futures_util::StreamExt;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Read, Sent, Server, text};

#[tokio::test]
async fn settings_merge_and_typos_are_named() {
    let server = Server::start().await;
    let put = |body: serde_json::Value| {
        server
            .client
            .put(format!("{}/control/settings", server.base))
            .json(&body)
    };
    let merged = put(json!({ "latencyMs": { "login": 1 } }))
        .sent()
        .await
        .body()
        .await;
    assert_eq!(
        merged["latencyMs"],
        json!({ "login": 1, "refresh": 0, "resource": 0, "logout": 0 })
    );
    assert_eq!(merged["accessLifetimeMs"], 60_000);
    for (wrong, named) in [
        (json!({ "graceMS": 1 }), "graceMS"),
        (json!({ "latencyMs": { "x": 1 } }), "latencyMs.x"),
        (json!({ "rotation": "loose" }), "rotation"),
        (json!({ "accessLifetimeMs": -1 }), "accessLifetimeMs"),
        (json!(3), "object"),
    ] {
        let reply = put(wrong).sent().await;
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST);
        assert!(text(&reply.body().await, "/error").contains(named), "{named}");
    }
    assert_eq!(
        server.get("/control/state").sent().await.body().await["settings"],
        merged
    );
}

#[tokio::test]
async fn refuse_always_refuses_fresh_tokens_too() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.set(json!({ "refuseAlways": true })).await;
    assert_eq!(server.me(&tokens.access).await, StatusCode::UNAUTHORIZED);
    server.set(json!({ "refuseAlways": false })).await;
    assert_eq!(server.me(&tokens.access).await, StatusCode::OK);
}

#[tokio::test]
async fn expire_access_leaves_refreshes_and_revoke_leaves_access() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("expire-access", json!({})).await;
    assert_eq!(server.me(&tokens.access).await, StatusCode::UNAUTHORIZED);
    let body = server.refresh(&tokens.refresh).sent().await.body().await;
    let access = text(&body, "/access_token");
    assert_eq!(server.me(&access).await, StatusCode::OK);
    server.order("revoke", json!({})).await;
    assert_eq!(server.me(&access).await, StatusCode::OK);
    let refused = server.refresh(&text(&body, "/refresh_token")).sent().await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_skewed_clock_shows_in_dates_and_tokens_but_decides_nothing() {
    let server = Server::start().await;
    server.set(json!({ "clockSkewMs": -7_200_000 })).await;
    let tokens = server.login().await;
    let reply = server.get("/bearer/me").bearer_auth(&tokens.access).sent().await;
    assert_eq!(reply.status(), StatusCode::OK);
    let date = reply.header("date").expect("a date");
    let shown = httpdate::parse_http_date(&date).expect("a good date");
    let behind = std::time::SystemTime::now()
        .duration_since(shown)
        .expect("a time gone by");
    assert!((7_199..7_203).contains(&behind.as_secs()), "{date}");
}

#[tokio::test]
async fn wait_gives_up_in_time_and_knows_its_counters() {
    let server = Server::start().await;
    let wait = async |query: &str| {
        server
            .get(&format!("/control/wait?{query}"))
            .sent()
            .await
            .status()
    };
    assert_eq!(
        wait("counter=login&atLeast=1&timeoutMs=20").await,
        StatusCode::REQUEST_TIMEOUT
    );
    assert_eq!(wait("counter=logins&atLeast=1").await, StatusCode::BAD_REQUEST);
    assert_eq!(wait("counter=login").await, StatusCode::BAD_REQUEST);
    server.login().await;
    assert_eq!(wait("counter=login&atLeast=1").await, StatusCode::OK);
}

#[tokio::test]
async fn the_log_names_serials_and_never_tokens() {
    let server = Server::start().await;
    let first = server.login().await;
    let second = server.refresh(&first.refresh).sent().await.body().await;
    server.me(&text(&second, "/access_token")).await;
    server.me(&first.access).await;
    let log = server.log().await;
    let serials: Vec<_> = log.iter().map(|entry| entry["tokenSerial"].clone()).collect();
    assert_eq!(serials, [1, 2, 2, 1]);
    let kinds: Vec<_> = log.iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds, ["login", "refresh", "resource", "resource"]);
    assert!(
        log.iter()
            .all(|entry| entry["session"] == log[0]["session"] && entry["user"] == "demo")
    );
    let written = serde_json::to_string(&log).expect("JSON");
    assert!(!written.contains(&first.access) && !written.contains(&first.refresh));
}

#[tokio::test]
async fn events_follow_the_log() {
    let server = Server::start().await;
    let mut events = server.get("/control/events").sent().await.bytes_stream();
    server.login().await;
    let event = tokio::time::timeout(Duration::from_secs(5), events.next()).await;
    let event = event.expect("in time").expect("an event").expect("bytes");
    let event = String::from_utf8_lossy(&event).into_owned();
    let data = event.strip_prefix("data: ").expect("data").trim();
    let entry: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(entry, server.log().await[0]);
}

#[tokio::test]
async fn reset_goes_back_to_the_start() {
    let server = Server::start().await;
    let fresh = server.get("/control/state").sent().await.body().await;
    let tokens = server.login().await;
    server.set(json!({ "graceMs": 1, "refuseAlways": true })).await;
    server.order("hold", json!({ "target": "login" })).await;
    server
        .order(
            "fail",
            json!({ "target": "resource", "kind": "drop", "times": 9 }),
        )
        .await;
    server.order("reset", json!({})).await;
    assert_eq!(server.get("/control/state").sent().await.body().await, fresh);
    assert!(server.log().await.is_empty());
    assert_eq!(server.me(&tokens.access).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
    let tokens = server.login().await;
    assert_eq!(server.me(&tokens.access).await, StatusCode::OK);
}

#[tokio::test]
async fn any_origin_may_ask_with_credentials() {
    let server = Server::start().await;
    let preflight = server
        .client
        .request(
            reqwest::Method::OPTIONS,
            format!("{}/bearer/refresh", server.base),
        )
        .header("origin", "http://app.test:5173")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,x-any")
        .sent()
        .await;
    assert_eq!(preflight.status(), StatusCode::OK);
    for (name, value) in [
        ("access-control-allow-origin", "http://app.test:5173"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "PATCH"),
        ("access-control-allow-headers", "authorization,x-any"),
        ("access-control-max-age", "600"),
    ] {
        assert_eq!(preflight.header(name).as_deref(), Some(value), "{name}");
    }
    server.set(json!({ "exposeHeaders": ["x-only"] })).await;
    let reply = server
        .get("/bearer/me")
        .header("origin", "http://app.test")
        .sent()
        .await;
    assert_eq!(
        reply.header("access-control-expose-headers").as_deref(),
        Some("x-only")
    );
    assert_eq!(
        reply.header("access-control-allow-origin").as_deref(),
        Some("http://app.test")
    );
}

#[tokio::test]
async fn one_users_access_tokens_can_be_refused_alone() {
    let server = Server::start().await;
    let demo = server.login().await;
    let credentials = json!({ "username": "tabs", "password": "tabs" });
    let login = async || {
        let reply = server.post("/bearer/login").json(&credentials).sent().await;
        text(&reply.body().await, "/access_token")
    };
    let old = login().await;
    server.order("expire-access", json!({ "user": "tabs" })).await;
    assert_eq!(server.me(&old).await, StatusCode::UNAUTHORIZED);
    assert_eq!(server.me(&demo.access).await, StatusCode::OK);
    let new = login().await;
    assert_eq!(server.me(&new).await, StatusCode::OK);
    server.order("expire-access", json!({})).await;
    assert_eq!(server.me(&new).await, StatusCode::UNAUTHORIZED);
    assert_eq!(server.me(&demo.access).await, StatusCode::UNAUTHORIZED);
    let typo = server
        .post("/control/expire-access")
        .json(&json!({ "usr": "tabs" }));
    assert_eq!(typo.sent().await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_log_says_what_was_refused_and_goes_on_where_a_reader_left_off() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("expire-access", json!({})).await;
    server.me(&tokens.access).await;
    // A refusal with a 200.
    server.get("/code/me").bearer_auth(&tokens.access).sent().await;
    server.set(json!({ "latencyMs": { "refresh": 200 } })).await;
    let refresh = async || server.refresh(&tokens.refresh).sent().await;
    tokio::join!(refresh(), refresh());

    let log = server.log().await;
    let of = |kind: &str, what: &str| -> Vec<_> {
        let entries = log.iter().filter(|entry| entry["kind"] == kind);
        entries.map(|entry| entry[what].clone()).collect()
    };
    assert_eq!(of("login", "refused"), [false]);
    assert_eq!(of("resource", "refused"), [true, true]);
    assert_eq!(of("resource", "status"), [401, 200]);
    let mut at_once = of("refresh", "atOnce");
    at_once.sort_by_key(serde_json::Value::as_u64);
    assert_eq!(at_once, [1, 2]);
    assert_eq!(
        of("refresh", "refused")
            .iter()
            .filter(|one| **one == true)
            .count(),
        1
    );

    let after = async |number: u64| -> Vec<serde_json::Value> {
        let path = format!("/control/log?after={number}");
        server.get(&path).sent().await.json().await.expect("a log")
    };
    assert_eq!(after(3).await, log[3..]);
    assert!(after(5).await.is_empty());
    // It was cleared since: from the beginning.
    assert_eq!(after(99).await, log);
    let typo = server.get("/control/log?since=1").sent().await;
    assert_eq!(typo.status(), StatusCode::BAD_REQUEST);
}

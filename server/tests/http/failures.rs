use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Read, Sent, Server, text};

#[tokio::test]
async fn an_ordered_status_comes_as_often_as_ordered() {
    let server = Server::start().await;
    let tokens = server.login().await;
    let order = json!({ "target": "refresh", "kind": "status", "status": 503, "retryAfter": 2, "times": 2 });
    server.order("fail", order).await;
    for _ in 0..2 {
        let reply = server.refresh(&tokens.refresh).sent().await;
        assert_eq!(reply.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(reply.header("retry-after").as_deref(), Some("2"));
    }
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::OK
    );
    assert_eq!(server.counters().await["refresh"]["failed"], 2);
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    let server = Server::start().await;
    for (wrong, named) in [
        (json!({ "target": "refresh", "kind": "status" }), "status"),
        (
            json!({ "target": "refresh", "kind": "status", "status": 99 }),
            "status",
        ),
        (json!({ "target": "refreshes", "kind": "drop" }), "target"),
        (json!({ "target": "refresh", "kind": "dropp" }), "kind"),
        (json!({ "target": "refresh", "kind": "drop", "time": 2 }), "time"),
    ] {
        let reply = server.post("/control/fail").json(&wrong).sent().await;
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST);
        assert!(text(&reply.body().await, "/error").contains(named), "{named}");
    }
}

#[tokio::test]
async fn a_dropped_refresh_is_not_processed() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server
        .order("fail", json!({ "target": "refresh", "kind": "drop" }))
        .await;
    assert!(server.refresh(&tokens.refresh).send().await.is_err());
    assert_eq!(server.log().await[1]["status"], 0);
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_reply_dropped_afterwards_has_used_the_token_up() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server
        .order("fail", json!({ "target": "refresh", "kind": "dropAfter" }))
        .await;
    assert!(server.refresh(&tokens.refresh).send().await.is_err());
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
    let refresh = server.counters().await["refresh"].clone();
    assert_eq!(
        (&refresh["granted"], &refresh["failed"], &refresh["received"]),
        (&json!(1), &json!(1), &json!(2))
    );
}

#[tokio::test]
async fn every_kind_of_call_can_be_dropped() {
    let server = Server::start().await;
    let tokens = server.login().await;
    for (target, path) in [("login", "login"), ("logout", "logout"), ("resource", "echo")] {
        for kind in ["drop", "dropAfter"] {
            server
                .order("fail", json!({ "target": target, "kind": kind }))
                .await;
            let request = server
                .post(&format!("/bearer/{path}"))
                .json(&json!({}))
                .bearer_auth(&tokens.access);
            assert!(request.send().await.is_err(), "{target} {kind}");
        }
    }
}

/// Otherwise browsers would send the request again by themselves; see `serve`.
#[tokio::test]
async fn a_broken_connection_was_new_and_ends_unreadably() {
    let server = Server::start().await;
    let address = server.base.trim_start_matches("http://");
    let mut idle = TcpStream::connect(address).await.expect("a connection");
    idle.write_all(b"GET /bearer/public HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("sent");
    idle.readable().await.expect("a reply");
    server
        .order("fail", json!({ "target": "resource", "kind": "drop" }))
        .await;
    let kept = server.get("/bearer/public").sent().await;
    assert_eq!(kept.header("connection").as_deref(), Some("close"));
    let mut all = Vec::new();
    idle.read_to_end(&mut all)
        .await
        .expect("the end of an idle connection");
    let mut broken = TcpStream::connect(address).await.expect("a connection");
    broken
        .write_all(b"GET /bearer/me HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("sent");
    let mut all = Vec::new();
    broken.read_to_end(&mut all).await.expect("an end");
    assert!(all.starts_with(b"HTTP/1.1 dropped\r\n"));
    assert_eq!(
        server.get("/bearer/public").sent().await.header("connection"),
        None
    );
}

#[tokio::test]
async fn a_hanging_call_never_replies_and_a_page_is_a_200() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server
        .order("fail", json!({ "target": "refresh", "kind": "hang" }))
        .await;
    let hanging = server
        .refresh(&tokens.refresh)
        .timeout(Duration::from_millis(100))
        .send()
        .await;
    assert!(hanging.expect_err("no reply").is_timeout());
    server
        .order("fail", json!({ "target": "refresh", "kind": "html" }))
        .await;
    let page = server.refresh(&tokens.refresh).sent().await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(
        page.header("content-type")
            .expect("a type")
            .starts_with("text/html")
    );
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_refresh_is_carried_to_its_end_though_the_client_left() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("hold", json!({ "target": "refresh" })).await;
    let left = server
        .refresh(&tokens.refresh)
        .timeout(Duration::from_millis(50))
        .send()
        .await;
    assert!(left.is_err());
    server.wait("refresh.received", 1).await;
    server.order("release", json!({ "target": "refresh" })).await;
    server.wait("refresh.granted", 1).await;
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn holds_order_events_without_sleeping() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("hold", json!({ "target": "resource" })).await;
    let held = tokio::spawn(server.get("/bearer/me").bearer_auth(&tokens.access).send());
    server.wait("resource.received", 1).await;
    server.order("expire-access", json!({})).await;
    server.order("release", json!({ "target": "resource" })).await;
    let reply = held.await.expect("no panic").expect("a reply");
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    let log: Vec<Value> = server.log().await;
    assert_eq!(log[1]["tokenSerial"], 1);
}

#[tokio::test]
async fn one_address_may_refresh_so_often_and_then_has_to_wait() {
    let server = Server::start().await;
    server.set(json!({ "refreshesPerMinute": 2 })).await;
    let mut tokens = server.login().await;
    for _ in 0..2 {
        let body = server.refresh(&tokens.refresh).sent().await.body().await;
        tokens.refresh = text(&body, "/refresh_token");
    }
    let refused = server.refresh(&tokens.refresh).sent().await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = refused
        .header("retry-after")
        .and_then(|text| text.parse().ok())
        .expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    // That did not use up the token.
    server.set(json!({ "refreshesPerMinute": 1000 })).await;
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::OK
    );
}

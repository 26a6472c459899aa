use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Read, Sent, Server, demo, text};

#[tokio::test]
async fn a_login_brings_both_tokens() {
    let server = Server::start().await;
    let reply = server.post("/bearer/login").json(&demo()).sent().await;
    assert_eq!(reply.status(), StatusCode::OK);
    let body = reply.body().await;
    assert_eq!(body["token_type"], "bearer");
    assert_eq!(body["expires_in"], 60);
    assert_eq!(server.me(&text(&body, "/access_token")).await, StatusCode::OK);
}

#[tokio::test]
async fn wrong_credentials_are_a_401() {
    let server = Server::start().await;
    for body in [
        json!({ "username": "demo", "password": "wrong" }),
        json!({ "username": "demo" }),
        json!([]),
    ] {
        let reply = server.post("/bearer/login").json(&body).sent().await;
        assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
        assert!(reply.body().await["detail"].is_string());
    }
}

#[tokio::test]
async fn a_refresh_rotates_and_reuse_ends_the_session() {
    let server = Server::start().await;
    let first = server.login().await;
    let body = server.refresh(&first.refresh).sent().await.body().await;
    let access = text(&body, "/access_token");
    let refresh = text(&body, "/refresh_token");
    assert_eq!(server.me(&access).await, StatusCode::OK);
    assert_eq!(
        server.refresh(&first.refresh).sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        server.refresh(&refresh).sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(server.me(&access).await, StatusCode::UNAUTHORIZED);
    let counters = server.counters().await;
    assert_eq!(
        counters["refresh"],
        json!({ "received": 3, "granted": 1, "refused": 2, "failed": 0, "reuseDetected": 1, "concurrentMax": 1, "abandoned": 0 })
    );
}

#[tokio::test]
async fn without_rotation_the_reply_is_the_access_token_alone() {
    let server = Server::start().await;
    server
        .set(json!({ "rotation": "none", "sendExpiresIn": false }))
        .await;
    let tokens = server.login().await;
    for _ in 0..2 {
        let body = server.refresh(&tokens.refresh).sent().await.body().await;
        let keys: Vec<_> = body.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["access_token", "token_type"]);
    }
}

#[tokio::test]
async fn a_refresh_without_a_token_is_a_401() {
    let server = Server::start().await;
    let reply = server.post("/bearer/refresh").json(&json!({})).sent().await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    assert!(reply.body().await["detail"].is_string());
}

#[tokio::test]
async fn a_grace_window_forgives_a_lost_reply() {
    let server = Server::start().await;
    server.set(json!({ "graceMs": 5000 })).await;
    let tokens = server.login().await;
    server
        .order("fail", json!({ "target": "refresh", "kind": "dropAfter" }))
        .await;
    assert!(server.refresh(&tokens.refresh).send().await.is_err());
    let body = server.refresh(&tokens.refresh).sent().await.body().await;
    assert_eq!(server.me(&text(&body, "/access_token")).await, StatusCode::OK);
}

#[tokio::test]
async fn twenty_refreshes_at_once_grant_one_and_end_the_session() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("hold", json!({ "target": "refresh" })).await;
    let refreshes: Vec<_> = (0..20)
        .map(|_| tokio::spawn(server.refresh(&tokens.refresh).send()))
        .collect();
    server.wait("refresh.received", 20).await;
    server.order("release", json!({ "target": "refresh" })).await;
    let mut granted = 0;
    for refresh in refreshes {
        let reply = refresh.await.expect("no panic").expect("a reply");
        granted += u32::from(reply.status() == StatusCode::OK);
    }
    assert_eq!(granted, 1);
    let counters = server.counters().await;
    assert_eq!(counters["refresh"]["granted"], 1);
    assert_eq!(counters["refresh"]["refused"], 19);
    assert_eq!(counters["refresh"]["concurrentMax"], 20);
}

#[tokio::test]
async fn a_refresh_whose_client_leaves_counts_as_abandoned_and_is_carried_out() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("hold", json!({ "target": "refresh" })).await;
    let leaving = tokio::spawn(server.refresh(&tokens.refresh).send());
    server.wait("refresh.received", 1).await;
    assert_eq!(server.counters().await["refresh"]["abandoned"], 0);
    leaving.abort();
    server.wait("refresh.abandoned", 1).await;
    server.order("release", json!({ "target": "refresh" })).await;
    server.wait("refresh.granted", 1).await;
}

#[tokio::test]
async fn a_logout_ends_the_session_by_either_token() {
    let server = Server::start().await;
    let by_access = server.login().await;
    let reply = server
        .post("/bearer/logout")
        .bearer_auth(&by_access.access)
        .sent()
        .await;
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    let by_refresh = server.login().await;
    let body = json!({ "refresh_token": by_refresh.refresh });
    assert_eq!(
        server.post("/bearer/logout").json(&body).sent().await.status(),
        StatusCode::NO_CONTENT
    );
    for ended in [by_access, by_refresh] {
        assert_eq!(server.me(&ended.access).await, StatusCode::UNAUTHORIZED);
        assert_eq!(
            server.refresh(&ended.refresh).sent().await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
}

#[tokio::test]
async fn a_logout_takes_an_expired_access_token() {
    let server = Server::start().await;
    let tokens = server.login().await;
    server.order("expire-access", json!({})).await;
    assert_eq!(
        server
            .post("/bearer/logout")
            .bearer_auth(&tokens.access)
            .sent()
            .await
            .status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        server.refresh(&tokens.refresh).sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn an_access_token_of_milliseconds_expires() {
    let server = Server::start().await;
    server.set(json!({ "accessLifetimeMs": 150 })).await;
    let tokens = server.login().await;
    assert_eq!(server.me(&tokens.access).await, StatusCode::OK);
    tokio::time::sleep(std::time::Duration::from_millis(160)).await;
    let reply = server.get("/bearer/me").bearer_auth(&tokens.access).sent().await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        reply.header("www-authenticate").as_deref(),
        Some("Bearer error=\"invalid_token\"")
    );
}

#[tokio::test]
async fn no_token_and_a_foreign_token_are_refused() {
    let server = Server::start().await;
    let reply = server.get("/bearer/orders").sent().await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(reply.header("www-authenticate").as_deref(), Some("Bearer"));
    assert_eq!(server.me("not.a.token").await, StatusCode::UNAUTHORIZED);
    // A token of another server's key.
    let other = Server::start().await.login().await;
    assert_eq!(server.me(&other.access).await, StatusCode::UNAUTHORIZED);
}

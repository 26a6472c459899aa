//! Laravel style: one JWT, which is exchanged for its successor.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server, demo, text};

async fn login(server: &Server) -> String {
    let body = server.post("/self/login").json(&demo()).sent().await.body().await;
    let keys: Vec<_> = body.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["access_token", "expires_in", "token_type"]);
    text(&body, "/access_token")
}

async fn refresh(server: &Server, token: &str) -> Response {
    server.post("/self/refresh").bearer_auth(token).sent().await
}

async fn next(server: &Server, token: &str) -> String {
    let reply = refresh(server, token).await;
    assert_eq!(reply.status(), StatusCode::OK);
    text(&reply.body().await, "/access_token")
}

async fn me(server: &Server, token: &str) -> StatusCode {
    server.get("/self/me").bearer_auth(token).sent().await.status()
}

#[tokio::test]
async fn the_token_renews_itself_also_after_its_end() {
    let server = Server::start().await;
    server.set(json!({ "accessLifetimeMs": 100 })).await;
    let first = login(&server).await;
    let payload = first.split('.').nth(1).expect("a JWT");
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("claims");
    assert!(claims["exp"].is_i64());
    tokio::time::sleep(Duration::from_millis(110)).await;
    assert_eq!(me(&server, &first).await, StatusCode::UNAUTHORIZED);
    server.set(json!({ "accessLifetimeMs": 60_000 })).await;
    let second = next(&server, &first).await;
    assert_eq!(me(&server, &second).await, StatusCode::OK);
    server.order("expire-access", json!({})).await;
    assert_eq!(me(&server, &second).await, StatusCode::UNAUTHORIZED);
    let third = next(&server, &second).await;
    assert_eq!(me(&server, &third).await, StatusCode::OK);
}

#[tokio::test]
async fn after_the_window_it_renews_itself_no_more() {
    let server = Server::start().await;
    server.set(json!({ "refreshLifetimeMs": 100 })).await;
    let token = login(&server).await;
    tokio::time::sleep(Duration::from_millis(110)).await;
    assert_eq!(refresh(&server, &token).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_old_token_is_good_for_nothing_and_its_reuse_ends_the_session() {
    let server = Server::start().await;
    let first = login(&server).await;
    let second = next(&server, &first).await;
    assert_eq!(me(&server, &first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(me(&server, &second).await, StatusCode::OK);
    assert_eq!(refresh(&server, &first).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(server.counters().await["refresh"]["reuseDetected"], 1);
    assert_eq!(me(&server, &second).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &second).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn within_the_grace_the_old_token_serves_and_renews_itself_once_more() {
    let server = Server::start().await;
    server.set(json!({ "graceMs": 60_000 })).await;
    let first = login(&server).await;
    server
        .order("fail", json!({ "target": "refresh", "kind": "dropAfter" }))
        .await;
    assert!(
        server
            .post("/self/refresh")
            .bearer_auth(&first)
            .send()
            .await
            .is_err()
    );
    assert_eq!(me(&server, &first).await, StatusCode::OK);
    let second = next(&server, &first).await;
    assert_eq!(me(&server, &second).await, StatusCode::OK);
    server.set(json!({ "graceMs": 0 })).await;
    assert_eq!(me(&server, &first).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_no_token_of_this_dialect_is_a_401() {
    let server = Server::start().await;
    let token = login(&server).await;
    let (header, rest) = token.split_once('.').expect("a JWT");
    let (payload, signature) = rest.split_once('.').expect("a JWT");
    let mut claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("claims");
    let id = text(&claims, "/jti");
    claims["sub"] = json!("alice");
    let forged = format!(
        "{header}.{}.{signature}",
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    // A session of another dialect has no token that renews itself.
    let other = server.login().await;
    for wrong in ["nonsense", &id, &forged, &other.access, &other.refresh] {
        assert_eq!(refresh(&server, wrong).await.status(), StatusCode::UNAUTHORIZED);
    }
    let bare = server
        .post("/self/refresh")
        .header("authorization", &token)
        .sent()
        .await;
    assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
    let body = json!({ "access_token": token, "refresh_token": token });
    let in_the_body = server.post("/self/refresh").json(&body).sent().await;
    assert_eq!(in_the_body.status(), StatusCode::UNAUTHORIZED);
    let counters = server.counters().await;
    assert_eq!(counters["refresh"]["refused"], 7);
    assert_eq!(counters["refresh"]["reuseDetected"], 0);
    assert_eq!(refresh(&server, &token).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_logout_and_a_revocation_end_the_renewal() {
    let server = Server::start().await;
    let token = login(&server).await;
    let logout = server.post("/self/logout").bearer_auth(&token).sent().await;
    assert_eq!(logout.status(), StatusCode::NO_CONTENT);
    assert_eq!(me(&server, &token).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &token).await.status(), StatusCode::UNAUTHORIZED);
    let token = login(&server).await;
    server.order("revoke", json!({})).await;
    assert_eq!(me(&server, &token).await, StatusCode::OK);
    assert_eq!(refresh(&server, &token).await.status(), StatusCode::UNAUTHORIZED);
    let wrong = json!({ "username": "demo", "password": "wrong" });
    let refused = server.post("/self/login").json(&wrong).sent().await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

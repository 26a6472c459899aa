//! ASP.NET style: a refresh takes both tokens, and they belong together.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server, Tokens, demo, text};

fn tokens(body: &Value) -> Tokens {
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2));
    Tokens {
        access: text(body, "/accessToken"),
        refresh: text(body, "/refreshToken"),
    }
}

async fn login(server: &Server) -> Tokens {
    tokens(&server.post("/pair/login").json(&demo()).sent().await.body().await)
}

async fn refresh(server: &Server, body: Value) -> Response {
    server.post("/pair/token/refresh").json(&body).sent().await
}

fn both(access: &str, refresh: &str) -> Value {
    json!({ "accessToken": access, "refreshToken": refresh })
}

async fn me(server: &Server, access: &str) -> StatusCode {
    server.get("/pair/me").bearer_auth(access).sent().await.status()
}

#[tokio::test]
async fn both_are_rotated_whether_or_not_the_access_token_has_expired() {
    let server = Server::start().await;
    let mut now = login(&server).await;
    for expired in [false, true] {
        if expired {
            server.order("expire-access", json!({})).await;
            assert_eq!(me(&server, &now.access).await, StatusCode::UNAUTHORIZED);
        }
        let reply = refresh(&server, both(&now.access, &now.refresh)).await;
        assert_eq!(reply.status(), StatusCode::OK);
        let next = tokens(&reply.body().await);
        assert_ne!(next.access, now.access);
        assert_ne!(next.refresh, now.refresh);
        assert_eq!(me(&server, &next.access).await, StatusCode::OK);
        now = next;
    }
}

#[tokio::test]
async fn what_does_not_belong_together_is_a_400_and_uses_nothing_up() {
    let server = Server::start().await;
    let one = login(&server).await;
    let other = login(&server).await;
    for wrong in [
        both(&other.access, &one.refresh),
        both("nonsense", &one.refresh),
        both("", &one.refresh),
        both(&one.refresh, &one.refresh),
        json!({ "refreshToken": one.refresh }),
        json!({ "accessToken": one.access }),
        both(&one.access, "nonsense"),
        json!([one.access, one.refresh]),
    ] {
        let reply = refresh(&server, wrong).await;
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST);
        assert_eq!(
            reply.header("content-type").as_deref(),
            Some("application/problem+json")
        );
        assert_eq!(reply.body().await["status"], 400);
    }
    let in_the_header = server
        .post("/pair/token/refresh")
        .bearer_auth(&one.access)
        .json(&json!({ "refreshToken": one.refresh }));
    assert_eq!(in_the_header.sent().await.status(), StatusCode::BAD_REQUEST);
    let counters = server.counters().await;
    assert_eq!(counters["refresh"]["refused"], 9);
    assert_eq!(counters["refresh"]["reuseDetected"], 0);
    let reply = refresh(&server, both(&one.access, &one.refresh)).await;
    assert_eq!(reply.status(), StatusCode::OK);
}

#[tokio::test]
async fn reuse_ends_the_session_and_so_does_a_logout() {
    let server = Server::start().await;
    let first = login(&server).await;
    let reply = refresh(&server, both(&first.access, &first.refresh)).await;
    let second = tokens(&reply.body().await);
    let reused = refresh(&server, both(&second.access, &first.refresh)).await;
    assert_eq!(reused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(server.counters().await["refresh"]["reuseDetected"], 1);
    assert_eq!(me(&server, &second.access).await, StatusCode::UNAUTHORIZED);

    let third = login(&server).await;
    server.set(json!({ "guardLogout": true })).await;
    let nobody = server.post("/pair/token/revoke").sent().await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    let request = server.post("/pair/token/revoke").bearer_auth(&third.access);
    assert_eq!(request.sent().await.status(), StatusCode::NO_CONTENT);
    let ended = refresh(&server, both(&third.access, &third.refresh)).await;
    assert_eq!(ended.status(), StatusCode::BAD_REQUEST);
    let wrong = json!({ "username": "demo", "password": "wrong" });
    let refused = server.post("/pair/login").json(&wrong).sent().await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

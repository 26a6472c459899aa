//! Flask-JWT-Extended style: both tokens in `Authorization`, and neither in the place of the other.

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server, Tokens, demo, text};

async fn login(server: &Server) -> Tokens {
    let reply = server.post("/bearer-refresh/login").json(&demo()).sent().await;
    assert_eq!(reply.status(), StatusCode::OK);
    let body = reply.body().await;
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2));
    Tokens {
        access: text(&body, "/access_token"),
        refresh: text(&body, "/refresh_token"),
    }
}

async fn with_header(request: RequestBuilder, header: &str) -> Response {
    request.header("authorization", header).sent().await
}

async fn refresh(server: &Server, header: &str) -> Response {
    with_header(server.post("/bearer-refresh/refresh"), header).await
}

async fn me(server: &Server, token: &str) -> StatusCode {
    let request = server.get("/bearer-refresh/me");
    with_header(request, &format!("Bearer {token}")).await.status()
}

async fn says(reply: Response, status: StatusCode, msg: &str) {
    assert_eq!(reply.status(), status, "{msg}");
    let body = reply.body().await;
    assert!(text(&body, "/msg").contains(msg), "{msg} in {body}");
}

#[tokio::test]
async fn the_refresh_token_stays_and_only_an_access_token_comes() {
    let server = Server::start().await;
    let tokens = login(&server).await;
    let mut last = tokens.access.clone();
    for _ in 0..3 {
        let reply = refresh(&server, &format!("Bearer {}", tokens.refresh)).await;
        assert_eq!(reply.status(), StatusCode::OK);
        let body = reply.body().await;
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(1));
        let access = text(&body, "/access_token");
        assert_ne!(access, last);
        assert_eq!(me(&server, &access).await, StatusCode::OK);
        last = access;
    }
    let counters = server.counters().await;
    assert_eq!(counters["refresh"]["granted"], 3);
    assert_eq!(counters["refresh"]["reuseDetected"], 0);
}

#[tokio::test]
async fn each_token_is_refused_in_the_place_of_the_other() {
    let server = Server::start().await;
    let Tokens {
        access,
        refresh: token,
    } = login(&server).await;
    says(
        refresh(&server, &format!("Bearer {access}")).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "Only refresh tokens are allowed",
    )
    .await;
    let request = server.get("/bearer-refresh/me").bearer_auth(&token);
    says(
        request.sent().await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "Only non-refresh tokens are allowed",
    )
    .await;
    // An expired one as well: its kind is looked at first.
    server.order("expire-access", json!({})).await;
    assert_eq!(
        refresh(&server, &format!("Bearer {access}")).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(server.counters().await["refresh"]["refused"], 2);
    assert_eq!(
        refresh(&server, &format!("Bearer {token}")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_header_that_is_missing_is_a_401_and_one_that_is_wrong_a_422() {
    let server = Server::start().await;
    let Tokens {
        access,
        refresh: token,
    } = login(&server).await;
    let missing = "Missing Authorization Header";
    let reply = server.post("/bearer-refresh/refresh").sent().await;
    says(reply, StatusCode::UNAUTHORIZED, missing).await;
    let in_the_body = json!({ "refresh_token": token });
    let reply = server
        .post("/bearer-refresh/refresh")
        .json(&in_the_body)
        .sent()
        .await;
    says(reply, StatusCode::UNAUTHORIZED, missing).await;
    for bare in [token.clone(), format!("JWT {token}"), format!("bearer {token}")] {
        says(refresh(&server, &bare).await, StatusCode::UNAUTHORIZED, missing).await;
    }
    for wrong in ["Bearer".to_owned(), format!("Bearer {token} {token}")] {
        says(
            refresh(&server, &wrong).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "Bad Authorization header",
        )
        .await;
    }
    for foreign in ["nonsense", "a.b.c"] {
        says(
            refresh(&server, &format!("Bearer {foreign}")).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "Signature",
        )
        .await;
        assert_eq!(me(&server, foreign).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let reply = with_header(server.get("/bearer-refresh/me"), &access).await;
    says(reply, StatusCode::UNAUTHORIZED, missing).await;
    assert_eq!(me(&server, &access).await, StatusCode::OK);
}

#[tokio::test]
async fn an_expired_access_token_and_a_revoked_refresh_token_are_401() {
    let server = Server::start().await;
    let tokens = login(&server).await;
    server.order("expire-access", json!({})).await;
    let request = server.get("/bearer-refresh/me").bearer_auth(&tokens.access);
    says(request.sent().await, StatusCode::UNAUTHORIZED, "expired").await;
    server.order("revoke", json!({})).await;
    says(
        refresh(&server, &format!("Bearer {}", tokens.refresh)).await,
        StatusCode::UNAUTHORIZED,
        "revoked",
    )
    .await;
    let wrong = json!({ "username": "demo", "password": "wrong" });
    let reply = server.post("/bearer-refresh/login").json(&wrong).sent().await;
    says(reply, StatusCode::UNAUTHORIZED, "Bad username or password").await;
}

#[tokio::test]
async fn a_logout_takes_either_token_by_either_method() {
    let server = Server::start().await;
    for guarded in [false, true] {
        server.set(json!({ "guardLogout": guarded })).await;
        for by_refresh in [false, true] {
            for delete in [false, true] {
                let tokens = login(&server).await;
                let url = format!("{}/bearer-refresh/logout", server.base);
                let request = if delete {
                    server.client.delete(url)
                } else {
                    server.client.post(url)
                };
                let token = if by_refresh {
                    &tokens.refresh
                } else {
                    &tokens.access
                };
                let reply = request.bearer_auth(token).sent().await;
                assert_eq!(reply.status(), StatusCode::OK);
                assert_eq!(me(&server, &tokens.access).await, StatusCode::UNAUTHORIZED);
                assert_eq!(
                    refresh(&server, &format!("Bearer {}", tokens.refresh))
                        .await
                        .status(),
                    StatusCode::UNAUTHORIZED
                );
                let again = server.post("/bearer-refresh/logout").bearer_auth(&tokens.refresh);
                let expected = if guarded { 422 } else { 200 };
                assert_eq!(again.sent().await.status().as_u16(), expected);
            }
        }
    }
    assert_eq!(server.counters().await["logout"], 16);
    let users: Vec<Value> = server
        .log()
        .await
        .into_iter()
        .map(|entry| entry["user"].clone())
        .collect();
    assert!(users.contains(&json!("demo")));
}

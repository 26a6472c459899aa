//! Each dialect follows its row in the table of the README strictly.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server, demo, text};

fn wrong() -> Value {
    json!({ "username": "demo", "password": "wrong" })
}

#[tokio::test]
async fn forbidden_says_403_for_expiry_and_for_a_refused_refresh() {
    let server = Server::start().await;
    let refused = server.post("/forbidden/login").json(&wrong()).sent().await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let first = server
        .post("/forbidden/login")
        .json(&demo())
        .sent()
        .await
        .body()
        .await;
    assert_eq!(first.as_object().map(serde_json::Map::len), Some(2));
    let refresh = |body: Value| server.post("/forbidden/refresh").json(&body);
    let second = refresh(json!({ "refreshToken": text(&first, "/refreshToken") }))
        .sent()
        .await
        .body()
        .await;
    assert_ne!(first["refreshToken"], second["refreshToken"]);
    let me = async |token: &str| {
        server
            .get("/forbidden/me")
            .bearer_auth(token)
            .sent()
            .await
            .status()
    };
    let access = text(&second, "/accessToken");
    assert_eq!(me(&access).await, StatusCode::OK);
    server.order("expire-access", json!({})).await;
    assert_eq!(me(&access).await, StatusCode::FORBIDDEN);
    assert_eq!(
        server.get("/forbidden/me").sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(refresh(json!({})).sent().await.status(), StatusCode::BAD_REQUEST);
    let reused = refresh(json!({ "refreshToken": text(&first, "/refreshToken") }));
    assert_eq!(reused.sent().await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn query_refreshes_by_get() {
    let server = Server::start().await;
    let refused = server.post("/query/user/login").json(&wrong()).sent().await;
    assert_eq!(refused.status(), StatusCode::OK);
    assert!(refused.body().await["access_token"].is_null());
    let reply = server.post("/query/user/login").json(&demo()).sent().await;
    assert_eq!(reply.status(), StatusCode::CREATED);
    let first = reply.body().await;
    let path = format!(
        "/query/user/refresh?refresh_token={}",
        text(&first, "/refresh_token")
    );
    assert_eq!(
        server.post(&path).sent().await.status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
    let second = server.get(&path).sent().await.body().await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let me = server
        .get("/query/me")
        .bearer_auth(text(&second, "/access_token"));
    assert_eq!(me.sent().await.status(), StatusCode::OK);
    for refused in [&path, "/query/user/refresh", "/query/me"] {
        let reply = server.get(refused).sent().await;
        assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(reply.body().await["statusCode"], 401);
    }
    // The log has the path only, because this dialect's query contains a token.
    assert!(
        server
            .log()
            .await
            .iter()
            .all(|entry| !entry.to_string().contains("refresh_token"))
    );
}

#[tokio::test]
async fn header_carries_tokens_in_headers_of_their_own() {
    let server = Server::start().await;
    let refused = server.post("/header/user/login").json(&wrong()).sent().await;
    assert_eq!(
        (refused.status(), refused.header("token")),
        (StatusCode::OK, None)
    );
    assert_eq!(refused.body().await["code"], -1);
    let login = server
        .post("/header/user/login")
        .json(&demo())
        .header("origin", "http://a.test")
        .sent()
        .await;
    let exposed = login
        .header("access-control-expose-headers")
        .expect("exposed headers");
    assert!(exposed.contains("token, refresh-token"));
    let old = login.header("refresh-token").expect("a refresh token");
    assert!(login.header("token").is_some());
    assert_eq!(login.body().await, json!({ "code": 0, "msg": "ok" }));
    let refresh = async || {
        server
            .post("/header/user/refreshToken")
            .header("refresh-token", &old)
            .sent()
            .await
    };
    let reply = refresh().await;
    let access = reply.header("token").expect("an access token");
    assert_ne!(reply.header("refresh-token").expect("its successor"), old);
    assert_eq!(reply.body().await["token"], access.as_str());
    let me = |request: RequestBuilder| async { request.sent().await.status() };
    assert_eq!(
        me(server.get("/header/me").header("token", &access)).await,
        StatusCode::OK
    );
    assert_eq!(
        me(server.get("/header/me").bearer_auth(&access)).await,
        StatusCode::UNAUTHORIZED
    );
    let scheme = server
        .get("/header/me")
        .header("token", format!("Bearer {access}"));
    assert_eq!(me(scheme).await, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get("/header/me").sent().await.body().await["code"], 401);
    let echo = server.get("/header/echo").header("token", &access).sent().await;
    assert!(!echo.text().await.expect("text").contains(&access));
    let reused = refresh().await;
    assert_eq!(reused.status(), StatusCode::OK);
    assert_eq!(reused.body().await["code"], 1);
}

#[tokio::test]
async fn envelope_wraps_everything_and_tells_expiry_as_dates() {
    let server = Server::start().await;
    let refused = server.post("/envelope/auth/login").json(&wrong()).sent().await;
    assert_eq!(refused.status(), StatusCode::OK);
    assert_ne!(refused.body().await["code"], "0");
    let first = server
        .post("/envelope/auth/login")
        .json(&demo())
        .sent()
        .await
        .body()
        .await;
    let keys: Vec<_> = first.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        ["clientMessage", "code", "data", "dataMap", "status", "timestamp"]
    );
    let date = text(&first, "/data/accessExpires");
    assert!(date.len() == 19 && date.as_bytes()[10] == b' ', "{date}");
    let refresh = || {
        let body = json!({ "refreshToken": text(&first, "/data/refreshToken") });
        server.post("/envelope/auth/refresh").json(&body)
    };
    let second = refresh().sent().await.body().await;
    assert_eq!(second["code"], "0");
    let access = text(&second, "/data/accessToken");
    let me = server
        .get("/envelope/me")
        .bearer_auth(&access)
        .sent()
        .await
        .body()
        .await;
    assert_eq!(text(&me, "/data/username"), "demo");
    assert_eq!(refresh().sent().await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        server
            .get("/envelope/me")
            .bearer_auth(&access)
            .sent()
            .await
            .status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn code_says_expiry_inside_a_200() {
    let server = Server::start().await;
    let refused = server.post("/code/login").json(&wrong()).sent().await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let first = server.post("/code/login").json(&demo()).sent().await.body().await;
    assert_eq!(first["code"], 0);
    let access = text(&first, "/access_token");
    let me = async || server.get("/code/me").bearer_auth(&access).sent().await;
    assert_eq!(text(&me().await.body().await, "/data/username"), "demo");
    server.order("expire-access", json!({})).await;
    let expired = me().await;
    assert_eq!(expired.status(), StatusCode::OK);
    assert_eq!(expired.body().await["code"], 401);
    let refresh = || {
        server
            .post("/code/refresh")
            .json(&json!({ "refresh_token": text(&first, "/refresh_token") }))
    };
    assert!(refresh().sent().await.body().await["access_token"].is_string());
    assert_eq!(refresh().sent().await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn oauth2_takes_forms_and_names_errors() {
    let server = Server::start().await;
    let login = [
        ("grant_type", "password"),
        ("username", "demo"),
        ("password", "demo"),
    ];
    let first = server.post("/oauth2/token").form(&login).sent().await;
    assert_eq!(first.header("cache-control").as_deref(), Some("no-store"));
    let first = first.body().await;
    assert!(
        server
            .post("/oauth2/login")
            .json(&demo())
            .sent()
            .await
            .body()
            .await["access_token"]
            .is_string()
    );
    let token = text(&first, "/refresh_token");
    let good = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str()),
        ("client_id", "app"),
    ];
    let refresh = async |form: &[(&str, &str)]| server.post("/oauth2/token").form(form).sent().await;
    for (form, error) in [
        (&good[1..], "invalid_request"),
        (&good[..2], "invalid_client"),
        (&[good[0], good[2]], "invalid_request"),
        (&[("grant_type", "magic")], "unsupported_grant_type"),
    ] {
        let reply = refresh(form).await;
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST);
        assert_eq!(reply.body().await["error"], error);
    }
    let json_body = json!({ "grant_type": "refresh_token", "refresh_token": token, "client_id": "app" });
    let as_json = server.post("/oauth2/token").json(&json_body).sent().await;
    assert_eq!(as_json.body().await["error"], "invalid_request");
    let second = refresh(&good).await.body().await;
    assert_eq!(second["expires_in"], 60);
    let reused = refresh(&good).await;
    assert_eq!(reused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(reused.body().await["error"], "invalid_grant");
    let me = server
        .get("/oauth2/me")
        .bearer_auth(text(&second, "/access_token"))
        .sent()
        .await;
    assert_eq!(me.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        me.header("www-authenticate").as_deref(),
        Some("Bearer error=\"invalid_token\"")
    );
}

#[tokio::test]
async fn cookie_hides_the_refresh_token() {
    let server = Server::start().await;
    let login = server.post("/cookie/login").json(&demo()).sent().await;
    let set = login.header("set-cookie").expect("a cookie");
    for attribute in [
        "refresh_token=",
        "HttpOnly",
        "SameSite=Lax",
        "Path=/cookie",
        "Max-Age=",
    ] {
        assert!(set.contains(attribute), "{attribute} in {set}");
    }
    assert!(login.body().await["refresh_token"].is_null());
    let cookie = |set: &str| set.split(';').next().unwrap_or_default().to_owned();
    let refresh = async |cookie: &str| {
        server
            .post("/cookie/refresh")
            .header("cookie", cookie)
            .sent()
            .await
    };
    let second = refresh(&cookie(&set)).await;
    let successor = second.header("set-cookie").expect("its successor");
    assert_ne!(cookie(&set), cookie(&successor));
    let access = text(&second.body().await, "/access_token");
    let me = async || {
        server
            .get("/cookie/me")
            .bearer_auth(&access)
            .sent()
            .await
            .status()
    };
    assert_eq!(me().await, StatusCode::OK);
    assert_eq!(
        server.post("/cookie/refresh").sent().await.status(),
        StatusCode::UNAUTHORIZED
    );
    let logout = server
        .post("/cookie/logout")
        .header("cookie", cookie(&successor))
        .sent()
        .await;
    assert_eq!(logout.status(), StatusCode::NO_CONTENT);
    assert!(
        logout
            .header("set-cookie")
            .expect("a cookie")
            .contains("Max-Age=0")
    );
    assert_eq!(me().await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        refresh(&cookie(&successor)).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_session_is_good_in_every_dialect_that_carries_it() {
    let server = Server::start().await;
    let tokens = server.login().await;
    for dialect in [
        "bearer",
        "forbidden",
        "query",
        "envelope",
        "code",
        "oauth2",
        "cookie",
        "bearer-refresh",
        "pair",
        "self",
    ] {
        let reply = server
            .get(&format!("/{dialect}/orders"))
            .bearer_auth(&tokens.access)
            .sent()
            .await;
        assert!(
            reply.text().await.expect("text").contains("customer"),
            "{dialect}"
        );
    }
}

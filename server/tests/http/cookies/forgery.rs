//! What a strange page cannot do, and a page of ours on another origin can.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::json;

use super::{ask, is_refused, login, me, post};
use crate::{
    jar::Jar,
    support::{Read, Sent, Server, demo},
};

const CHANGING: [Method; 4] = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

async fn is_forged(reply: Response) {
    is_refused(reply, StatusCode::FORBIDDEN, "csrf").await;
}

/// A call with each header that is not the cookie, and with the header but no cookie.
fn forged(server: &Server, jar: &Jar, method: &Method, path: &str) -> Vec<RequestBuilder> {
    let csrf = jar.value("csrf");
    let mut without_cookie = jar.clone();
    without_cookie.forget("csrf");
    let bare = |jar: &Jar| ask(server, jar, method.clone(), path);
    vec![
        bare(jar),
        bare(jar).header("x-csrf", ""),
        bare(jar).header("x-csrf", "another"),
        bare(jar).header("x-csrf", &csrf[1..]),
        bare(jar).header("x-xsrf-token", csrf),
        bare(jar).query(&[("csrf", csrf)]),
        bare(&without_cookie).header("x-csrf", csrf),
        bare(&without_cookie).header("x-csrf", ""),
    ]
}

#[tokio::test]
async fn a_login_needs_no_header_and_the_right_password() {
    let server = Server::start().await;
    let jar = login(&server).await;
    let again = ask(&server, &jar, Method::POST, "/cookies/login").json(&demo());
    assert_eq!(again.sent().await.status(), StatusCode::OK);
    let wrong = json!({ "username": "demo", "password": "wrong" });
    let by_form = server
        .post("/cookies/login")
        .form(&[("username", "demo"), ("password", "demo")]);
    for refused in [server.post("/cookies/login").json(&wrong), by_form] {
        is_refused(
            refused.sent().await,
            StatusCode::UNAUTHORIZED,
            "wrong_credentials",
        )
        .await;
    }
}

#[tokio::test]
async fn what_may_change_something_has_to_repeat_the_cookie() {
    let server = Server::start().await;
    let jar = login(&server).await;
    for method in [Method::GET, Method::HEAD] {
        let reply = ask(&server, &jar, method, "/cookies/echo").sent().await;
        assert_eq!(reply.status(), StatusCode::OK);
    }
    for method in CHANGING {
        for request in forged(&server, &jar, &method, "/cookies/echo") {
            is_forged(request.sent().await).await;
        }
        let request = ask(&server, &jar, method.clone(), "/cookies/echo").header("x-csrf", jar.value("csrf"));
        let described = request.body("Größe").sent().await.body().await;
        assert_eq!(described["method"], method.as_str());
        assert_eq!(described["body_text"], "Größe");
        assert_eq!(described["authorized_as"], "demo");
        for secret in ["access", "refresh"] {
            assert!(!described.to_string().contains(jar.value(secret)), "{secret}");
        }
    }
    let resource = &server.counters().await["resource"];
    assert_eq!(resource["refused"], 8 * 4);
    assert_eq!(resource["answered"], 2 + 4);
    let users = server
        .log()
        .await
        .into_iter()
        .filter(|entry| entry["status"] == 403);
    assert!(users.into_iter().all(|entry| entry["user"] == "demo"));
}

#[tokio::test]
async fn a_refresh_without_the_header_uses_nothing_up() {
    let server = Server::start().await;
    let mut jar = login(&server).await;
    let requests = forged(&server, &jar, &Method::POST, "/cookies/refresh");
    let count = requests.len();
    for request in requests {
        is_forged(request.sent().await).await;
    }
    is_forged(server.post("/cookies/refresh").sent().await).await;
    let get = ask(&server, &jar, Method::GET, "/cookies/refresh").sent().await;
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    let refresh = &server.counters().await["refresh"];
    assert_eq!(refresh["received"], count + 1);
    assert_eq!(refresh["refused"], count + 1);
    assert_eq!(refresh["reuseDetected"], 0);
    let before = jar.value("csrf").to_owned();
    jar.take(&post(&server, &jar, "/cookies/refresh").sent().await);
    assert_eq!(me(&server, &jar).await, StatusCode::OK);
    for path in ["/cookies/refresh", "/cookies/echo"] {
        let stale = ask(&server, &jar, Method::POST, path).header("x-csrf", &before);
        is_forged(stale.sent().await).await;
    }

    let mut none = jar.clone();
    none.forget("refresh");
    let mut unknown = jar.clone();
    unknown.set("refresh", "nonsense");
    let mut wrong_kind = jar.clone();
    wrong_kind.set("refresh", jar.value("access"));
    for other in [none, unknown, wrong_kind] {
        let reply = post(&server, &other, "/cookies/refresh").sent().await;
        is_refused(reply, StatusCode::UNAUTHORIZED, "session_over").await;
    }
    assert_eq!(me(&server, &jar).await, StatusCode::OK);
}

#[tokio::test]
async fn a_logout_deletes_the_cookies_and_ends_the_session() {
    let server = Server::start().await;
    let jar = login(&server).await;
    for request in forged(&server, &jar, &Method::POST, "/cookies/logout") {
        is_forged(request.sent().await).await;
    }
    // A page of another site can send a form here: without cookies, for they are `Lax`, but the browser would delete them.
    is_forged(server.post("/cookies/logout").sent().await).await;
    assert_eq!(me(&server, &jar).await, StatusCode::OK);
    let mut left = jar.clone();
    let reply = post(&server, &jar, "/cookies/logout").sent().await;
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    left.take(&reply);
    assert!(left.0.is_empty(), "{:?}", left.0);
    assert_eq!(me(&server, &jar).await, StatusCode::UNAUTHORIZED);
    let refresh = post(&server, &jar, "/cookies/refresh").sent().await;
    is_refused(refresh, StatusCode::UNAUTHORIZED, "session_over").await;
}

#[tokio::test]
async fn a_page_of_another_origin_may_send_the_header_and_the_cookies() {
    let server = Server::start().await;
    let origin = "http://127.0.0.1:5173";
    for path in ["/cookies/refresh", "/cookies/logout", "/cookies/echo"] {
        let preflight = ask(&server, &Jar::default(), Method::OPTIONS, path)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "x-csrf")
            .sent()
            .await;
        assert_eq!(preflight.status(), StatusCode::OK, "{path}");
        for (name, value) in [
            ("access-control-allow-origin", origin),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "x-csrf"),
            ("access-control-allow-methods", "POST"),
        ] {
            assert_eq!(preflight.header(name).as_deref(), Some(value), "{path}");
        }
    }
    let jar = login(&server).await;
    // A refusal can be read, too.
    for (request, status) in [
        (post(&server, &jar, "/cookies/refresh"), StatusCode::NO_CONTENT),
        (
            ask(&server, &jar, Method::POST, "/cookies/refresh"),
            StatusCode::FORBIDDEN,
        ),
        (server.get("/cookies/me"), StatusCode::UNAUTHORIZED),
    ] {
        let reply = request.header("origin", origin).sent().await;
        assert_eq!(reply.status(), status);
        assert_eq!(
            reply.header("access-control-allow-origin").as_deref(),
            Some(origin)
        );
        assert_eq!(
            reply.header("access-control-allow-credentials").as_deref(),
            Some("true")
        );
    }
}

//! A session as a page of ours has it.

use cookie::{Cookie, SameSite, time::Duration};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ask, is_refused, login, me, post};
use crate::{
    jar::Jar,
    support::{Read, Sent, Server, demo, text},
};

/// In seconds, as the cookies came.
fn lifetimes(jar: &Jar) -> Vec<i64> {
    let lifetime = |cookie: &Cookie<'static>| cookie.max_age().map_or(0, Duration::whole_seconds);
    jar.0.iter().map(lifetime).collect()
}

#[tokio::test]
async fn a_login_brings_cookies_and_no_token_in_sight() {
    let server = Server::start().await;
    let reply = server.post("/cookies/login").json(&demo()).sent().await;
    let mut jar = Jar::default();
    jar.take(&reply);
    assert_eq!(reply.body().await, json!({ "user": { "username": "demo" } }));
    let kept = |cookie: &Cookie<'static>| {
        let path = cookie.path().unwrap_or_default().to_owned();
        (
            cookie.name().to_owned(),
            path,
            cookie.http_only().unwrap_or_default(),
        )
    };
    let kept: Vec<_> = jar.0.iter().map(kept).collect();
    let expected = [
        ("access", "/cookies", true),
        ("refresh", "/cookies/refresh", true),
        ("refresh", "/cookies/logout", true),
        ("csrf", "/", false),
    ];
    assert_eq!(
        kept,
        expected.map(|(name, path, hidden)| (name.to_owned(), path.to_owned(), hidden))
    );
    for cookie in &jar.0 {
        assert_eq!(cookie.same_site(), Some(SameSite::Lax));
        assert_eq!(cookie.secure(), None, "plain HTTP");
    }
    let [access, refresh, at_logout, csrf] = lifetimes(&jar)[..] else {
        panic!("four cookies")
    };
    assert!((50..=60).contains(&access), "{access}");
    assert!((86_390..=86_400).contains(&refresh), "{refresh}");
    assert_eq!([at_logout, csrf], [refresh; 2], "a page needs all to refresh");
    assert_ne!(login(&server).await.value("csrf"), jar.value("csrf"));
}

#[tokio::test]
async fn requests_carry_the_access_cookie() {
    let server = Server::start().await;
    let jar = login(&server).await;
    let reply = ask(&server, &jar, Method::GET, "/cookies/me").sent().await;
    assert_eq!(reply.body().await["username"], "demo");
    let orders = ask(&server, &jar, Method::GET, "/cookies/orders").sent().await;
    assert!(orders.text().await.expect("text").contains("customer"));
    let public = ask(&server, &jar, Method::GET, "/cookies/public").sent().await;
    assert_eq!(public.body().await["carried_token"], true);

    let access = jar.value("access");
    let mut unreadable = jar.clone();
    unreadable.set("access", "nonsense");
    let mut wrong_kind = jar.clone();
    wrong_kind.set("access", jar.value("refresh"));
    let refused = [
        server.get("/cookies/me"),
        server.get("/cookies/me").bearer_auth(access),
        ask(&server, &unreadable, Method::GET, "/cookies/me"),
        ask(&server, &wrong_kind, Method::GET, "/cookies/me"),
        post(&server, &unreadable, "/cookies/echo"),
        // Who it is comes first, so that a page whose cookies are all over finds out.
        server.post("/cookies/echo"),
    ];
    let count = refused.len();
    for request in refused {
        is_refused(request.sent().await, StatusCode::UNAUTHORIZED, "access").await;
    }
    assert_eq!(server.counters().await["resource"]["refused"], count);

    server.order("expire-access", json!({})).await;
    for request in [
        ask(&server, &jar, Method::GET, "/cookies/me"),
        post(&server, &jar, "/cookies/echo"),
    ] {
        is_refused(request.sent().await, StatusCode::UNAUTHORIZED, "access").await;
    }
    server.set(json!({ "accessLifetimeMs": 1 })).await;
    let short = login(&server).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(me(&server, &short).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_refresh_brings_new_cookies_and_reuse_ends_the_session() {
    let server = Server::start().await;
    let first = login(&server).await;
    let mut second = first.clone();
    let reply = post(&server, &first, "/cookies/refresh").sent().await;
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    second.take(&reply);
    assert_eq!(second.0.len(), first.0.len(), "replaced, each at its path");
    for name in ["access", "refresh", "csrf"] {
        assert_ne!(first.value(name), second.value(name), "{name}");
    }
    assert_eq!(me(&server, &second).await, StatusCode::OK);

    let reused = post(&server, &first, "/cookies/refresh").sent().await;
    is_refused(reused, StatusCode::UNAUTHORIZED, "session_over").await;
    assert_eq!(server.counters().await["refresh"]["reuseDetected"], 1);
    assert_eq!(me(&server, &second).await, StatusCode::UNAUTHORIZED);
    let ended = post(&server, &second, "/cookies/refresh").sent().await;
    is_refused(ended, StatusCode::UNAUTHORIZED, "session_over").await;
    let serials: Vec<Value> = server
        .log()
        .await
        .iter()
        .filter(|entry| entry["status"] == 200 || entry["status"] == 204)
        .map(|entry| entry["tokenSerial"].clone())
        .collect();
    assert_eq!(serials, [1, 2, 2]);
}

#[tokio::test]
async fn grace_rotation_and_lifetimes_are_as_the_settings_say() {
    let server = Server::start().await;
    server.set(json!({ "graceMs": 60_000 })).await;
    let jar = login(&server).await;
    for _ in 0..2 {
        let reply = post(&server, &jar, "/cookies/refresh").sent().await;
        assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    }
    server.set(json!({ "graceMs": 0, "rotation": "none" })).await;
    let jar = login(&server).await;
    let mut next = jar.clone();
    next.take(&post(&server, &jar, "/cookies/refresh").sent().await);
    assert_eq!(next.value("refresh"), jar.value("refresh"));
    assert_ne!(next.value("csrf"), jar.value("csrf"));
    assert_ne!(next.value("access"), jar.value("access"));

    server
        .set(json!({ "accessLifetimeMs": 5000, "refreshLifetimeMs": 20_000 }))
        .await;
    let jar = login(&server).await;
    let [access, refresh, ..] = lifetimes(&jar)[..] else {
        panic!("four cookies")
    };
    assert!(
        (1..=5).contains(&access) && (10..=20).contains(&refresh),
        "{access}, {refresh}"
    );
    server.set(json!({ "refuseAlways": true })).await;
    assert_eq!(me(&server, &jar).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_logout_takes_an_expired_access_token_unless_it_is_guarded() {
    let server = Server::start().await;
    for (guarded, lost, expected) in [
        (false, None, StatusCode::NO_CONTENT),
        (false, Some("access"), StatusCode::NO_CONTENT),
        (false, Some("refresh"), StatusCode::NO_CONTENT),
        (true, None, StatusCode::UNAUTHORIZED),
        (true, Some("access"), StatusCode::UNAUTHORIZED),
    ] {
        server.set(json!({ "guardLogout": guarded })).await;
        let jar = login(&server).await;
        server.order("expire-access", json!({})).await;
        let mut sent = jar.clone();
        if let Some(name) = lost {
            sent.forget(name);
        }
        let reply = post(&server, &sent, "/cookies/logout").sent().await;
        assert_eq!(reply.status(), expected);
        let refresh = post(&server, &jar, "/cookies/refresh").sent().await;
        let goes_on = refresh.status() == StatusCode::NO_CONTENT;
        assert_eq!(goes_on, guarded, "{lost:?}");
    }
    let jar = login(&server).await;
    let good = post(&server, &jar, "/cookies/logout").sent().await;
    assert_eq!(good.status(), StatusCode::NO_CONTENT);
    let sessions = server
        .log()
        .await
        .into_iter()
        .filter(|entry| entry["kind"] == "logout" && entry["status"] == 204);
    assert!(sessions.into_iter().all(|entry| entry["session"].is_string()));
}

#[tokio::test]
async fn orders_of_the_control_surface_hold_here() {
    let server = Server::start().await;
    let mut jar = login(&server).await;
    let busy = json!({ "target": "refresh", "kind": "status", "status": 503 });
    server.order("fail", busy).await;
    let reply = post(&server, &jar, "/cookies/refresh").sent().await;
    assert_eq!(
        (reply.status(), reply.header("set-cookie")),
        (StatusCode::SERVICE_UNAVAILABLE, None)
    );

    server.order("hold", json!({ "target": "refresh" })).await;
    let held = tokio::spawn(post(&server, &jar, "/cookies/refresh").send());
    server.wait("refresh.received", 2).await;
    assert!(!held.is_finished());
    server.order("release", json!({ "target": "refresh" })).await;
    jar.take(&held.await.expect("no panic").expect("a reply"));
    assert_eq!(me(&server, &jar).await, StatusCode::OK);

    server.order("revoke", json!({})).await;
    assert_eq!(me(&server, &jar).await, StatusCode::OK);
    let reply = post(&server, &jar, "/cookies/refresh").sent().await;
    is_refused(reply, StatusCode::UNAUTHORIZED, "session_over").await;

    let jar = login(&server).await;
    server
        .order("fail", json!({ "target": "refresh", "kind": "dropAfter" }))
        .await;
    assert!(post(&server, &jar, "/cookies/refresh").send().await.is_err());
    let reply = post(&server, &jar, "/cookies/refresh").sent().await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED, "it was used up");
    let refresh = &server.counters().await["refresh"];
    assert_eq!([&refresh["granted"], &refresh["failed"]], [2, 2]);
}

#[tokio::test]
async fn with_sliding_each_good_reply_brings_a_new_access_cookie() {
    let server = Server::start().await;
    server.set(json!({ "sliding": true })).await;
    let mut jar = login(&server).await;
    for serial in 1..3 {
        let before = jar.value("access").to_owned();
        let reply = ask(&server, &jar, Method::GET, "/cookies/me").sent().await;
        jar.take(&reply);
        assert_ne!(jar.value("access"), before);
        assert_eq!(
            server.log().await.last().expect("an entry")["tokenSerial"],
            serial
        );
    }
    assert_eq!(jar.0.len(), 4);
}

#[tokio::test]
async fn the_two_dialects_with_cookies_do_not_meet() {
    let server = Server::start().await;
    let mut jar = login(&server).await;
    let other = server.post("/cookie/login").json(&demo()).sent().await;
    jar.take(&other);
    let access = text(&other.body().await, "/access_token");
    assert_eq!(jar.0.len(), 5);
    let names = |path: &str| {
        let sent = jar.sent_to(path);
        let names: Vec<_> = sent
            .split("; ")
            .filter_map(|pair| Some(pair.split_once('=')?.0.to_owned()))
            .collect();
        names
    };
    assert_eq!(names("/cookie/refresh"), ["csrf", "refresh_token"]);
    assert_eq!(names("/cookies/refresh"), ["access", "refresh", "csrf"]);
    assert_eq!(names("/cookies/me"), ["access", "csrf"]);
    let logout = ask(&server, &jar, Method::POST, "/cookie/logout").bearer_auth(&access);
    jar.take(&logout.sent().await);
    assert_eq!(jar.0.len(), 4);
    assert_eq!(me(&server, &jar).await, StatusCode::OK);
}

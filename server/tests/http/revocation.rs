//! RFC 7009: a public client revokes a token.

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::json;

use crate::support::{Read, Sent, Server, Tokens};

fn revoke(server: &Server, form: &[(&str, &str)]) -> RequestBuilder {
    server.post("/oauth2/revoke").form(form)
}

async fn refresh(server: &Server, token: &str) -> Response {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", "app"),
    ];
    server.post("/oauth2/token").form(&form).sent().await
}

/// Whether the session of these tokens goes on.
async fn goes_on(server: &Server, tokens: &Tokens) -> bool {
    server.me(&tokens.access).await == StatusCode::OK
}

#[tokio::test]
async fn either_token_ends_the_whole_session_whatever_the_hint() {
    let server = Server::start().await;
    // Nobody can send an access token where no Authorization header may be.
    server.set(json!({ "guardLogout": true })).await;
    for hint in [None, Some("refresh_token"), Some("access_token"), Some("magic")] {
        for by_refresh in [true, false] {
            let tokens = server.login().await;
            let token = if by_refresh {
                &tokens.refresh
            } else {
                &tokens.access
            };
            let mut form = vec![("token", token.as_str()), ("client_id", "app")];
            form.extend(hint.map(|hint| ("token_type_hint", hint)));
            let reply = revoke(&server, &form).sent().await;
            assert_eq!(reply.status(), StatusCode::OK);
            assert_eq!(reply.text().await.expect("text"), "");
            assert!(!goes_on(&server, &tokens).await);
            let refused = refresh(&server, &tokens.refresh).await;
            assert_eq!(refused.body().await["error"], "invalid_grant");
        }
    }
    assert_eq!(server.counters().await["logout"], 8);
    let log = server.log().await;
    assert!(log.iter().any(|entry| {
        entry["kind"] == "logout" && entry["path"] == "/oauth2/revoke" && entry["user"] == "demo"
    }));
}

#[tokio::test]
async fn a_used_up_refresh_token_revokes_its_family() {
    let server = Server::start().await;
    let tokens = server.login().await;
    assert_eq!(refresh(&server, &tokens.refresh).await.status(), StatusCode::OK);
    let form = [("token", tokens.refresh.as_str()), ("client_id", "app")];
    assert_eq!(revoke(&server, &form).sent().await.status(), StatusCode::OK);
    assert!(!goes_on(&server, &tokens).await);
    assert_eq!(server.counters().await["refresh"]["reuseDetected"], 0);
}

#[tokio::test]
async fn an_unknown_token_is_no_error() {
    let server = Server::start().await;
    let tokens = server.login().await;
    let form = [("token", "nonsense"), ("client_id", "app")];
    assert_eq!(revoke(&server, &form).sent().await.status(), StatusCode::OK);
    assert!(goes_on(&server, &tokens).await);
}

#[tokio::test]
async fn what_is_not_as_the_rfc_has_it_is_a_400_and_ends_nothing() {
    let server = Server::start().await;
    let tokens = server.login().await;
    let token = tokens.refresh.as_str();
    let good = [("token", token), ("client_id", "app")];
    let as_json = json!({ "token": token, "client_id": "app" });
    for (request, error) in [
        (revoke(&server, &good[..1]), "invalid_client"),
        (revoke(&server, &good[1..]), "invalid_request"),
        (revoke(&server, &[("token", ""), good[1]]), "invalid_request"),
        (revoke(&server, &[good[0], ("client_id", "")]), "invalid_client"),
        (
            revoke(&server, &good).bearer_auth(&tokens.access),
            "invalid_request",
        ),
        (
            revoke(&server, &good).basic_auth("app", Some("secret")),
            "invalid_request",
        ),
        (
            revoke(&server, &good).header("authorization", ""),
            "invalid_request",
        ),
        (server.post("/oauth2/revoke").json(&as_json), "invalid_client"),
        (server.post("/oauth2/revoke").query(&good), "invalid_client"),
    ] {
        let reply = request.sent().await;
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{error}");
        assert_eq!(reply.body().await["error"], error);
    }
    assert!(goes_on(&server, &tokens).await);
    let by_get = server.get("/oauth2/revoke").query(&good).sent().await;
    assert_eq!(by_get.status(), StatusCode::METHOD_NOT_ALLOWED);
    let elsewhere = server.post("/bearer/revoke").form(&good).sent().await;
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
    assert!(goes_on(&server, &tokens).await);
}

#[tokio::test]
async fn it_waits_and_fails_on_order_as_a_logout_does() {
    let server = Server::start().await;
    let tokens = server.login().await;
    let form = [("token", tokens.refresh.as_str()), ("client_id", "app")];
    let order = json!({ "target": "logout", "kind": "status", "status": 503 });
    server.order("fail", order).await;
    let busy = revoke(&server, &form).sent().await;
    assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(goes_on(&server, &tokens).await);
    server.order("hold", json!({ "target": "logout" })).await;
    let held = tokio::spawn(revoke(&server, &form).send());
    server.wait("logout", 2).await;
    assert!(goes_on(&server, &tokens).await);
    server.order("release", json!({ "target": "logout" })).await;
    let reply = held.await.expect("no panic").expect("a reply");
    assert_eq!(reply.status(), StatusCode::OK);
    assert!(!goes_on(&server, &tokens).await);
}

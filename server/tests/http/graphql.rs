//! GraphQL: one URL, and refusals are a 200 with `errors`.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server, Tokens, text};

const LOGIN: &str = "mutation ($username: String!, $password: String!) {
    login(username: $username, password: $password) { accessToken refreshToken }
}";
const REFRESH: &str = "mutation ($token: String!) { refresh(token: $token) { accessToken refreshToken } }";
const ME: &str = "{ me { username } }";

fn ask(server: &Server, body: &Value) -> RequestBuilder {
    server.post("/graphql/graphql").json(body)
}

/// The body of the reply, which is a 200.
async fn answer(request: RequestBuilder) -> Value {
    let reply = request.sent().await;
    assert_eq!(reply.status(), StatusCode::OK);
    reply.body().await
}

fn tokens(body: &Value, field: &str) -> Tokens {
    Tokens {
        access: text(body, &format!("/data/{field}/accessToken")),
        refresh: text(body, &format!("/data/{field}/refreshToken")),
    }
}

async fn login(server: &Server) -> Tokens {
    let variables = json!({ "username": "demo", "password": "demo" });
    let body = answer(ask(server, &json!({ "query": LOGIN, "variables": variables }))).await;
    assert!(body["errors"].is_null());
    tokens(&body, "login")
}

async fn refresh(server: &Server, token: &str) -> Value {
    answer(ask(
        server,
        &json!({ "query": REFRESH, "variables": { "token": token } }),
    ))
    .await
}

async fn query(server: &Server, access: &str, query: &str) -> Value {
    answer(ask(server, &json!({ "query": query })).bearer_auth(access)).await
}

fn code(body: &Value) -> &Value {
    &body["errors"][0]["extensions"]["code"]
}

#[tokio::test]
async fn a_login_and_a_refresh_are_mutations() {
    let server = Server::start().await;
    let first = login(&server).await;
    assert_eq!(
        query(&server, &first.access, ME).await["data"]["me"]["username"],
        "demo"
    );
    let second = tokens(&refresh(&server, &first.refresh).await, "refresh");
    assert_ne!(first.refresh, second.refresh);
    assert_eq!(
        query(&server, &second.access, ME).await["data"]["me"]["username"],
        "demo"
    );

    let reused = refresh(&server, &first.refresh).await;
    assert_eq!(code(&reused), "UNAUTHENTICATED");
    assert_eq!(reused["data"], json!({ "refresh": null }));
    assert_eq!(code(&query(&server, &second.access, ME).await), "UNAUTHENTICATED");
    let counters = server.counters().await;
    assert_eq!(counters["login"], 1);
    assert_eq!(
        counters["refresh"],
        json!({ "received": 2, "granted": 1, "refused": 1, "failed": 0, "reuseDetected": 1, "concurrentMax": 1, "abandoned": 0 })
    );
    assert_eq!(
        counters["resource"],
        json!({ "received": 3, "answered": 2, "refused": 1 })
    );
    let log = server.log().await;
    let kinds: Vec<_> = log.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(
        kinds,
        ["login", "resource", "refresh", "resource", "refresh", "resource"]
    );
    assert!(
        log.iter()
            .all(|entry| entry["path"] == "/graphql/graphql" && entry["user"] == "demo")
    );
}

#[tokio::test]
async fn a_wrong_password_is_a_200_with_errors() {
    let server = Server::start().await;
    let variables = json!({ "username": "demo", "password": "wrong" });
    let body = answer(ask(&server, &json!({ "query": LOGIN, "variables": variables }))).await;
    assert_eq!(body["data"], json!({ "login": null }));
    assert_eq!(code(&body), "BAD_USER_INPUT");
    assert_eq!(body["errors"][0]["path"], json!(["login"]));
}

#[tokio::test]
async fn an_expired_token_leaves_the_rest_of_the_data_however_long_it_is() {
    let server = Server::start().await;
    let tokens = login(&server).await;
    server.order("expire-access", json!({})).await;
    let body = query(
        &server,
        &tokens.access,
        "{ public padding(bytes: 500000) me { username } orders { id } }",
    )
    .await;
    assert_eq!(body["data"]["public"], true);
    assert_eq!(text(&body, "/data/padding").len(), 500_000);
    assert_eq!(body["data"]["me"], Value::Null);
    assert_eq!(body["data"]["orders"], Value::Null);
    assert_eq!(code(&body), "UNAUTHENTICATED");
    assert_eq!(body["errors"].as_array().map(Vec::len), Some(2));

    let nobody = answer(ask(&server, &json!({ "query": ME }))).await;
    assert_eq!(code(&nobody), "UNAUTHENTICATED");
    let public = query(&server, &tokens.access, "{ public }").await;
    assert_eq!(public, json!({ "data": { "public": true } }));
    assert_eq!(
        server.counters().await["resource"],
        json!({ "received": 3, "answered": 1, "refused": 2 })
    );
    let too_long = json!({ "query": "{ padding(bytes: 1048577) }" });
    assert_eq!(
        ask(&server, &too_long).sent().await.status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn requests_mean_what_they_mean_to_every_graphql_server() {
    let server = Server::start().await;
    let body = answer(ask(
        &server,
        &json!({
            "query": "query Other { public } mutation Enter { mine: login(username: \"alice\", password: \"alice\") { ...both __typename } }
                      fragment both on Issued { accessToken refreshToken expiresIn }",
            "operationName": "Enter",
        }),
    ))
    .await;
    assert_eq!(body["data"]["mine"]["__typename"], "Issued");
    assert_eq!(body["data"]["mine"]["expiresIn"], 60);
    let tokens = tokens(&body, "mine");
    // Words in comments and texts are no fields.
    let body = answer(
        ask(
            &server,
            &json!({
                "query": "# mutation { login refresh logout }\nmutation ($text: String!) { echo(text: $text) }",
                "variables": { "text": "mutation { refresh(token: \"\") { accessToken } } Größe, 尺寸" },
            }),
        )
        .bearer_auth(&tokens.access),
    )
    .await;
    assert_eq!(
        body["data"]["echo"],
        "mutation { refresh(token: \"\") { accessToken } } Größe, 尺寸"
    );
    // What is skipped is not asked for.
    let skipped = json!({
        "query": "mutation ($token: String!) { refresh(token: $token) @skip(if: true) { accessToken } }",
        "variables": { "token": tokens.refresh },
    });
    assert!(answer(ask(&server, &skipped)).await["errors"].is_null());
    let counters = server.counters().await;
    assert_eq!(counters["refresh"]["received"], 0);
    assert_eq!(counters["login"], 1);
    let types = answer(ask(
        &server,
        &json!({ "query": "{ __schema { mutationType { name } } }" }),
    ))
    .await;
    assert_eq!(types["data"]["__schema"]["mutationType"]["name"], "Mutation");
    let orders = query(
        &server,
        &tokens.access,
        "{ orders { id customer } order(id: 1003) { id } }",
    )
    .await;
    assert_eq!(orders["data"]["orders"].as_array().map(Vec::len), Some(20));
    assert_eq!(orders["data"]["order"]["id"], 1003);
}

#[tokio::test]
async fn a_request_that_is_not_valid_is_a_400_and_uses_nothing_up() {
    let server = Server::start().await;
    let tokens = login(&server).await;
    let token = json!({ "token": tokens.refresh });
    let refreshing = |query: &str| json!({ "query": query, "variables": token });
    for wrong in [
        refreshing("mutation ($token: String!) { refresh(token: $token) { nope } }"),
        refreshing("mutation ($token: String!) { refresh(token: $token) }"),
        refreshing("mutation ($token: String!) { refresh(token: $token) { accessToken }"),
        refreshing("query ($token: String!) { refresh(token: $token) { accessToken } }"),
        refreshing(
            "mutation ($token: String!) { refresh(token: $token) { accessToken } again: refresh(token: $token) { accessToken } }",
        ),
        refreshing("mutation ($token: String!) { refresh(token: $token) { accessToken } logout }"),
        refreshing("mutation ($token: String!) { refresh(token: $token) { accessToken } echo(text: \"\") }"),
        json!({ "query": REFRESH }),
        json!({ "query": REFRESH, "variables": { "token": null } }),
        json!({ "query": "" }),
        json!({}),
        json!([{ "query": REFRESH, "variables": token }]),
        json!("mutation"),
    ] {
        let reply = ask(&server, &wrong).sent().await;
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{wrong}");
        let body = reply.body().await;
        assert!(text(&body, "/errors/0/message").len() > 5, "{body}");
        assert!(code(&body).is_string(), "{body}");
        assert!(body["data"].is_null());
    }
    let good = json!({ "query": REFRESH, "variables": token });
    let as_text = server.post("/graphql/graphql").body(good.to_string());
    assert_eq!(as_text.sent().await.status(), StatusCode::BAD_REQUEST);
    let by_get = server.get("/graphql/graphql").query(&[("query", "{ public }")]);
    assert_eq!(by_get.sent().await.status(), StatusCode::METHOD_NOT_ALLOWED);
    let elsewhere = server.get("/graphql/me").bearer_auth(&tokens.access);
    assert_eq!(elsewhere.sent().await.status(), StatusCode::NOT_FOUND);
    assert_eq!(server.counters().await["refresh"]["received"], 0);
    assert!(refresh(&server, &tokens.refresh).await["errors"].is_null());
}

#[tokio::test]
async fn each_kind_of_call_waits_and_fails_on_its_own_order() {
    let server = Server::start().await;
    let tokens = login(&server).await;
    for target in ["login", "refresh", "resource", "logout"] {
        let order = json!({ "target": target, "kind": "status", "status": 503 });
        server.order("fail", order).await;
        let bodies = [
            (
                "login",
                json!({ "query": LOGIN, "variables": { "username": "demo", "password": "demo" } }),
            ),
            (
                "refresh",
                json!({ "query": REFRESH, "variables": { "token": "nonsense" } }),
            ),
            ("resource", json!({ "query": ME })),
            ("logout", json!({ "query": "mutation { logout }" })),
        ];
        for (kind, body) in bodies {
            let status = ask(&server, &body).sent().await.status().as_u16();
            assert_eq!(
                status,
                if kind == target { 503 } else { 200 },
                "{kind} while {target} fails"
            );
        }
    }
    server.order("hold", json!({ "target": "refresh" })).await;
    let body = json!({ "query": REFRESH, "variables": { "token": tokens.refresh } });
    let held: Vec<_> = (0..2).map(|_| tokio::spawn(ask(&server, &body).send())).collect();
    server.wait("refresh.received", 6).await;
    assert!(query(&server, &tokens.access, ME).await["errors"].is_null());
    server.order("release", json!({ "target": "refresh" })).await;
    for reply in held {
        assert_eq!(
            reply.await.expect("no panic").expect("a reply").status(),
            StatusCode::OK
        );
    }
    assert_eq!(server.counters().await["refresh"]["concurrentMax"], 2);
    server
        .order("fail", json!({ "target": "resource", "kind": "dropAfter" }))
        .await;
    assert!(ask(&server, &json!({ "query": ME })).send().await.is_err());
}

#[tokio::test]
async fn a_logout_takes_either_token_and_may_be_guarded() {
    let server = Server::start().await;
    let logout = json!({ "query": "mutation { logout }" });
    let by_access = login(&server).await;
    let body = answer(ask(&server, &logout).bearer_auth(&by_access.access)).await;
    assert_eq!(body, json!({ "data": { "logout": true } }));
    let by_refresh = login(&server).await;
    let body = answer(ask(
        &server,
        &json!({
            "query": "mutation ($token: String) { logout(token: $token) }",
            "variables": { "token": by_refresh.refresh },
        }),
    ))
    .await;
    assert_eq!(body["data"]["logout"], true);
    for ended in [by_access, by_refresh] {
        assert_eq!(code(&query(&server, &ended.access, ME).await), "UNAUTHENTICATED");
        assert_eq!(code(&refresh(&server, &ended.refresh).await), "UNAUTHENTICATED");
    }
    server.set(json!({ "guardLogout": true })).await;
    let tokens = login(&server).await;
    let body = answer(ask(&server, &logout)).await;
    assert_eq!(code(&body), "UNAUTHENTICATED");
    assert_eq!(body["data"], json!({ "logout": null }));
    let body = answer(ask(&server, &logout).bearer_auth(&tokens.access)).await;
    assert_eq!(body["data"]["logout"], true);
    assert_eq!(server.counters().await["logout"], 4);
}

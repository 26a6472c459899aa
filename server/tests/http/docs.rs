//! The OpenAPI document is true: each dialect is used by following the document alone.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::{
    jar::Jar,
    support::{Read, Sent, Server},
};

/// The operation of a dialect with this summary: its path, its method, and its description.
fn operation<'a>(document: &'a Value, tag: &str, summary: &str) -> (&'a str, Method, &'a Value) {
    let paths = document["paths"].as_object().expect("paths");
    let found = paths.iter().find_map(|(path, operations)| {
        let (method, described) = operations
            .as_object()?
            .iter()
            .find(|(_, described)| described["tags"] == json!([tag]) && described["summary"] == summary)?;
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).ok()?;
        Some((path.as_str(), method, described))
    });
    found.expect(summary)
}

fn names(value: &Value) -> Vec<&String> {
    value
        .as_object()
        .map(|entries| entries.keys().collect())
        .unwrap_or_default()
}

/// The request with an access token where the security scheme says.
fn carrying(request: RequestBuilder, scheme: &Value, token: &str) -> RequestBuilder {
    match (scheme["in"].as_str(), scheme["name"].as_str()) {
        (Some("cookie"), Some(name)) => request.header("cookie", format!("{name}={token}")),
        (_, Some(header)) => request.header(header, token),
        _ => request.bearer_auth(token),
    }
}

const DIALECTS: [&str; 12] = [
    "bearer",
    "forbidden",
    "query",
    "header",
    "envelope",
    "code",
    "oauth2",
    "cookie",
    "cookies",
    "bearer-refresh",
    "pair",
    "self",
];

#[tokio::test]
async fn each_dialect_answers_as_the_document_says() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    assert_eq!(document["openapi"], "3.1.0");
    for dialect in DIALECTS {
        let (path, method, login) = operation(&document, dialect, "Login");
        let body = &login["requestBody"]["content"]["application/json"]["example"];
        let reply = server
            .client
            .request(method, format!("{}{path}", server.base))
            .json(body)
            .sent()
            .await;
        let said = &login["responses"][reply.status().as_str()];
        for header in names(&said["headers"]) {
            assert!(reply.headers().contains_key(header), "{dialect}: {header}");
        }
        let mut jar = Jar::default();
        jar.take(&reply);
        let header = reply.header("refresh-token");
        let body = reply.body().await;
        let example = &said["content"]["application/json"]["examples"]["logged in"]["value"];
        assert_eq!(names(&body), names(example), "{dialect}");
        assert_eq!(names(&body["data"]), names(&example["data"]), "{dialect}");

        let text_at = |pointer: &&str| body.pointer(pointer)?.as_str().map(str::to_owned);
        let token = ["/refresh_token", "/refreshToken", "/data/refreshToken"]
            .iter()
            .find_map(text_at)
            .or(header)
            .or_else(|| text_at(&"/access_token").filter(|_| jar.0.is_empty()))
            .unwrap_or_default();
        let (path, method, refresh) = operation(&document, dialect, "Refresh");
        let mut request = server.client.request(method, format!("{}{path}", server.base));
        for (media, content) in refresh["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let mut fields = content["example"].clone();
            for value in fields.as_object_mut().expect("fields").values_mut() {
                if value == "…" {
                    *value = json!(token);
                } else if value == "the access token, expired or not" {
                    *value = body["accessToken"].clone();
                }
            }
            request = match media.as_str() {
                "application/json" => request.json(&fields),
                _ => request.form(&fields),
            };
        }
        for parameter in refresh["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            request = match parameter["in"].as_str() {
                Some("query") => request.query(&[(name, &token)]),
                Some("header") if name == "x-csrf" => request.header(name, jar.value("csrf")),
                Some("header") => request.header(name, &token),
                _ => request.header("cookie", format!("{name}={}", jar.value(name))),
            };
        }
        if refresh["security"].is_array() {
            request = request.bearer_auth(&token);
        }
        let reply = request.sent().await;
        let said = &refresh["responses"][reply.status().as_str()];
        let example = &said["content"]["application/json"]["examples"]["granted"]["value"];
        assert!(reply.status().is_success(), "{dialect}: {}", reply.status());
        for header in names(&said["headers"]) {
            assert!(reply.headers().contains_key(header), "{dialect}: {header}");
        }
        let body = reply.bytes().await.expect("a body");
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        assert_eq!(names(&body), names(example), "{dialect}");
    }
}

#[tokio::test]
async fn after_the_logout_the_access_token_is_refused_at_once() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    let demo = json!({ "username": "demo", "password": "demo" });
    for dialect in DIALECTS {
        let (login, ..) = operation(&document, dialect, "Login");
        let (logout, _, described) = operation(&document, dialect, "Logout");
        let (me, _, said) = operation(&document, dialect, "Who the access token belongs to");
        let reply = server.post(login).json(&demo).sent().await;
        let mut jar = Jar::default();
        jar.take(&reply);
        let header = reply.header("token");
        let body = reply.body().await;
        let token = ["/access_token", "/accessToken", "/data/accessToken"]
            .iter()
            .find_map(|pointer| body.pointer(pointer)?.as_str().map(str::to_owned))
            .or(header)
            .unwrap_or_default();
        let scheme = &document["components"]["securitySchemes"][dialect];
        let carrying = |request| match scheme["in"].as_str() {
            Some("cookie") => carrying(request, scheme, jar.value("access")),
            _ => carrying(request, scheme, &token),
        };
        assert!(carrying(server.get(me)).sent().await.status().is_success());
        let mut request = carrying(server.post(logout));
        if described["parameters"].is_array() {
            request = request.header("x-csrf", jar.value("csrf"));
            request = request.header("cookie", format!("csrf={}", jar.value("csrf")));
        }
        let done = request.sent().await;
        assert!(done.status().is_success(), "{dialect}");
        let refused = carrying(server.get(me)).sent().await;
        let what = said["responses"][refused.status().as_str()]["content"]["application/json"]["examples"]
            ["refused access token"]["value"]
            .clone();
        assert_eq!(names(&refused.body().await), names(&what), "{dialect}");
        assert!(what.is_object(), "{dialect}");
    }
}

#[tokio::test]
async fn a_refused_access_token_has_the_status_that_is_written_down() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    for dialect in DIALECTS {
        let (path, _, me) = operation(&document, dialect, "Who the access token belongs to");
        let scheme = &document["components"]["securitySchemes"][dialect];
        let reply = carrying(server.get(path), scheme, "nonsense").sent().await;
        let said = me["responses"][reply.status().as_str()]["description"].as_str();
        assert!(
            said.expect(dialect).contains("unreadable access token"),
            "{dialect}"
        );
    }
}

#[tokio::test]
async fn with_one_url_each_call_is_an_example_and_answered_as_the_document_says() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    let (path, method, operation) = operation(&document, "graphql", "Login, refresh, logout and resources");
    assert_eq!(method, Method::POST);
    let samples = &operation["requestBody"]["content"]["application/json"]["examples"];
    let said = &operation["responses"]["200"]["content"]["application/json"]["examples"];
    let ask = async |name: &str, access: &str, refresh: &str| {
        let mut body = samples[name]["value"].clone();
        assert!(body["query"].is_string(), "{name}");
        if body["variables"]["token"] == "…" {
            body["variables"]["token"] = json!(refresh);
        }
        let request = server.post(path).json(&body).bearer_auth(access);
        let reply = request.sent().await;
        assert_eq!(reply.status(), StatusCode::OK);
        reply.body().await
    };
    // The same fields, down to the tokens.
    let shape = |body: &Value| {
        let parts = body["data"].as_object().into_iter().flatten();
        parts
            .map(|(name, part)| (name.clone(), names(part).into_iter().cloned().collect::<Vec<_>>()))
            .collect::<Vec<_>>()
    };
    let as_said = |body: &Value, what: &str| {
        let example = &said[what]["value"];
        assert_eq!(names(body), names(example), "{what}");
        assert_eq!(shape(body), shape(example), "{what}");
        assert_eq!(
            body["errors"][0]["extensions"], example["errors"][0]["extensions"],
            "{what}"
        );
    };
    let logged_in = ask("Login", "none", "").await;
    as_said(&logged_in, "logged in");
    let tokens = |body: &Value, field: &str| {
        let token = |name: &str| body["data"][field][name].as_str().unwrap_or_default().to_owned();
        (token("accessToken"), token("refreshToken"))
    };
    let (access, refresh) = tokens(&logged_in, "login");
    as_said(&ask("Resources", &access, "").await, "served");
    as_said(&ask("Resources", "none", "").await, "refused access token");
    let refreshed = ask("Refresh", "none", &refresh).await;
    as_said(&refreshed, "granted");
    let (access, refresh) = tokens(&refreshed, "refresh");
    as_said(&ask("Logout", &access, "").await, "logged out");
    as_said(&ask("Refresh", "none", &refresh).await, "refresh refused");
}

#[tokio::test]
async fn a_revocation_goes_as_the_document_says() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    let (path, _, revocation) = operation(&document, "oauth2", "Revocation");
    let tokens = server.login().await;
    let mut fields =
        revocation["requestBody"]["content"]["application/x-www-form-urlencoded"]["example"].clone();
    fields["token"] = json!(tokens.refresh);
    assert_eq!(
        server.post(path).form(&fields).sent().await.status(),
        StatusCode::OK
    );
    assert_eq!(server.me(&tokens.access).await, StatusCode::UNAUTHORIZED);
    let refused = server.post(path).sent().await;
    let what = &revocation["responses"][refused.status().as_str()]["content"]["application/json"];
    assert_eq!(names(&refused.body().await), ["error"]);
    assert!(what["examples"].is_object());
}

#[tokio::test]
async fn every_dialect_is_in_the_document_and_in_these_tests() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    let mut known = names(&document["components"]["securitySchemes"]);
    known.retain(|name| *name != "graphql");
    let mut tested = DIALECTS.to_vec();
    tested.sort_unstable();
    assert_eq!(known, tested);
}

#[tokio::test]
async fn the_page_and_what_it_needs_are_there() {
    let server = Server::start().await;
    for (path, media) in [
        ("/docs", "text/html; charset=utf-8"),
        ("/docs/page.js", "text/javascript"),
        ("/docs/page.css", "text/css"),
    ] {
        let reply = server.get(path).sent().await;
        assert_eq!(reply.status(), StatusCode::OK);
        assert_eq!(reply.header("content-type").as_deref(), Some(media));
    }
}

//! The OpenAPI document is true: each dialect is used by following the document alone.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server};

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

const DIALECTS: [&str; 8] = [
    "bearer",
    "forbidden",
    "query",
    "header",
    "envelope",
    "code",
    "oauth2",
    "cookie",
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
        let cookie = reply.header("set-cookie").unwrap_or_default();
        let header = reply.header("refresh-token");
        let body = reply.body().await;
        let example = &said["content"]["application/json"]["examples"]["logged in"]["value"];
        assert_eq!(names(&body), names(example), "{dialect}");
        assert_eq!(names(&body["data"]), names(&example["data"]), "{dialect}");

        let token = ["/refresh_token", "/refreshToken", "/data/refreshToken"]
            .iter()
            .find_map(|pointer| body.pointer(pointer)?.as_str().map(str::to_owned))
            .or(header)
            .unwrap_or_else(|| {
                let (_, value) = cookie.split_once('=').expect("a cookie");
                value.split(';').next().unwrap_or_default().to_owned()
            });
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
                Some("header") => request.header(name, &token),
                _ => request.header("cookie", format!("{name}={token}")),
            };
        }
        let reply = request.sent().await;
        let said = &refresh["responses"][reply.status().as_str()];
        let example = &said["content"]["application/json"]["examples"]["granted"]["value"];
        assert!(reply.status().is_success(), "{dialect}: {}", reply.status());
        assert_eq!(names(&reply.body().await), names(example), "{dialect}");
    }
}

#[tokio::test]
async fn after_the_logout_the_access_token_is_refused_at_once() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").sent().await.body().await;
    let demo = json!({ "username": "demo", "password": "demo" });
    for dialect in DIALECTS {
        let (login, ..) = operation(&document, dialect, "Login");
        let (logout, ..) = operation(&document, dialect, "Logout");
        let (me, _, said) = operation(&document, dialect, "Who the access token belongs to");
        let reply = server.post(login).json(&demo).sent().await;
        let header = reply.header("token");
        let body = reply.body().await;
        let token = ["/access_token", "/accessToken", "/data/accessToken"]
            .iter()
            .find_map(|pointer| body.pointer(pointer)?.as_str().map(str::to_owned))
            .or(header)
            .expect(dialect);
        let scheme = &document["components"]["securitySchemes"][dialect];
        let carrying = |request: RequestBuilder| match scheme["name"].as_str() {
            Some(header) => request.header(header, &token),
            None => request.bearer_auth(&token),
        };
        assert!(carrying(server.get(me)).sent().await.status().is_success());
        let done = carrying(server.post(logout)).sent().await;
        assert_eq!(done.status(), StatusCode::NO_CONTENT, "{dialect}");
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
        let request = server.get(path);
        let request = match scheme["name"].as_str() {
            Some(header) => request.header(header, "nonsense"),
            None => request.bearer_auth("nonsense"),
        };
        let reply = request.sent().await;
        let said = me["responses"][reply.status().as_str()]["description"].as_str();
        assert!(said.expect(dialect).contains("refused access token"), "{dialect}");
    }
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

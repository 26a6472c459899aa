//! Cookies only: the session, and what strange pages cannot do to it.

mod forgery;
mod session;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::json;

use crate::{
    jar::Jar,
    support::{Read, Sent, Server, demo},
};

async fn login(server: &Server) -> Jar {
    let mut jar = Jar::default();
    let reply = server.post("/cookies/login").json(&demo()).sent().await;
    assert_eq!(reply.status(), StatusCode::OK);
    jar.take(&reply);
    jar
}

/// A call with the cookies that a browser would send, and without the header.
fn ask(server: &Server, jar: &Jar, method: Method, path: &str) -> RequestBuilder {
    server
        .client
        .request(method, format!("{}{path}", server.base))
        .header("cookie", jar.sent_to(path))
}

/// The same as a page of ours makes it.
fn post(server: &Server, jar: &Jar, path: &str) -> RequestBuilder {
    ask(server, jar, Method::POST, path).header("x-csrf", jar.value("csrf"))
}

async fn me(server: &Server, jar: &Jar) -> StatusCode {
    ask(server, jar, Method::GET, "/cookies/me").sent().await.status()
}

async fn is_refused(reply: Response, status: StatusCode, error: &str) {
    assert_eq!(reply.status(), status);
    assert_eq!(
        reply.header("set-cookie"),
        None,
        "a refusal leaves the cookies alone"
    );
    assert_eq!(reply.body().await, json!({ "error": error }));
}

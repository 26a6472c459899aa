//! A server on a port of its own, and a client for it.

use std::sync::Arc;

use authflight_server::{router::router, serve, site::Site, state::AppState, store::Store};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

/// A running server; it stops when this is dropped.
pub struct Server {
    pub base: String,
    pub client: Client,
    _stop: oneshot::Sender<()>,
}

/// The tokens of a session.
#[derive(Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Server {
    pub async fn start() -> Self {
        Self::with_site(Site::default()).await
    }

    pub async fn with_site(site: Site) -> Self {
        let store = Store::open("sqlite::memory:").await.expect("an in-memory store");
        let app = Arc::new(AppState::new(store).expect("randomness"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            serve::serve(
                listener,
                router(&app, &site),
                app.failures.breaking_ordered(),
                stopped,
            )
            .await;
        });
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            base,
            client,
            _stop: stop,
        }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base))
    }

    /// Changes settings.
    pub async fn set(&self, settings: Value) {
        let request = self
            .client
            .put(format!("{}/control/settings", self.base))
            .json(&settings);
        assert_eq!(request.sent().await.status(), StatusCode::OK);
    }

    /// Gives an order to the control surface.
    pub async fn order(&self, what: &str, order: Value) {
        let request = self.post(&format!("/control/{what}")).json(&order);
        assert_eq!(request.sent().await.status(), StatusCode::NO_CONTENT, "{what}");
    }

    pub async fn counters(&self) -> Value {
        self.get("/control/state").sent().await.body().await["counters"].take()
    }

    pub async fn log(&self) -> Vec<Value> {
        self.get("/control/log").sent().await.json().await.expect("a log")
    }

    /// Waits for a counter.
    pub async fn wait(&self, counter: &str, at_least: u64) {
        let path = format!("/control/wait?counter={counter}&atLeast={at_least}&timeoutMs=5000");
        assert_eq!(self.get(&path).sent().await.status(), StatusCode::OK, "{counter}");
    }

    /// Logs in to the bearer dialect.
    pub async fn login(&self) -> Tokens {
        let body = self.post("/bearer/login").json(&demo()).sent().await.body().await;
        Tokens {
            access: text(&body, "/access_token"),
            refresh: text(&body, "/refresh_token"),
        }
    }

    /// Refreshes in the bearer dialect.
    pub fn refresh(&self, refresh_token: &str) -> RequestBuilder {
        self.post("/bearer/refresh")
            .json(&json!({ "refresh_token": refresh_token }))
    }

    /// Requests `/me` of the bearer dialect.
    pub async fn me(&self, access_token: &str) -> StatusCode {
        self.get("/bearer/me")
            .bearer_auth(access_token)
            .sent()
            .await
            .status()
    }
}

/// The demo user's credentials.
pub fn demo() -> Value {
    json!({ "username": "demo", "password": "demo" })
}

/// A text in a body.
pub fn text(body: &Value, pointer: &str) -> String {
    body.pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| missing(body, pointer))
        .to_owned()
}

fn missing<'a>(body: &Value, pointer: &str) -> &'a str {
    assert!(body.pointer(pointer).is_some(), "no {pointer} in {body}");
    ""
}

/// Sending, where a reply is expected.
pub trait Sent {
    async fn sent(self) -> Response;
}

impl Sent for RequestBuilder {
    async fn sent(self) -> Response {
        self.send().await.expect("a reply")
    }
}

/// Reading a reply.
pub trait Read {
    async fn body(self) -> Value;
    fn header(&self, name: &str) -> Option<String>;
}

impl Read for Response {
    async fn body(self) -> Value {
        self.json().await.expect("JSON")
    }

    fn header(&self, name: &str) -> Option<String> {
        Some(self.headers().get(name)?.to_str().expect("text").to_owned())
    }
}

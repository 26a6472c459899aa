use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Read, Sent, Server};

#[tokio::test]
async fn orders_are_listed_and_found() {
    let server = Server::start().await;
    let access = server.login().await.access;
    let orders = server
        .get("/bearer/orders")
        .bearer_auth(&access)
        .sent()
        .await
        .body()
        .await;
    assert_eq!(orders.as_array().map(Vec::len), Some(20));
    let one = server
        .get("/bearer/orders/1003")
        .bearer_auth(&access)
        .sent()
        .await
        .body()
        .await;
    assert_eq!(one, orders[2]);
    for key in ["id", "customer", "total", "date"] {
        assert!(!one[key].is_null(), "{key}");
    }
    let none = server.get("/bearer/orders/7").bearer_auth(&access).sent().await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn echo_tells_all_but_the_token() {
    let server = Server::start().await;
    let access = server.login().await.access;
    let reply = server
        .client
        .patch(format!("{}/bearer/echo?a=1&b=%20", server.base))
        .bearer_auth(&access)
        .header("X-Custom", "yes")
        .header("content-type", "text/plain")
        .body("hello")
        .sent()
        .await;
    let whole = reply.text().await.expect("text");
    assert!(!whole.contains(&access));
    let echo: Value = serde_json::from_str(&whole).expect("JSON");
    assert_eq!(echo["method"], "PATCH");
    assert_eq!(echo["path"], "/bearer/echo");
    assert_eq!(echo["query"], "a=1&b=%20");
    assert_eq!(echo["headers"]["x-custom"], "yes");
    assert!(echo["headers"]["authorization"].is_null());
    assert_eq!(echo["authorized_as"], "demo");
    assert!(echo["session"].is_string());
    assert_eq!(echo["body_length"], 5);
    assert_eq!(echo["body_text"], "hello");
    assert_eq!(
        echo["body_sha256"],
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    );
}

#[tokio::test]
async fn raw_sends_large_bodies_back_byte_for_byte() {
    let server = Server::start().await;
    let access = server.login().await.access;
    let body: Vec<u8> = (0..3_000_000_u32)
        .map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1])
        .collect();
    let request = server
        .post("/bearer/raw")
        .header("content-type", "application/x-thing");
    let reply = request.bearer_auth(&access).body(body.clone()).sent().await;
    assert_eq!(
        reply.header("content-type").as_deref(),
        Some("application/x-thing")
    );
    assert!(reply.bytes().await.expect("a body") == body);
}

#[tokio::test]
async fn the_small_resources_do_what_they_say() {
    let server = Server::start().await;
    let access = server.login().await.access;
    let ask = async |path: &str| {
        server
            .get(&format!("/bearer/{path}"))
            .bearer_auth(&access)
            .sent()
            .await
    };
    assert_eq!(ask("me").await.body().await["username"], "demo");
    assert_eq!(ask("status/418").await.status(), StatusCode::IM_A_TEAPOT);
    assert_eq!(ask("status/204").await.status(), StatusCode::NO_CONTENT);
    for wrong in ["status/99", "status/700", "status/x", "slow?ms=x", "redirect"] {
        assert_eq!(ask(wrong).await.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(ask("slow?ms=5").await.body().await, json!({ "waited": 5 }));
    let redirect = ask("redirect?to=http%3A%2F%2Felsewhere.test%2F").await;
    assert_eq!(redirect.status(), StatusCode::FOUND);
    assert_eq!(
        redirect.header("location").as_deref(),
        Some("http://elsewhere.test/")
    );
    assert_eq!(ask("nothing").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn public_needs_no_token_and_says_whether_one_came() {
    let server = Server::start().await;
    assert_eq!(
        server.get("/bearer/public").sent().await.body().await,
        json!({ "public": true, "carried_token": false })
    );
    let carried = server
        .get("/bearer/public")
        .bearer_auth("x")
        .sent()
        .await
        .body()
        .await;
    assert_eq!(carried["carried_token"], true);
    assert_eq!(server.counters().await["resource"]["received"], 0);
}

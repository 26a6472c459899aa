//! R25: a token goes to the page's own origin only, as the browser itself reads the URL.

use authflight::browser::global::resolve;
use authflight_protocol::{
    destination::Destinations, destination::RequestFacts, destination::Routing, destination::join,
};
use wasm_bindgen_test::wasm_bindgen_test;

fn route(base: &str, url: &str) -> Option<Routing> {
    let page = resolve("").expect("a page has a URL");
    let destinations = Destinations {
        origins: vec![page.origin],
        ..Destinations::default()
    };
    let target = resolve(&join(base, url))?;
    Some(destinations.route(&RequestFacts {
        target: &target,
        method: "GET",
        has_own_header: false,
        without_auth: false,
        exempt_by_pattern: false,
    }))
}

fn host() -> String {
    let page = resolve("").expect("a page has a URL");
    page.origin.trim_start_matches("http://").to_string()
}

#[wasm_bindgen_test]
fn the_pages_own_origin_carries_it() {
    let host = host();
    for url in [
        "",
        "/orders",
        "orders?a=//evil.example",
        "#x",
        "http:orders",
        "/%2F%2Fevil.example",
        "./..//orders",
        &format!("http://{host}/orders"),
        &format!("HTTP://{host}/orders"),
        &format!("http:\\\\{host}\\orders"),
    ] {
        assert_eq!(route("", url), Some(Routing::Authorized), "{url:?}");
    }
}

#[wasm_bindgen_test]
fn every_other_origin_does_not() {
    let host = host();
    for url in [
        "//evil.example/orders",
        "///evil.example/orders",
        "/\\evil.example/orders",
        "\\\\evil.example\\orders",
        "\t//evil.example",
        " https://evil.example",
        "https:\\\\evil.example",
        "https:/evil.example",
        "https:evil.example",
        "ht\ntps://evil.example",
        "/\t/evil.example",
        &format!("https://{host}/orders"),
        &format!("http://{host}@evil.example/"),
        &format!("http://{host}:pass@evil.example/"),
        &format!("http://evil.example/{host}"),
        &format!("http://evil.example#@{host}"),
        &format!("http://evil.example\\@{host}"),
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1:1/orders",
        "ws://evil.example/",
        "javascript:alert(1)",
        "data:text/plain,orders",
        "about:blank",
        "file:///etc/passwd",
        "mailto:someone@evil.example",
    ] {
        assert_eq!(route("", url), Some(Routing::Withheld), "{url:?}");
    }
}

#[wasm_bindgen_test]
fn below_a_base_only_absolute_urls_leave_it() {
    for url in [
        "/orders",
        "orders",
        "https:\\\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
    ] {
        assert_eq!(route("/api", url), Some(Routing::Authorized), "{url:?}");
    }
    for url in ["//evil.example", "https://evil.example"] {
        assert_eq!(route("/api", url), Some(Routing::Withheld), "{url:?}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_url_has_no_origin() {
    for url in ["http://", "http://[", "http://x:99999/"] {
        assert_eq!(route("", url), None, "{url:?}");
    }
}

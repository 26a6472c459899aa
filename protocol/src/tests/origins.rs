//! The origins that a configuration names: which it may, and which are warned of.

use super::harness::{Tab, policy, session, try_policy};
use crate::{Event, Input, event::Warning};

/// Both options that list origins, with this one in the second place.
fn told(option: &str, origin: &str) -> Result<(), String> {
    let config = format!(r#"{{"{option}":{{"origins":["https://good.example",{origin:?}]}}}}"#);
    try_policy(&config).map(|_| ()).map_err(|error| error.message)
}

#[test]
fn an_origin_that_is_none_is_named_with_its_place() {
    for option in ["attach", "tokens"] {
        for wrong in [
            "",
            "*",
            "null",
            "api.example.com",
            "//x",
            "https://*.example",
            "https://x/path",
            "https://x?q",
            "https://x#f",
            "https://user@x",
            "https://",
            "file://",
            "file:///x",
            "ws://x",
        ] {
            let message = told(option, wrong).expect_err(wrong);
            let expected = format!(
                r#"config.{option}.origins[1]: expected an origin such as "https://api.example", got "{wrong}""#
            );
            assert_eq!(message, expected);
        }
        for good in ["https://x.example", "https://x.example/", "http://localhost:8080"] {
            assert_eq!(told(option, good), Ok(()));
        }
    }
}

/// What the parser makes of it counts: two spellings are one origin, and none becomes the page's own.
#[test]
fn what_is_kept_is_what_the_url_parser_made_of_it() {
    let policy =
        policy(r#"{"attach":{"origins":["https://b.example/"]},"tokens":{"origins":["https://c.example"]}}"#);
    assert_eq!(
        policy.destinations.origins,
        ["https://app.example", "https://b.example"]
    );
    assert_eq!(policy.places.origins, ["https://c.example"]);
}

fn insecure(config: &str) -> Vec<Event> {
    let mut tab = Tab::new(config);
    tab.start();
    tab.start();
    tab.events
}

#[test]
fn tokens_over_plain_http_are_warned_of_once() {
    for (config, origin) in [
        (r#"{"baseURL":"http://api.example/v1"}"#, "http://api.example"),
        (
            r#"{"attach":{"origins":["http://a.example"]}}"#,
            "http://a.example",
        ),
        (r#"{"refresh":"http://r.example/r"}"#, "http://r.example"),
        (r#"{"login":"http://l.example/l"}"#, "http://l.example"),
        (r#"{"logout":"http://o.example/o"}"#, "http://o.example"),
        (
            r#"{"baseURL":"http://a.example","login":"/l","refresh":"http://b.example:81/r"}"#,
            "http://a.example, http://b.example:81",
        ),
    ] {
        let origin = origin.to_string();
        let warning = Event::Warning(Warning::InsecureTransport { origin });
        assert_eq!(insecure(config), [warning], "{config}");
    }
}

#[test]
fn https_the_own_machine_and_servers_without_a_page_are_not() {
    for config in [
        "{}",
        r#"{"baseURL":"https://api.example","refresh":"/r"}"#,
        r#"{"baseURL":"http://localhost:8080","login":"/l"}"#,
        r#"{"baseURL":"http://app.localhost"}"#,
        r#"{"baseURL":"http://127.0.0.1:3000"}"#,
        r#"{"baseURL":"http://[::1]:3000"}"#,
        r#"{"baseURL":"http://page.invalid"}"#,
    ] {
        assert_eq!(insecure(config), [], "{config}");
    }
}

/// R23
#[test]
fn a_key_that_another_back_end_uses_is_warned_of_once_and_costs_nothing() {
    let mut tab = Tab::restored("{}", session("old", 1));
    let origin = "https://other.example".to_string();
    for _ in 0..2 {
        let origin = origin.clone();
        tab.feed(Input::StorageKeyShared { origin });
    }
    assert_eq!(tab.events, [Event::Warning(Warning::StorageKeyShared { origin })]);
    assert_eq!(tab.access(), Some("old"));
}

#[test]
fn one_key_and_one_back_end_are_one_session() {
    let name = |config| policy(config).session_name();
    assert_eq!(name("{}"), "authflight@https://app.example");
    assert_ne!(name("{}"), name(r#"{"baseURL":"https://other.example"}"#));
    assert_ne!(name("{}"), name(r#"{"storageKey":"k"}"#));
    assert_eq!(name("{}"), name(r#"{"baseURL":"/api"}"#));
}

//! Every option with every wrong value: what is taken has an effect, and everything else is refused by name.

mod table;

use table::ALL;

use super::harness::{json, try_policy, try_policy_of};
use crate::{location::Location, policy::Functions, value::Value};

/// What an option is given: nonsense, and something good for each kind.
fn values() -> Vec<Value> {
    let numbers = [
        0.0,
        0.5,
        1.0,
        -1.0,
        -0.5,
        99.0,
        200.0,
        422.5,
        600.0,
        1e300,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    let texts = [
        "",
        " ",
        "x",
        "x\n",
        "\u{0}",
        "\u{4ee4}\u{724c}",
        ".a",
        "a b",
        "TRACE",
        "GET",
        "local",
        "session",
        "always",
        "+08:00",
        "minutes",
        "follow",
        "error",
        "include",
        "body",
        "body:a",
        "body:",
        "body:.",
        "header:x-a",
        "header:x a",
        "header:x\n",
        "query:a",
        "query:",
        "form:a",
        "form:",
        "cookie",
        "https://a.example",
        "/path",
    ];
    let others = [
        "null",
        "true",
        "false",
        "[]",
        "[null]",
        "[true]",
        "[0]",
        "[401]",
        "[[]]",
        "[{}]",
        r#"["x"]"#,
        r#"[""]"#,
        r#"["body:a"]"#,
        r#"["body:a",1]"#,
        r#"["https://a.example"]"#,
        "{}",
        r#"{"nothing":1}"#,
        r#"{"url":"/x"}"#,
        r#"{"url":""}"#,
        r#"{"x y":"1"}"#,
        r#"{"x":"a\nb"}"#,
        r#"{"x":"1"}"#,
        r#"{"x":"\u4ee4"}"#,
        r#"{"path":"a","in":[1]}"#,
        r#"{"path":"a"}"#,
        r#"{"path":"a","in":1}"#,
        r#"{"path":"","in":[1]}"#,
        r#"{"path":"a..b","in":[1]}"#,
        r#"[{"path":"a","in":[1]}]"#,
        r#"{"path":"a","in":[1],"not":1}"#,
    ];
    let numbers = numbers.into_iter().map(Value::Number);
    let texts = texts.into_iter().map(Value::text);
    numbers.chain(texts).chain(others.into_iter().map(json)).collect()
}

/// A configuration in which the option is the only doubt.
fn configured(path: &str, value: Value) -> Value {
    let mut config = Value::Null;
    match path.split_once('.') {
        Some((endpoint @ ("login" | "refresh" | "logout" | "user"), option)) if option != "url" => {
            config.set(&format!("{endpoint}.url"), Value::text("/x"));
        }
        Some(("idle", "warn")) => config.set("idle.after", Value::whole(700)),
        Some(("adopt", "refresh")) => config.set("adopt.access", Value::text("t")),
        _ => {}
    }
    match path {
        "refresh.method" => config.set("refresh.send", Value::text("cookie")),
        "refresh.scheme" => config.set("refresh.send", Value::text("header:x-a")),
        "logout.scheme" => config.set("logout.send", Value::text("header:x-a")),
        "refresh.send.access" => config.set("refresh.send.refresh", Value::text("query:b")),
        _ => {}
    }
    config.set(path, value);
    config
}

#[test]
fn every_option_takes_what_is_right_and_refuses_the_rest_by_its_name() {
    let mut wrong = Vec::new();
    let mut taken = 0;
    for (path, kind) in ALL {
        for value in values() {
            let config = configured(path, value.clone());
            let told = try_policy_of(&config, Functions::default());
            let is_expected = match &told {
                Ok(_) => kind.takes(&value) || value == Value::Null,
                Err(error) => {
                    // An endpoint without a url, or an adoption without a key, is not named by the part that is absent.
                    let absent = value == Value::Null && path.contains('.');
                    let place = error.message.strip_prefix(&format!("config.{path}"));
                    absent
                        || place.is_some_and(|rest| rest.starts_with([':', '.', '['])) && {
                            // What is right by itself may not fit the rest: a URL that is none, an adoption without a key, a warning before its time.
                            let unfit = [
                                "a URL",
                                "the key of the access token",
                                "so many seconds",
                                "fewer seconds",
                                "an origin",
                                "an endpoint with a url",
                            ];
                            !kind.takes(&value) || unfit.iter().any(|words| error.message.contains(words))
                        }
                }
            };
            taken += usize::from(told.is_ok());
            if !is_expected {
                wrong.push((
                    *path,
                    format!("{value:?}"),
                    value.as_text().map(str::to_string),
                    told.err(),
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(taken > 300, "{taken} were taken");
}

/// Nothing is taken and ignored. The TypeScript layer alone uses `headers`, `unwrap` and the login's own method and headers.
#[test]
fn every_option_that_is_taken_has_an_effect() {
    let without = |path: &str| try_policy_of(&configured(path, Value::Null), Functions::default());
    for (path, _) in ALL {
        if matches!(
            *path,
            "headers"
                | "unwrap"
                | "xsrf"
                | "xsrf.cookie"
                | "xsrf.header"
                | "login.url"
                | "user.url"
                | "user.method"
                | "user.headers"
                | "user.credentials"
                | "refresh.url"
                | "logout.url"
                | "adopt.access"
                | "idle.after"
        ) {
            continue;
        }
        let has_effect = values().into_iter().any(|value| {
            let with = try_policy_of(&configured(path, value), Functions::default());
            with.is_ok() && with != without(path)
        });
        let is_part = [
            "tokens",
            "attach",
            "expired",
            "adopt",
            "idle",
            "proactive",
            "retry",
            "replay",
            "refresh.body",
            "refresh.refused",
            "login.body",
            "logout.body",
        ];
        assert!(has_effect || is_part.contains(path), "{path}");
    }
}

#[test]
fn what_the_other_options_leave_no_room_for_is_refused() {
    for (config, message) in [
        (
            r#"{"refresh":{"url":"/r","method":"GET","send":"query:t","body":{"a":1}}}"#,
            "config.refresh.body: expected none with GET, got an object",
        ),
        (
            r#"{"refresh":{"url":"/r","send":"form:t","body":{"scope":["a"]}}}"#,
            "config.refresh.body.scope: expected a string, a boolean or a whole number, as a form holds it, got an array",
        ),
        (
            r#"{"refresh":{"url":"/r","send":"form:t","body":{"a":1.5}}}"#,
            "config.refresh.body.a: expected a string, a boolean or a whole number, as a form holds it, got a number",
        ),
        (
            r#"{"attach":{"scheme":"Bearer\n"}}"#,
            "config.attach.scheme: expected a string that a header can hold, got \"Bearer\n\"",
        ),
        (
            r#"{"tokens":{"access":"header:my token"}}"#,
            r#"config.tokens.access: expected "body", "body:…" or "header:…", with a name that a reply can hold, got "header:my token""#,
        ),
        (
            r#"{"refresh":{"url":"/r","send":"header:Authorization Bearer"}}"#,
            r#"config.refresh.send: expected "body", "body:…", "header:…", "query:…", "form:…" or "cookie", with a name that a message can hold, got a string"#,
        ),
        (
            r#"{"login":{"url":"/l","method":"TRACE"}}"#,
            r#"config.login.method: expected a method that fetch sends, got "TRACE""#,
        ),
        (
            r#"{"expired":{"status":[1000]}}"#,
            "config.expired.status[0]: expected an HTTP status, got 1000",
        ),
        (
            r#"{"idle":{"warn":60}}"#,
            r#"config.idle: expected so many seconds as "after", got an object"#,
        ),
        (
            r#"{"idle":{"after":60,"warn":60}}"#,
            r#"config.idle.warn: expected fewer seconds than "after", got 60"#,
        ),
    ] {
        let told = try_policy(config).map(|_| ()).map_err(|error| error.message);
        assert_eq!(told, Err(message.to_string()));
    }
}

/// Half a millisecond is a timeout, and no timeout is none.
#[test]
fn a_fraction_is_not_lost() {
    let timeout = |given: &str| try_policy(given).map(|policy| policy.timeout);
    assert_eq!(timeout(r#"{"timeout":0.5}"#), Ok(1));
    assert_eq!(timeout(r#"{"timeout":0}"#), Ok(0));
}

#[test]
fn idle_sessions_end_after_seconds_and_are_warned_of_a_minute_before() {
    let idle = |given: &str| try_policy(given).map(|policy| policy.idle.map(|idle| (idle.after, idle.warn)));
    assert_eq!(idle("{}"), Ok(None));
    assert_eq!(idle(r#"{"idle":{"after":900}}"#), Ok(Some((900_000, 60_000))));
    assert_eq!(idle(r#"{"idle":{"after":20}}"#), Ok(Some((20_000, 10_000))));
    assert_eq!(idle(r#"{"idle":{"after":1.5,"warn":0}}"#), Ok(Some((1_500, 0))));
}

fn told(path: &str, value: Value) -> String {
    let mut config = Value::Null;
    config.set(path, value);
    let refused = try_policy_of(&config, Functions::default());
    refused.expect_err(path).message
}

#[test]
fn a_wrong_value_of_any_option_is_named_with_what_came() {
    for (path, _) in ALL {
        let message = told(path, Value::List(vec![Value::List(Vec::new())]));
        let named = message.starts_with(&format!("config.{path}: expected "))
            || message.starts_with(&format!("config.{path}[0]: expected "));
        assert!(named && message.contains(", got an array"), "{path}: {message}");
    }
}

#[test]
fn a_letter_left_out_of_any_option_is_found() {
    for (path, _) in ALL {
        let (before, name) = path
            .rsplit_once('.')
            .map_or(("", *path), |(before, name)| (before, name));
        let mistyped = format!("{}{}", &name[..1], &name[2..]);
        let dot = if before.is_empty() { "" } else { "." };
        let message = told(&format!("{before}{dot}{mistyped}"), Value::Null);
        let expected = format!(r#"config.{before}{dot}{mistyped}: unknown option, did you mean "{name}"?"#);
        assert_eq!(message, expected);
    }
}

//! What `createAuth` takes, and what it says when it is given something else.

use super::harness::{json, policy, try_policy, try_policy_of};
use crate::{
    location::Location,
    policy::{Functions, Logout, Refresh, Storage},
    retry::RetryPolicy,
};

#[test]
fn nothing_configured_is_a_good_configuration() {
    let policy = policy("{}");
    assert_eq!(policy.refresh, Refresh::None);
    assert_eq!(policy.storage, Storage::Local);
    assert_eq!(policy.storage_key, "authflight");
    assert_eq!(policy.expired.status, [401]);
    assert_eq!(
        (policy.attach.header.as_str(), policy.attach.scheme.as_str()),
        ("authorization", "Bearer")
    );
    assert_eq!((policy.leeway, policy.background), (10_000, true));
    assert_eq!(
        policy.retry,
        RetryPolicy {
            attempts: 3,
            base: 300,
            cap: 5_000
        }
    );
    assert_eq!((policy.timeout, policy.refresh_timeout), (0, 10_000));
    assert!(policy.cross_tab && policy.attach.follow_redirects);
    assert_eq!(policy.destinations.origins, ["https://app.example"]);
}

#[test]
fn endpoints_are_joined_to_the_base_and_take_the_usual_defaults() {
    let policy = policy(r#"{"baseURL":"/api/","login":"/login","refresh":"refresh"}"#);
    assert_eq!(
        policy.login.as_ref().map(|login| login.target.path.as_str()),
        Some("/api/login")
    );
    let Refresh::Endpoint { endpoint, send, .. } = &policy.refresh else {
        panic!("an endpoint")
    };
    assert_eq!(
        (endpoint.method.as_str(), endpoint.target.path.as_str()),
        ("POST", "/api/refresh")
    );
    assert_eq!(send.refresh, Some(Location::Body("refresh_token".into())));
    assert_eq!((&send.access, endpoint.body.len()), (&None, 0));
}

#[test]
fn options_are_taken() {
    let policy = policy(
        r#"{"proactive":{"leeway":0.5,"background":false},"retry":{"attempts":1,"base":0,"cap":9},"timeout":5,
            "refreshTimeout":7,"crossTab":false,"credentials":"omit","headers":{"X-App":"1"},"unwrap":"data",
            "storage":"session","storageKey":"k","replay":{"streamLimit":9},"adopt":{"access":"t","refresh":"r"},
            "attach":{"origins":["https://b.example/"],"exempt":["/public"]},"tokens":{"timeZone":"utc"}}"#,
    );
    assert_eq!((policy.leeway, policy.background), (500, false));
    assert_eq!(
        policy.retry,
        RetryPolicy {
            attempts: 1,
            base: 0,
            cap: 9
        }
    );
    assert_eq!(
        (policy.timeout, policy.refresh_timeout, policy.cross_tab),
        (5, 7, false)
    );
    assert_eq!(policy.stream_limit, 9);
    assert_eq!(
        policy.destinations.origins,
        ["https://app.example", "https://b.example"]
    );
    assert_eq!(policy.storage, Storage::Session);
    assert_eq!(policy.adopt.and_then(|adopt| adopt.refresh).as_deref(), Some("r"));
}

#[test]
fn undefined_options_are_as_good_as_none() {
    assert_eq!(
        try_policy(r#"{"login":null,"tokens":null,"attach":{"header":null}}"#),
        try_policy("{}")
    );
}

#[test]
fn functions_take_the_place_of_data() {
    let functions = Functions {
        refresh: true,
        logout: true,
        expired_test: true,
        exempt: true,
        storage: true,
    };
    let policy = try_policy_of(&json("{}"), functions).expect("a policy");
    assert_eq!(
        (policy.refresh, policy.storage),
        (Refresh::Callback, Storage::Custom)
    );
    assert_eq!(policy.logout, Some(Logout::Callback));
    assert!(policy.expired.test);
}

#[test]
fn each_mistake_is_named_with_its_place_and_what_was_expected() {
    let mut wrong = Vec::new();
    for (config, message) in [
        ("5", "config: expected an object, got 5"),
        (
            r#"{"expired":{"status":["401"]}}"#,
            r#"config.expired.status[0]: expected a number, got "401""#,
        ),
        (
            r#"{"expired":{"status":401}}"#,
            "config.expired.status: expected an array, got 401",
        ),
        (
            r#"{"expired":{"body":{"path":"code","in":1}}}"#,
            r#"config.expired.body: expected { path: string, in?: (string | number | boolean | null)[] }, got an object"#,
        ),
        (
            r#"{"expired":{"body":[{"in":[1]}]}}"#,
            "config.expired.body[0]: expected { path: string, in?: (string | number | boolean | null)[] }, got an object",
        ),
        (
            r#"{"expired":{"test":true}}"#,
            "config.expired.test: expected a function, got true",
        ),
        (
            r#"{"success":{"path":"code","in":[{}]}}"#,
            "config.success: expected { path: string, in?: (string | number | boolean | null)[] }, got an object",
        ),
        (
            r#"{"refesh":"/r"}"#,
            r#"config.refesh: unknown option, did you mean "refresh"?"#,
        ),
        (
            r#"{"baseUrl":"/r"}"#,
            r#"config.baseUrl: unknown option, did you mean "baseURL"?"#,
        ),
        (r#"{"interceptors":{}}"#, "config.interceptors: unknown option"),
        (
            r#"{"attach":{"headers":"x"}}"#,
            r#"config.attach.headers: unknown option, did you mean "header"?"#,
        ),
        (
            r#"{"attach":{"header":"a b"}}"#,
            r#"config.attach.header: expected a header name, got "a b""#,
        ),
        (
            r#"{"attach":{"redirect":"manual"}}"#,
            r#"config.attach.redirect: expected one of "follow", "error", got "manual""#,
        ),
        (
            r#"{"attach":{"origins":"https://b.example"}}"#,
            r#"config.attach.origins: expected an array, got "https://b.example""#,
        ),
        (
            r#"{"attach":{"origins":["no url"]}}"#,
            r#"config.attach.origins[0]: expected an origin such as "https://api.example", got "no url""#,
        ),
        (
            r#"{"login":true}"#,
            "config.login: expected a URL or an endpoint, got true",
        ),
        (
            r#"{"login":{}}"#,
            "config.login: expected an endpoint with a url, got an object",
        ),
        (
            r#"{"login":{"url":""}}"#,
            r#"config.login.url: expected a string that is not empty, got """#,
        ),
        (
            r#"{"login":{"url":"/x","send":"cookie"}}"#,
            "config.login.send: unknown option",
        ),
        (
            r#"{"login":"no url"}"#,
            r#"config.login: expected a URL, got "no url""#,
        ),
        (
            r#"{"refresh":{"url":"/r","method":"GET"}}"#,
            "config.refresh: expected a send location, because GET has no body, got an object",
        ),
        (
            r#"{"refresh":{"url":"/r","method":"get","send":"body:x"}}"#,
            r#"config.refresh.send: expected "query:…", "header:…" or "cookie" with GET, got "body:x""#,
        ),
        (
            r#"{"refresh":{"url":"/r","send":"token"}}"#,
            r#"config.refresh.send: expected "body", "body:…", "header:…", "query:…", "form:…" or "cookie", with a name that a message can hold, got "token""#,
        ),
        (
            r#"{"refresh":{"url":"/r","body":[]}}"#,
            "config.refresh.body: expected an object, got an array",
        ),
        (
            r#"{"refresh":{"url":"/r","headers":{"x":1}}}"#,
            "config.refresh.headers.x: expected a string that a header can hold, got 1",
        ),
        (
            r#"{"logout":{"url":"/o","send":"token"}}"#,
            r#"config.logout.send: expected "body", "body:…", "header:…", "query:…", "form:…" or "cookie", with a name that a message can hold, got "token""#,
        ),
        (
            r#"{"logout":{"url":"/o","send":{"acces":"query:t"}}}"#,
            r#"config.logout.send.acces: unknown option, did you mean "access"?"#,
        ),
        (
            r#"{"logout":{"url":"/o","method":"GET","send":"form:t"}}"#,
            r#"config.logout.send: expected "query:…", "header:…" or "cookie" with GET, got "form:t""#,
        ),
        (
            r#"{"logout":{"url":"/o","method":"HEAD","send":{"access":"body:t"}}}"#,
            r#"config.logout.send.access: expected "query:…", "header:…" or "cookie" with GET, got "body:t""#,
        ),
        (
            r#"{"logout":{"url":"/o","send":{"refresh":"form:r","access":"body:a"}}}"#,
            "config.logout.send: expected both in a form, or both in a JSON body, got an object",
        ),
        (
            r#"{"tokens":{"access":"query:t"}}"#,
            r#"config.tokens.access: expected "body", "body:…" or "header:…", with a name that a reply can hold, got "query:t""#,
        ),
        (
            r#"{"tokens":{"access":[]}}"#,
            "config.tokens.access: expected at least one location, got an array",
        ),
        (
            r#"{"tokens":{"timeZone":"CET"}}"#,
            r#"config.tokens.timeZone: expected "local", "utc" or an offset such as "+08:00", got "CET""#,
        ),
        (
            r#"{"storage":"disk"}"#,
            r#"config.storage: expected "local", "session", "memory" or a storage object, got "disk""#,
        ),
        (
            r#"{"storageKey":""}"#,
            r#"config.storageKey: expected a string that is not empty, got """#,
        ),
        (
            r#"{"adopt":{}}"#,
            r#"config.adopt: expected the key of the access token as "access", got an object"#,
        ),
        (
            r#"{"proactive":{"leeway":-1}}"#,
            "config.proactive.leeway: expected a number that is not negative, got -1",
        ),
        (
            r#"{"proactive":{"background":1}}"#,
            "config.proactive.background: expected true or false, got 1",
        ),
        (
            r#"{"retry":{"attempts":0}}"#,
            "config.retry.attempts: expected a number of at least 1, got 0",
        ),
        (
            r#"{"timeout":-1}"#,
            "config.timeout: expected a number that is not negative, got -1",
        ),
        (
            r#"{"refreshTimeout":0.5}"#,
            "config.refreshTimeout: expected a number of at least 1, got a number",
        ),
        (
            r#"{"replay":{"streamLimit":-1}}"#,
            "config.replay.streamLimit: expected a number that is not negative, got -1",
        ),
        (
            r#"{"credentials":"always"}"#,
            r#"config.credentials: expected one of "omit", "same-origin", "include", got "always""#,
        ),
        (
            r#"{"headers":[]}"#,
            "config.headers: expected an object, got an array",
        ),
        (
            r#"{"unwrap":7}"#,
            r#"config.unwrap: expected a path such as "data.token", got 7"#,
        ),
        (r#"{"baseURL":7}"#, "config.baseURL: expected a string, got 7"),
    ] {
        let told = try_policy(config).map(|_| ()).map_err(|error| error.message);
        if told != Err(message.to_string()) {
            wrong.push((config, told));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// R26: a token pasted into the wrong place is not repeated.
#[test]
fn a_long_text_is_not_shown() {
    let error =
        try_policy(r#"{"storage":"eyJhbGciOiJub25lIn0.eyJleHAiOjE3MDB9.c2ln"}"#).expect_err("no storage");
    assert!(error.message.ends_with("got a string"), "{}", error.message);
}

/// R22
#[test]
fn two_clients_of_one_session_are_to_agree_on_what_makes_it() {
    let one = policy(r#"{"refresh":"/refresh"}"#);
    for (other, differs) in [
        (r#"{"refresh":"/refresh"}"#, None),
        (r#"{"refresh":"/refresh","timeout":5,"headers":{"a":"b"}}"#, None),
        (r#"{"refresh":"/api/refresh","baseURL":"/"}"#, Some("refresh")),
        (r#"{}"#, Some("refresh")),
        (
            r#"{"refresh":{"url":"/refresh","refused":{"status":[403]}}}"#,
            Some("refresh"),
        ),
        (
            r#"{"refresh":"/refresh","tokens":{"access":"body:t"}}"#,
            Some("tokens"),
        ),
        (
            r#"{"refresh":"/refresh","success":{"path":"code","in":[0]}}"#,
            Some("success"),
        ),
        (r#"{"refresh":"/refresh","storage":"session"}"#, Some("storage")),
        (r#"{"refresh":"/refresh","crossTab":false}"#, Some("crossTab")),
        (r#"{"refresh":"/refresh","storage":"memory"}"#, Some("storage")),
        (r#"{"storage":"memory","crossTab":false}"#, None),
        (r#"{"storageKey":"another"}"#, None),
        (r#"{"baseURL":"https://other.example"}"#, None),
    ] {
        let other = policy(other);
        assert_eq!(one.differs_from(&other), differs, "{other:?}");
        assert_eq!(other.differs_from(&one), differs, "{other:?}");
    }
}

//! Redirects of our own requests, and whose word about the tokens counts: R25.

use super::harness::{PLAIN, Tab, access_of, reply, session};
use crate::{
    Event, Input,
    event::Warning,
    input::CallId,
    output::{Fault, Outcome},
    reply::Reply,
    secret::Secret,
};

const ELSEWHERE: &str = "https://elsewhere.example";
const TOKENS: &str = r#"{"access_token":"stolen","refresh_token":"stolen-refresh"}"#;

fn at(origin: &str, reply: Reply) -> Reply {
    Reply {
        url_origin: Some(origin.into()),
        ..reply
    }
}

fn redirected(reply: Reply) -> Reply {
    Reply {
        redirect: true,
        ..reply
    }
}

fn refused(endpoint: &'static str) -> Event {
    Event::Warning(Warning::RedirectRefused { endpoint })
}

/// Everything that a redirect, or what it led to, may look like.
fn redirects() -> [Reply; 6] {
    [
        redirected(reply(0, "")),
        redirected(reply(307, "")),
        redirected(reply(302, TOKENS)),
        at(ELSEWHERE, reply(200, TOKENS)),
        at(ELSEWHERE, reply(401, "")),
        at("http://app.example", reply(200, TOKENS)),
    ]
}

#[test]
fn a_refresh_that_is_redirected_neither_grants_nor_refuses() {
    for redirect in redirects() {
        let mut tab = Tab::signed_in();
        tab.expire(1);
        for _ in 0..3 {
            tab.answer(redirect.clone());
            tab.pass(0);
        }
        assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable), "{redirect:?}");
        assert_eq!(tab.access(), Some("old"));
        let stored = tab.store.as_ref().map(|stored| access_of(&stored.tokens));
        assert_eq!(stored, Some("old"));
        let warnings = tab
            .events
            .iter()
            .filter(|event| matches!(event, Event::Warning(_)));
        assert_eq!((tab.told(&refused("refresh")), warnings.count()), (1, 1), "once");
    }
}

#[test]
fn a_refresh_is_believed_from_its_own_origin_wherever_that_is() {
    for (refresh, origin) in [
        ("/refresh", "https://app.example"),
        ("https://id.example/token", "https://id.example"),
    ] {
        let config = PLAIN.replace("/refresh", refresh);
        for origin in [Some(origin.to_string()), None] {
            let mut tab = Tab::restored(&config, session("old", 1));
            tab.expire(1);
            tab.answer(Reply {
                url_origin: origin,
                ..reply(200, r#"{"access_token":"new"}"#)
            });
            assert_eq!(tab.access(), Some("new"));
        }
    }
}

const WITH_LOGIN: &str = r#"{"login":"/login","refresh":"/refresh"}"#;

fn log_in(tab: &mut Tab, call: u32, reply: Reply) {
    let call = CallId(call);
    tab.feed(Input::LoginReplied { call, reply });
    tab.settle();
}

#[test]
fn a_login_that_is_redirected_is_rejected() {
    for redirect in redirects() {
        let mut tab = Tab::new(WITH_LOGIN);
        tab.start();
        log_in(&mut tab, 1, redirect.clone());
        log_in(&mut tab, 2, redirect);
        assert_eq!(tab.fault(1), Some(Fault::LoginRejected));
        assert_eq!((tab.access(), &tab.store), (None, &None));
        assert_eq!(tab.told(&refused("login")), 1);
        log_in(
            &mut tab,
            3,
            at("https://app.example", reply(200, r#"{"access_token":"a"}"#)),
        );
        assert_eq!((tab.outcome(3), tab.access()), (Some(&Outcome::Done), Some("a")));
    }
}

#[test]
fn a_logout_that_is_redirected_is_warned_of() {
    let mut tab = Tab::restored(r#"{"refresh":"/refresh","logout":"/logout"}"#, session("old", 1));
    for _ in 0..2 {
        tab.log_out();
        let mut redirect = reply(0, "");
        redirect.redirect = true;
        tab.feed(Input::LogoutReplied {
            call: CallId(901),
            reply: Some(redirect),
            expired: false,
        });
        tab.log_in("again");
    }
    assert_eq!(tab.told(&refused("logout")), 1);
}

/// Whether an ordinary reply from this origin replaces the token.
fn slides(tokens: &str, origin: Option<&str>) -> bool {
    let config = format!(
        r#"{{"refresh":"/refresh","attach":{{"origins":["https://files.example","https://twin.example"]}},
            "tokens":{{"access":["header:token","body:access_token"]{tokens}}}}}"#
    );
    let mut tab = Tab::restored(&config, session("old", 1));
    tab.request(1);
    let mut ordinary = reply(200, "");
    ordinary.headers.push(("token".into(), Secret::new("new")));
    ordinary.url_origin = origin.map(str::to_string);
    tab.slide(1, ordinary);
    tab.settle();
    tab.access() == Some("new")
}

#[test]
fn a_sliding_token_counts_from_the_back_ends_origin_and_listed_ones_only() {
    let listed = r#","origins":["https://twin.example"]"#;
    for (tokens, origin, counts) in [
        ("", Some("https://app.example"), true),
        ("", None, true),
        ("", Some("https://files.example"), false),
        ("", Some("https://twin.example"), false),
        (listed, Some("https://twin.example"), true),
        (listed, Some("https://files.example"), false),
        (listed, Some("https://app.example"), true),
        (listed, Some("https://twin.example:8443"), false),
        (listed, Some("http://twin.example"), false),
        (listed, Some("null"), false),
    ] {
        assert_eq!(slides(tokens, origin), counts, "{tokens} {origin:?}");
    }
}

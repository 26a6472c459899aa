//! Every way in which a token can come in: one that its header could not carry is none.

use super::harness::{PLAIN, Tab, given_tokens, policy, reply, session};
use crate::{
    Event, Input, Output,
    event::Warning,
    input::{CallId, GivenTokens},
    output::Fault,
    own_request,
    policy::Functions,
    reply::Reply,
    secret::Secret,
    session::Session,
};

/// As they stand in a JSON text, so that `\n` is a line break in the token.
const UNFIT: [&str; 5] = [r"a\nb", r"a\u0000b", r"a\u007fb", "令牌", r" \t\r\n"];

fn text(escaped: &str) -> String {
    serde_json::from_str(&format!("\"{escaped}\"")).expect("JSON")
}

#[test]
fn a_refresh_that_brings_an_unfit_token_brings_none() {
    for unfit in UNFIT {
        let mut tab = Tab::signed_in();
        tab.expire(1);
        tab.answer(reply(200, &format!(r#"{{"access_token":"{unfit}"}}"#)));
        assert_eq!(tab.access(), Some("old"), "{unfit}");
        tab.pass(0);
        let good = format!(r#"{{"access_token":"{unfit}","accessToken":"good"}}"#);
        tab.answer(reply(200, &good));
        assert_eq!(tab.access(), Some("good"), "the next place is looked at");
    }
}

#[test]
fn a_login_that_brings_an_unfit_token_is_rejected() {
    for unfit in UNFIT {
        let mut tab = Tab::new(PLAIN);
        tab.start();
        tab.log_in(unfit);
        tab.settle();
        assert_eq!((tab.fault(900), tab.access()), (Some(Fault::LoginRejected), None));
    }
}

#[test]
fn the_whitespace_around_a_token_is_taken_away() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.feed(Input::LoginReplied {
        call: CallId(1),
        reply: reply(200, r#"{"access_token":" padded\r\n"}"#),
    });
    assert_eq!(tab.access(), Some("padded"));
}

#[test]
fn an_unfit_sliding_token_is_none() {
    for unfit in UNFIT {
        let config = r#"{"refresh":"/refresh","tokens":{"access":"header:token"}}"#;
        let mut tab = Tab::restored(config, session("old", 1));
        tab.request(1);
        let mut sliding: Reply = reply(200, "");
        sliding.headers.push(("token".into(), Secret::new(&text(unfit))));
        tab.slide(1, sliding);
        tab.settle();
        assert_eq!(tab.access(), Some("old"));
    }
}

#[test]
fn unfit_tokens_that_are_set_or_left_behind_start_no_session() {
    for unfit in UNFIT {
        let mut tab = Tab::new(PLAIN);
        tab.start();
        let tokens = given_tokens(&text(unfit));
        tab.feed(Input::TokensGiven {
            call: CallId(1),
            tokens: tokens.clone(),
        });
        tab.feed(Input::LegacyTokensFound(tokens));
        tab.settle();
        assert_eq!((tab.fault(1), tab.access()), (Some(Fault::LoginRejected), None));
    }
}

#[test]
fn a_callback_that_gives_an_unfit_token_gave_none() {
    let functions = Functions {
        refresh: true,
        ..Functions::default()
    };
    let config = super::harness::json(r#"{"retry":{"base":0}}"#);
    let policy = super::harness::try_policy_of(&config, functions).expect("a policy");
    let mut tab = Tab::with(policy, crate::Locking::Platform);
    tab.start();
    tab.feed(Input::TokensGiven {
        call: CallId(9),
        tokens: given_tokens("old"),
    });
    tab.settle();
    for unfit in UNFIT.into_iter().take(3) {
        tab.expire(1);
        let flight = tab.core.flight_id().expect("a flight");
        let tokens = given_tokens(&text(unfit));
        tab.feed(Input::CallbackReturned { flight, tokens });
        tab.settle();
        assert_eq!(tab.access(), Some("old"));
        tab.pass(0);
    }
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable), "three attempts");
}

const BY_HEADER: &str =
    r#"{"refresh":{"url":"/refresh","send":"header:refresh-token"},"proactive":{"background":false}}"#;

fn with_refresh_token(token: &str) -> Session {
    let mut stored = session("old", 1);
    stored.tokens.refresh = Some(Secret::new(token));
    stored
}

/// A refresh token is held to the header's rule only where it travels in one.
#[test]
fn a_refresh_token_need_only_fit_where_it_travels() {
    let by_logout = r#"{"refresh":"/refresh","logout":{"url":"/out","send":"header:refresh-token"}}"#;
    for (config, fits) in [(PLAIN, true), (BY_HEADER, false), (by_logout, false)] {
        let tokens = GivenTokens {
            access: Secret::new("a"),
            refresh: Some(Secret::new("令\n牌")),
            access_expires_at: None,
            refresh_expires_at: None,
        };
        let mut tab = Tab::new(config);
        tab.start();
        tab.feed(Input::TokensGiven {
            call: CallId(1),
            tokens,
        });
        let kept = tab
            .core
            .session()
            .and_then(|session| session.tokens.refresh.clone());
        assert_eq!(kept.is_some(), fits, "{config}");
        let body = r#"{"access_token":"a","refresh_token":"令\n牌","refreshToken":"next"}"#;
        tab.feed(Input::LoginReplied {
            call: CallId(2),
            reply: reply(200, body),
        });
        let kept = tab
            .core
            .session()
            .and_then(|session| session.tokens.refresh.clone());
        let expected = if fits { "令\n牌" } else { "next" };
        assert_eq!(kept.as_ref().map(Secret::reveal), Some(expected), "{config}");
    }
}

#[test]
fn a_stored_refresh_token_that_cannot_travel_counts_as_none() {
    let stored = with_refresh_token("令\n牌");
    assert_eq!(own_request::refresh(&policy(BY_HEADER), &stored.tokens), None);
    assert!(own_request::refresh(&policy(PLAIN), &stored.tokens).is_some());
    let mut tab = Tab::restored(BY_HEADER, stored);
    tab.expire(1);
    assert_eq!((tab.exchanged, tab.fault(1)), (0, Some(Fault::SessionExpired)));
    assert_eq!(tab.told(&Event::Warning(Warning::RefreshWithoutToken)), 1);
    let called = tab
        .outputs
        .iter()
        .any(|output| matches!(output, Output::Callback { .. }));
    assert!(!called);
}

//! Coming back after a reload, and tabs that know each other by message (R21, R28).

mod other_tabs;

use super::harness::{NOW, Tab, access_of, policy, reply, session};
use crate::{
    Event, Input, Locking, Output,
    event::{EndReason, LoginReason, SignedInBy, SignedOutBy},
    input::{CallId, Message},
    ledger::Ledger,
    output::{Fault, Outcome},
    record::{self, Found},
    reply::Reply,
    session::{Session, Tokens},
    value::Value,
};

/// The access token in memory, the refresh token in a cookie.
const COOKIE: &str = r#"{"login":"/login","storage":"memory","credentials":"include",
    "refresh":{"url":"/refresh","send":"cookie"},"proactive":{"background":false},"retry":{"base":0,"attempts":2}}"#;
/// Both tokens in memory.
const MEMORY: &str =
    r#"{"login":"/login","storage":"memory","refresh":"/refresh","proactive":{"background":false}}"#;

/// What is left of a session when its page is gone.
fn mark() -> Session {
    Session {
        tokens: Tokens::none(),
        ..session("gone", NOW - 3_600_000)
    }
}

/// A page that is loaded where this is stored.
fn loaded(config: &str, mark: Option<Session>) -> Tab {
    let mut tab = Tab::new(config);
    if let Some(mark) = &mark {
        tab.ledger = Ledger::of(mark, &Ledger::default());
    }
    tab.store = mark;
    tab.start();
    tab
}

/// The other tabs have not answered: the server is asked.
fn alone(mut tab: Tab) -> Tab {
    tab.pass(1_500);
    tab.settle();
    tab
}

fn with(config: &str, option: &str) -> String {
    config.replacen('{', &format!("{{{option},"), 1)
}

fn snapshot(tab: &Tab) -> (bool, bool) {
    let shown = tab.outputs.iter().rev().find_map(|output| match output {
        Output::Session(snapshot) => Some((snapshot.signed_in, snapshot.restoring)),
        _ => None,
    });
    shown.unwrap_or_default()
}

fn is_quiet(tab: &Tab) -> bool {
    tab.events.iter().all(|event| {
        !matches!(
            event,
            Event::LoginRequired { .. } | Event::SignedOut { .. } | Event::SignedIn { .. }
        )
    })
}

fn taken(session: &Session) -> Input {
    Input::MessageReceived(Message::Tokens(session.clone()))
}

#[test]
fn a_session_that_is_known_comes_back_by_one_exchange() {
    let mut tab = loaded(COOKIE, Some(mark()));
    assert_eq!(snapshot(&tab), (false, true));
    tab.request(1);
    tab.feed(Input::TokenRequested { call: CallId(2) });
    let mut tab = alone(tab);
    assert_eq!(tab.exchanged, 1);
    assert!(tab.sent.is_empty(), "requests wait");
    tab.answer(reply(200, r#"{"access_token":"new"}"#));
    assert_eq!(tab.tokens_sent(1), ["new"]);
    assert!(matches!(tab.outcome(2), Some(Outcome::Token(Some(token))) if token.reveal() == "new"));
    assert_eq!(snapshot(&tab), (true, false));
    let by = SignedInBy::Restored;
    assert_eq!(tab.told(&Event::SignedIn { by }), 1);
    assert_eq!(
        tab.core.session().map(|session| session.id),
        Some(mark().id),
        "it is the same session as before"
    );
}

/// A tab that has logged in, and refreshed once.
fn refreshed(config: &str) -> Tab {
    let mut tab = Tab::new(config);
    tab.start();
    tab.log_in("canary");
    tab.settle();
    tab.expire(1);
    tab.grant("canary-2");
    tab
}

fn writes_secrets(tab: &Tab) -> bool {
    tab.outputs.iter().any(|output| {
        let written = match output {
            Output::Write(write) => format!("{write:?}"),
            Output::Swap { write, .. } => format!("{write:?}"),
            _ => String::new(),
        };
        written.contains("[secret]")
    })
}

#[test]
fn no_secret_is_written_where_marks_are_kept() {
    assert!(
        writes_secrets(&refreshed(&COOKIE.replace("memory", "local"))),
        "it is seen where one is written"
    );
    let tab = refreshed(COOKIE);
    assert!(!writes_secrets(&tab));
    let stored = tab.store.as_ref().expect("a mark");
    assert_eq!(stored.tokens, Tokens::none());
    let kept = record::write(&Message::Tokens(stored.clone()), "https://app.example");
    assert_eq!(kept.field("access"), Some(&Value::Bool(false)));
    assert!(matches!(
        record::read(&kept, "https://app.example"),
        Found::Own(Message::Tokens(read)) if read == *stored
    ));
    assert_eq!(tab.access(), Some("canary-2"), "in memory");
}

#[test]
fn an_anonymous_visitor_causes_no_request() {
    for config in [COOKIE, MEMORY] {
        let mut tab = alone(loaded(config, None));
        assert_eq!((tab.exchanged, snapshot(&tab)), (0, (false, false)));
        assert!(tab.announced.is_empty());
        tab.request(1);
        assert_eq!(tab.sent, [(1, None)]);
        assert!(is_quiet(&tab));
    }
}

#[test]
fn a_refusal_is_quiet_and_removes_the_mark() {
    let mut tab = loaded(COOKIE, Some(mark()));
    tab.request(1);
    let mut tab = alone(tab);
    tab.answer(reply(401, ""));
    assert!(is_quiet(&tab), "{:?}", tab.events);
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert_eq!(snapshot(&tab), (false, false));
    assert!(tab.store.is_none());
    let again = alone(tab.reload(tab.now));
    assert_eq!(again.exchanged, 0, "nobody is known any more");
}

#[test]
fn a_failure_keeps_the_mark_and_is_tried_again() {
    let mut tab = loaded(COOKIE, Some(mark()));
    tab.request(1);
    let mut tab = alone(tab);
    tab.answer(reply(503, ""));
    tab.pass(0);
    tab.settle();
    tab.answer(reply(503, ""));
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert!(tab.store.is_some() && is_quiet(&tab));
    assert_eq!(snapshot(&tab), (false, true), "nobody knows yet");
    tab.request(2);
    assert_eq!(tab.fault(2), Some(Fault::RefreshUnavailable), "the pause");
    tab.pass(1_000);
    tab.request(3);
    tab.settle();
    tab.answer(reply(200, r#"{"access_token":"new"}"#));
    assert_eq!(tab.tokens_sent(3), ["new"]);
    assert_eq!(snapshot(&tab), (true, false));
}

#[test]
fn a_failed_restore_is_tried_again_by_itself_until_it_is_known_who_is_signed_in() {
    for background in ["true", "false"] {
        let config = COOKIE.replace(r#""background":false"#, &format!(r#""background":{background}"#));
        for (outcome, shown) in [
            (reply(200, r#"{"access_token":"new"}"#), (true, false)),
            (reply(401, ""), (false, false)),
        ] {
            let mut tab = alone(loaded(&config, Some(mark())));
            for pause in [5_000, 10_000, 20_000] {
                for _ in 0..2 {
                    tab.answer(reply(503, ""));
                    assert_eq!(snapshot(&tab), (false, true));
                    tab.pass(0);
                    tab.settle();
                }
                assert_eq!(snapshot(&tab), (false, true));
                tab.pass(pause);
                tab.settle();
            }
            tab.answer(outcome);
            assert_eq!(snapshot(&tab), shown);
            assert_eq!(tab.exchanged, 7);
        }
    }
}

#[test]
fn what_is_no_answer_about_tokens_leaves_nobody_waiting() {
    let mut tab = alone(loaded(COOKIE, Some(mark())));
    let fail_twice = |tab: &mut Tab, reply: Reply| {
        for _ in 0..2 {
            tab.answer(reply.clone());
            tab.pass(0);
            tab.settle();
        }
    };
    // Such as a captive portal, or a back-end that says no in words that are not configured.
    fail_twice(&mut tab, reply(200, r#"{"code":401}"#));
    assert_eq!(snapshot(&tab), (false, false));
    tab.pass(5_000);
    tab.settle();
    assert_eq!(
        snapshot(&tab),
        (false, false),
        "asked again, behind the login page"
    );
    fail_twice(&mut tab, reply(502, ""));
    assert_eq!(
        snapshot(&tab),
        (false, false),
        "who logs in meanwhile is not disturbed"
    );
    tab.pass(10_000);
    tab.settle();
    tab.answer(reply(200, r#"{"access_token":"new"}"#));
    assert_eq!(snapshot(&tab), (true, false));
}

#[test]
fn only_a_server_that_cannot_be_reached_leaves_it_open_who_is_signed_in() {
    let page = |status| Reply {
        is_document: true,
        ..reply(status, "")
    };
    let redirect = Reply {
        redirect: true,
        ..reply(0, "")
    };
    for (reply, is_open) in [
        (reply(503, ""), true),
        (reply(429, ""), true),
        (page(502), true),
        (page(200), false),
        (page(404), false),
        (page(403), false),
        (redirect, false),
    ] {
        let mut tab = alone(loaded(COOKIE, Some(mark())));
        for _ in 0..2 {
            tab.answer(reply.clone());
            tab.pass(0);
            tab.settle();
        }
        assert_eq!(snapshot(&tab), (false, is_open), "{reply:?}");
        assert!(is_quiet(&tab) && tab.store.is_some());
    }
    for sent in [true, false] {
        let mut tab = alone(loaded(COOKIE, Some(mark())));
        for _ in 0..2 {
            let flight = tab.core.flight_id().expect("a flight");
            tab.feed(Input::ExchangeFailed { flight, sent });
            tab.pass(0);
            tab.settle();
        }
        assert_eq!(snapshot(&tab), (false, sent));
    }
}

#[test]
fn where_nobody_is_known_a_refusal_sends_what_waited_as_a_visitors() {
    let always = with(COOKIE, r#""restore":"always""#);
    let mut tab = loaded(&always, None);
    tab.request(1);
    tab.feed(Input::Requested {
        call: CallId(2),
        route_hash: 2,
        ready: false,
    });
    tab.feed(Input::TokenRequested { call: CallId(3) });
    tab.announce(4);
    let mut tab = alone(tab);
    assert!(tab.sent.is_empty());
    tab.answer(reply(401, ""));
    assert_eq!(tab.sent, [(1, None)]);
    tab.feed(Input::BodyRead { call: CallId(2) });
    assert_eq!(tab.sent, [(1, None), (2, None)]);
    assert!(matches!(tab.outcome(3), Some(Outcome::Token(None))));
    tab.expire(1);
    tab.expire(2);
    for call in [1, 2] {
        assert_eq!(
            tab.outcome(call),
            Some(&Outcome::Deliver),
            "nobody was signed in before"
        );
    }
    tab.request(4);
    assert_eq!(tab.sent.last(), Some(&(4, None)), "what was announced, too");
    assert_eq!(snapshot(&tab), (false, false));
    // Another page finds that end in the ledger, and a page that was loaded meanwhile the intent.
    let mut later = Tab::new(&always);
    later.ledger = tab.ledger.clone();
    later.start();
    later.request(1);
    let mut later = alone(later);
    let meanwhile = later.ledger.clone();
    assert!(meanwhile.session.is_some(), "the intent names the session");
    later.answer(reply(401, ""));
    later.expire(1);
    assert_eq!(later.outcome(1), Some(&Outcome::Deliver));
    let mut other = Tab::new(&always);
    other.ledger = meanwhile;
    other.start();
    other.request(1);
    let mut other = alone(other);
    other.answer(reply(401, ""));
    assert_eq!(other.sent, [(1, None)]);
    // Something that is neither tokens nor a refusal tells a visitor's requests as much.
    let mut portal = loaded(&always, None);
    portal.request(1);
    let mut portal = alone(portal);
    for _ in 0..2 {
        portal.answer(reply(200, r#"{"code":401}"#));
        portal.pass(0);
        portal.settle();
    }
    assert_eq!(
        (portal.sent.clone(), snapshot(&portal)),
        (vec![(1, None)], (false, false))
    );
    // Where a mark says that somebody was signed in, he is told that this is over.
    let mut tab = loaded(&always, Some(mark()));
    tab.request(1);
    let mut tab = alone(tab);
    tab.answer(reply(401, ""));
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert!(tab.sent.is_empty());
}

#[test]
fn the_options_say_who_is_asked() {
    for (option, is_marked, exchanges) in [
        (r#""restore":"known""#, true, 1),
        (r#""restore":"known""#, false, 0),
        (r#""restore":"always""#, true, 1),
        (r#""restore":"always""#, false, 1),
        (r#""restore":"never""#, true, 0),
        (r#""restore":"never""#, false, 0),
    ] {
        let marked = is_marked.then(mark);
        let tab = alone(loaded(&with(COOKIE, option), marked));
        assert_eq!(tab.exchanged, exchanges, "{option} {is_marked}");
        assert!(is_quiet(&tab));
    }
}

#[test]
fn refresh_asks_for_a_session_whatever_the_options_say() {
    for option in [r#""restore":"known""#, r#""restore":"never""#] {
        let mut tab = alone(loaded(&with(COOKIE, option), None));
        tab.feed(Input::RefreshRequested { call: CallId(1) });
        let mut tab = alone(tab);
        tab.answer(reply(200, r#"{"access_token":"new"}"#));
        assert_eq!(tab.outcome(1), Some(&Outcome::Done));
        assert_eq!(tab.access(), Some("new"));
        assert!(tab.store.is_some(), "it is known from now on");

        let mut tab = alone(loaded(&with(COOKIE, option), None));
        tab.feed(Input::RefreshRequested { call: CallId(1) });
        let mut tab = alone(tab);
        tab.answer(reply(401, ""));
        assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
        assert!(is_quiet(&tab));
    }
}

/// Without a name, all tabs give the session the same one.
#[test]
fn tabs_that_always_ask_share_one_exchange() {
    let config = with(COOKIE, r#""restore":"always""#);
    let mut one = alone(loaded(&config, None));
    let mut two = alone(loaded(&config, None));
    let names = [&one, &two].map(|tab| tab.core.session().map(|session| session.id));
    assert_eq!(names[0], names[1]);
    two.request(1);
    one.answer(reply(200, r#"{"access_token":"new"}"#));
    let told = one.announced.last().expect("tokens").clone();
    // The other one was about to ask, and waits for the lock in a browser.
    two.exchanges.clear();
    two.core = {
        let mut again = loaded(&config, None);
        again.request(1);
        again.core
    };
    two.feed(Input::MessageReceived(told));
    two.settle();
    assert_eq!(two.tokens_sent(1), ["new"]);
}

#[test]
fn whatever_comes_during_a_restore_wins() {
    let another = Session {
        id: crate::session::SessionId(8),
        action_no: NOW,
        ..session("another", NOW)
    };
    let other_tab = SignedOutBy::OtherTab;
    for case in ["login", "logout", "login elsewhere", "logout elsewhere"] {
        let mut tab = loaded(COOKIE, Some(mark()));
        tab.request(1);
        let mut tab = alone(tab);
        let (flight, _) = tab.exchanges[0].clone();
        match case {
            "login" => tab.log_in("mine"),
            "logout" => tab.log_out(),
            "login elsewhere" => tab.feed(taken(&another)),
            _ => {
                let (session, action_no) = (Some(mark().id), NOW);
                let reason = EndReason::Logout;
                tab.feed(Input::MessageReceived(Message::Ended {
                    session,
                    reason,
                    action_no,
                }));
            }
        }
        assert_eq!(tab.fault(1), Some(Fault::SessionChanged), "{case}");
        tab.feed(Input::ExchangeReplied {
            flight,
            reply: reply(200, r#"{"access_token":"late"}"#),
        });
        tab.settle();
        let expected = match case {
            "login" => Some("mine"),
            "login elsewhere" => Some("another"),
            _ => None,
        };
        assert_eq!(tab.access(), expected, "{case}");
        assert_eq!(tab.told(&Event::SignedOut { by: other_tab }), 0, "{case}");
        let by = SignedOutBy::Logout;
        assert_eq!(tab.told(&Event::SignedOut { by }), usize::from(case == "logout"));
        let reason = LoginReason::OtherTab;
        assert_eq!(tab.told(&Event::LoginRequired { reason }), 0, "{case}");
    }
}

#[test]
fn a_token_in_an_ordinary_reply_counts_in_memory_as_well() {
    let sliding = with(
        MEMORY,
        r#""tokens":{"access":["header:token","body:access_token"]}"#,
    );
    let mut tab = Tab::new(&sliding);
    tab.start();
    tab.log_in("old");
    tab.settle();
    tab.request(1);
    let mut sliding = reply(200, "");
    sliding
        .headers
        .push(("token".into(), crate::secret::Secret::new("slid")));
    tab.slide(1, sliding);
    tab.settle();
    assert_eq!(tab.access(), Some("slid"));
}

/// R29: the mark that a restore began with says nothing new.
#[test]
fn a_session_in_cookies_alone_is_asked_for_although_its_mark_is_all_there_is() {
    let config = with(COOKIE, r#""attach":false"#);
    let mut tab = alone(loaded(&config, Some(mark())));
    assert_eq!((snapshot(&tab), tab.exchanged), ((false, true), 1));
    tab.feed(Input::StoreChanged {
        before: None,
        after: Some(mark()),
    });
    tab.answer(reply(401, ""));
    assert!(is_quiet(&tab));
    assert!(tab.store.is_none());

    let mut tab = alone(loaded(&config, Some(mark())));
    tab.feed(taken(&mark()));
    assert_eq!(snapshot(&tab), (true, false), "another tab has it, and tells");
}

#[test]
fn tokens_that_were_stored_are_used_and_leave_a_mark() {
    let mut tab = loaded(COOKIE, Some(session("stored", NOW - 10)));
    tab.settle();
    tab.request(1);
    assert_eq!(tab.tokens_sent(1), ["stored"]);
    assert_eq!(tab.exchanged, 0);
    assert_eq!(
        tab.store.as_ref().map(|mark| mark.tokens.clone()),
        Some(Tokens::none())
    );
}

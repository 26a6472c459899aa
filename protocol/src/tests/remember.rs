//! `remember: false`: a session that the browser forgets when it is closed (R23, R28).

use proptest::prelude::*;

use super::harness::{NOW, PLAIN, Tab, reply, session};
use crate::{
    Event, Input, Output,
    event::{EndReason, LoginReason, SignedInBy, SignedOutBy, Warning},
    input::{CallId, Message},
    output::Fault,
    record::{self, Found},
    session::{Session, SessionId},
};

/// The access token in memory, the refresh token in a cookie.
const COOKIE: &str = r#"{"login":"/login","storage":"memory","credentials":"include",
    "refresh":{"url":"/refresh","send":"cookie"},"proactive":{"background":false},"retry":{"base":0}}"#;
/// The same with the access token in localStorage, and the server is asked at each start.
const ALWAYS: &str = r#"{"login":"/login","credentials":"include","restore":"always",
    "refresh":{"url":"/refresh","send":"cookie"},"proactive":{"background":false},"retry":{"base":0}}"#;
const HOUR: i64 = 3_600_000;

/// A tab whose user has logged in, to be remembered or not.
fn logged_in(config: &str, remember: bool) -> Tab {
    let mut tab = Tab::new(config);
    tab.start();
    log_in(&mut tab, 900, "token", remember);
    tab
}

fn log_in(tab: &mut Tab, call: u32, access: &str, remember: bool) {
    tab.ask_login(call, !remember);
    tab.answer_login(call, access);
    tab.settle();
}

/// The user finds nobody signed in, and no page tells him that a session has expired.
fn is_quietly_signed_out(tab: &Tab) -> bool {
    let is_told = |event: &Event| {
        matches!(
            event,
            Event::SignedIn { .. } | Event::SignedOut { .. } | Event::LoginRequired { .. }
        )
    };
    tab.core.session().is_none() && !tab.events.iter().any(is_told)
}

/// A request that is made now goes without a token.
fn sends_no_token(tab: &mut Tab) -> bool {
    tab.request(50);
    tab.settle();
    tab.sent.iter().all(|(_, token)| token.is_none()) && tab.exchanged == 0
}

fn shown(tab: &Tab) -> bool {
    let told = tab.outputs.iter().rev().find_map(|output| match output {
        Output::Session(snapshot) => Some(snapshot.signed_in),
        _ => None,
    });
    told.unwrap_or_default()
}

#[test]
fn it_survives_reloads_and_new_tabs_and_not_the_browser() {
    let tab = logged_in(PLAIN, false);
    assert_eq!(tab.reload(NOW + HOUR).access(), Some("token"));
    assert_eq!(
        tab.reload(NOW + HOUR).reload(NOW + 2 * HOUR).access(),
        Some("token")
    );
    let mut next = tab.reopen(NOW + HOUR);
    assert!(is_quietly_signed_out(&next));
    assert!(sends_no_token(&mut next));
    assert_eq!(next.store, None, "nothing is left of it");
    assert_eq!(next.ledger.session, None);
    assert!(
        next.outputs
            .iter()
            .all(|output| !matches!(output, Output::CallLogout { .. }))
    );
    assert!(is_quietly_signed_out(&next.reload(NOW + 2 * HOUR)));
}

#[test]
fn a_remembered_one_survives_the_browser() {
    assert_eq!(logged_in(PLAIN, true).reopen(NOW + HOUR).access(), Some("token"));
}

#[test]
fn it_is_not_remembered_after_refreshes_either() {
    let mut tab = logged_in(PLAIN, false);
    tab.expire(1);
    tab.grant("next");
    assert_eq!(tab.reload(NOW + HOUR).access(), Some("next"));
    assert!(is_quietly_signed_out(&tab.reopen(NOW + HOUR)));
}

#[test]
fn a_reply_of_a_request_of_the_applications_own_is_remembered() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.log_in("token");
    tab.settle();
    assert_eq!(tab.reopen(NOW + HOUR).access(), Some("token"));
}

#[test]
fn the_newest_login_says_what_holds() {
    for (first, second) in [(true, false), (false, true), (false, false), (true, true)] {
        let mut tab = logged_in(PLAIN, first);
        log_in(&mut tab, 901, "second", second);
        assert_eq!(tab.reload(NOW + HOUR).access(), Some("second"));
        let next = tab.reopen(NOW + HOUR);
        assert_eq!(next.access(), second.then_some("second"), "{first} {second}");
    }
}

#[test]
fn a_logout_takes_the_cookie_along() {
    let mut tab = logged_in(PLAIN, false);
    assert_eq!(tab.cookies.as_ref().map(Vec::len), Some(1));
    tab.log_out();
    tab.settle();
    assert_eq!(tab.cookies.as_ref().map(Vec::len), Some(0));
    assert_eq!(tab.store, None);
}

/// The user clears the cookies, or an extension does.
#[test]
fn a_tab_that_has_the_session_knows_that_the_browser_was_not_closed() {
    let mut tab = logged_in(PLAIN, false);
    tab.cookies = Some(Vec::new());
    tab.expire(1);
    tab.grant("next");
    assert_eq!(tab.tokens_sent(1), ["token", "next"]);
    assert!(shown(&tab));
    assert_eq!(
        tab.reload(NOW + HOUR).access(),
        Some("next"),
        "the commit has brought the cookie back"
    );
}

#[test]
fn another_tab_keeps_it_as_it_was_asked_for() {
    let first = logged_in(PLAIN, false);
    let told = first.announced.last().expect("a message").clone();
    let written = record::write(&told, "https://app.example");
    let Found::Own(told) = record::read(&written, "https://app.example") else {
        panic!("a message of its own");
    };
    let mut second = Tab::new(PLAIN);
    second.start();
    second.ledger.clone_from(&first.ledger);
    second.store.clone_from(&first.store);
    second.cookies.clone_from(&first.cookies);
    second.feed(Input::MessageReceived(told));
    second.settle();
    second.expire(1);
    second.grant("next");
    assert_eq!(second.tokens_sent(1), ["token", "next"]);
    assert!(is_quietly_signed_out(&second.reopen(NOW + HOUR)));
}

#[test]
fn a_mark_is_not_restored_after_the_browser_was_closed() {
    let tab = logged_in(COOKIE, false);
    let mut again = tab.reload(NOW + HOUR);
    again.pass(2_000);
    assert_eq!(again.exchanged, 1, "within the same browser session it is");
    let mut next = tab.reopen(NOW + HOUR);
    next.pass(2_000);
    assert!(is_quietly_signed_out(&next));
    assert!(sends_no_token(&mut next));
    assert_eq!(next.store, None);
}

/// A worker cannot see cookies. Tabs can tell it of the session, the server is not asked.
#[test]
fn a_worker_asks_the_tabs_alone() {
    for remember in [true, false] {
        let tab = logged_in(COOKIE, remember);
        let mut worker = Tab::new(COOKIE);
        worker.core = worker.core.clone().without_store();
        worker.ledger.clone_from(&tab.ledger);
        worker.now = NOW + HOUR;
        worker.start();
        worker.pass(2_000);
        assert_eq!(worker.exchanged, u32::from(remember));
        assert!(worker.announced.contains(&Message::Asked));
        if !remember {
            assert!(is_quietly_signed_out(&worker));
            let known = tab.core.session().cloned().expect("signed in");
            worker.feed(Input::MessageReceived(Message::Tokens(known)));
            assert_eq!(worker.access(), Some("token"));
        }
    }
}

#[test]
fn always_asking_the_server_asks_without_the_stored_token() {
    let asking = || logged_in(ALWAYS, false).reopen(NOW + HOUR);
    let mut next = asking();
    next.request(1);
    next.settle();
    assert!(next.sent.is_empty(), "the token in the store is not used");
    assert_eq!(next.exchanged, 1);
    next.grant("again");
    assert_eq!(next.tokens_sent(1), ["again"]);
    assert_eq!(
        next.told(&Event::SignedIn {
            by: SignedInBy::Restored
        }),
        1
    );
    let mut refused = asking();
    refused.answer(reply(401, ""));
    assert!(is_quietly_signed_out(&refused));
    assert_eq!(refused.store, None);
}

mod without_cookies {
    use super::*;

    /// The tab has its own storage to keep the stand-in in; another tab does not see that.
    fn in_another_tab(tab: &Tab) -> Tab {
        let mut next = Tab::new(PLAIN);
        next.cookies = None;
        next.now = NOW + HOUR;
        next.ledger.clone_from(&tab.ledger);
        next.store.clone_from(&tab.store);
        next.start();
        next
    }

    #[test]
    fn another_tab_that_has_the_session_tells_of_it() {
        let tab = logged_in(PLAIN, false);
        let mut next = in_another_tab(&tab);
        assert!(next.announced.contains(&Message::Asked));
        next.request(1);
        assert!(next.sent.is_empty());
        let known = tab.core.session().cloned().expect("signed in");
        next.feed(Input::MessageReceived(Message::Tokens(known)));
        next.settle();
        assert_eq!(next.tokens_sent(1), ["token"]);
        next.pass(2_000);
        assert_eq!(next.access(), Some("token"));
        assert!(next.store.is_some());
    }

    #[test]
    fn without_an_answer_the_browser_was_closed() {
        let mut next = in_another_tab(&logged_in(PLAIN, false));
        next.request(1);
        next.pass(2_000);
        assert!(is_quietly_signed_out(&next));
        assert_eq!(next.fault(1), Some(Fault::SessionExpired));
        assert!(sends_no_token(&mut next));
        assert_eq!(next.store, None);
        assert_eq!(next.ledger.session, None);
    }

    #[test]
    fn a_login_meanwhile_stays() {
        let mut next = in_another_tab(&logged_in(PLAIN, false));
        log_in(&mut next, 901, "second", true);
        next.pass(2_000);
        assert_eq!(next.access(), Some("second"));
        assert_eq!(next.reopen(NOW + 2 * HOUR).access(), Some("second"));
    }

    #[test]
    fn a_login_in_another_tab_counts_at_once() {
        let mut tab = Tab::new(PLAIN);
        tab.cookies = None;
        tab.start();
        let record = Session {
            until_closed: true,
            action_no: NOW,
            ..session("token", NOW)
        };
        tab.store = Some(record.clone());
        tab.feed(Input::StoreChanged {
            before: None,
            after: Some(record),
        });
        assert_eq!(tab.access(), Some("token"));
    }

    #[test]
    fn it_is_said_once() {
        let mut tab = logged_in(PLAIN, false);
        let session = tab.core.session().map_or(SessionId(0), |session| session.id);
        for keeps_cookies in [true, false, false] {
            tab.feed(Input::CookieMissing {
                session,
                keeps_cookies,
            });
        }
        assert_eq!(tab.told(&Event::Warning(Warning::CookieUnavailable)), 1);
    }
}

/// What happens to a browser.
#[derive(Clone, Copy, Debug)]
enum Step {
    LogIn { remember: bool },
    LogOut,
    Refresh,
    Reload,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        any::<bool>().prop_map(|remember| Step::LogIn { remember }),
        Just(Step::LogOut),
        Just(Step::Refresh),
        Just(Step::Reload),
        Just(Step::Reopen),
    ];
    proptest::collection::vec(step, 1..20)
}

proptest! {
    /// Whatever came before: the last login that is in force says whether a closed browser has forgotten it.
    #[test]
    fn a_browser_keeps_what_the_last_login_asked_for(steps in steps()) {
        let mut tab = Tab::new(PLAIN);
        tab.start();
        let mut now = NOW;
        let mut expected: Option<(String, bool)> = None;
        for (call, step) in (1000..).zip(steps) {
            now += HOUR;
            tab.now = now;
            match step {
                Step::LogIn { remember } => {
                    log_in(&mut tab, call, &format!("token-{call}"), remember);
                    expected = Some((format!("token-{call}"), remember));
                }
                Step::LogOut => {
                    tab.log_out();
                    tab.settle();
                    expected = None;
                }
                Step::Refresh => {
                    if let Some((token, _)) = &mut expected {
                        tab.expire(call);
                        *token = format!("token-{call}");
                        tab.grant(token);
                    }
                }
                Step::Reload => tab = tab.reload(now),
                Step::Reopen => {
                    tab = tab.reopen(now);
                    expected = expected.filter(|(_, remember)| *remember);
                    prop_assert!(expected.is_some() || is_quietly_signed_out(&tab));
                }
            }
            let kept = expected.as_ref().map(|(token, _)| token.as_str());
            prop_assert_eq!(tab.access(), kept);
            prop_assert_eq!(tab.store.is_some(), kept.is_some());
            let cookies = usize::from(expected.as_ref().is_some_and(|(_, remember)| !remember));
            prop_assert!(tab.cookies.as_ref().map_or(0, Vec::len) >= cookies);
        }
    }
}

#[test]
fn the_end_in_the_ledger_is_no_expiry() {
    let tab = logged_in(PLAIN, false);
    let id = tab.core.session().map_or(SessionId(0), |session| session.id);
    let next = tab.reopen(NOW + HOUR);
    assert_eq!(next.ledger.end_of(id), Some(EndReason::Logout));
    let asked = |reason| Event::LoginRequired { reason };
    assert_eq!(next.told(&asked(LoginReason::RefreshExpired)), 0);
    let mut first_request = next;
    first_request.request(7);
    first_request.reply(7, true);
    assert_eq!(
        first_request.told(&asked(LoginReason::NoSession)),
        1,
        "what a visitor gets"
    );
    let by = SignedOutBy::OtherTab;
    assert_eq!(first_request.told(&Event::SignedOut { by }), 0);
    first_request.feed(Input::Withdrawn { call: CallId(7) });
}

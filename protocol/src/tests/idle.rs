//! R33: one clock for all tabs, by which a session ends in which nobody is there any more.

mod browser;
mod sleep;

use browser::Browser;
use proptest::prelude::*;

use super::harness::{NOW, Tab, given_tokens, reply, session};
use crate::{
    Event, Input, Output,
    event::{EndReason, LoginReason, SignedInBy, SignedOutBy},
    input::{CallId, Message},
    ledger::Ledger,
    output::{Fault, StoreWrite},
    session::{Session, SessionId},
};

const CONFIG: &str = r#"{"refresh":"/refresh","logout":"/logout","retry":{"base":0},
    "idle":{"after":900,"warn":60}}"#;
const COOKIE: &str = r#"{"refresh":{"url":"/refresh","send":"cookie"},"logout":"/logout","storage":"memory",
    "idle":{"after":900,"warn":60}}"#;
const AFTER: i64 = 900_000;
const WARNING: i64 = AFTER - 60_000;
const HOUR: i64 = 3_600_000;

const SIGNED_OUT: Event = Event::SignedOut {
    by: SignedOutBy::Idle,
};
const LOGIN_REQUIRED: Event = Event::LoginRequired {
    reason: LoginReason::Idle,
};

/// A session whose login was just now.
fn fresh() -> Session {
    Session {
        action_no: NOW,
        ..session("token", NOW)
    }
}

fn logouts(tab: &Tab) -> usize {
    let told = |output: &&Output| matches!(output, Output::CallLogout { .. });
    tab.outputs.iter().filter(told).count()
}

/// How long each of the logouts may take, in ms.
fn limits(tab: &Tab) -> Vec<i64> {
    let limit = |output: &Output| match output {
        Output::CallLogout { limit, .. } => Some(*limit),
        _ => None,
    };
    tab.outputs.iter().filter_map(limit).collect()
}

fn is_signed_in(tab: &Tab) -> bool {
    tab.core.session().is_some() && tab.told(&SIGNED_OUT) == 0
}

/// The end was told once, and where the user is to log in as well.
fn was_told_of_the_end(tab: &Tab) -> bool {
    tab.access().is_none() && tab.told(&SIGNED_OUT) == 1 && tab.told(&LOGIN_REQUIRED) == 1
}

#[test]
fn signs_of_life_in_one_tab_keep_all_signed_in() {
    let mut browser = Browser::open(3);
    for _ in 0..100 {
        browser.pass(AFTER / 2);
        browser.sign(1);
    }
    assert!(browser.all(is_signed_in));
    assert!(browser.all(|tab| tab.told(&Event::Active {}) == 0));
    browser.pass(AFTER - 1);
    assert!(browser.all(is_signed_in));
}

#[test]
fn without_a_sign_of_life_all_are_signed_out_at_once_and_once() {
    let mut browser = Browser::open(3);
    browser.pass(100_000);
    browser.sign(0);
    browser.pass(WARNING - 1);
    assert!(browser.all(|tab| {
        tab.events
            .iter()
            .all(|event| !matches!(event, Event::Idle { .. }))
    }));
    browser.pass(1);
    let ends_at = NOW + 100_000 + AFTER;
    assert!(browser.all(|tab| tab.told(&Event::Idle { ends_at }) == 1));
    browser.pass(59_999);
    assert!(browser.all(is_signed_in));
    browser.pass(1);
    assert!(browser.all(was_told_of_the_end));
    assert_eq!(browser.logouts(), 1, "one tab tells the server");
    assert_eq!(browser.store, None);
    assert_eq!(
        browser.ledger.end_of(SessionId(7)),
        Some(EndReason::Idle),
        "pages that are loaded later know why"
    );
    browser.pass(AFTER * 3);
    assert!(browser.all(was_told_of_the_end));
    assert_eq!(browser.logouts(), 1);
}

/// Of tabs that find the end at the same moment, the one whose entry is first in the ledger tells the server.
#[test]
fn tabs_that_end_it_at_the_same_moment_tell_the_server_once() {
    let mut tabs = [Tab::restored(CONFIG, fresh()), Tab::restored(CONFIG, fresh())];
    for tab in &mut tabs {
        tab.now += AFTER;
        tab.feed(Input::Woke);
        assert!(was_told_of_the_end(tab));
        assert_eq!(logouts(tab), 0, "not yet");
    }
    let [first, second] = &mut tabs;
    first.settle();
    second.ledger.clone_from(&first.ledger);
    second.settle();
    assert_eq!([logouts(first), logouts(second)], [1, 0]);
    let removes = |output: &&Output| {
        let write = StoreWrite::Remove(SessionId(7));
        matches!(output, Output::Swap { write: Some(written), .. } if *written == write)
    };
    let removals = second.outputs.iter().filter(removes).count();
    assert_eq!(
        removals, 2,
        "its tombstone may have come after the first one's removal"
    );
    second.pass(60_000);
    assert_eq!(logouts(second), 0);
}

/// A tab that hears of the end writes it, too. If its entry is first, the tab that found the end leaves the server to it.
#[test]
fn a_tab_that_hears_of_the_end_and_writes_it_first_tells_the_server() {
    let mut tabs = [Tab::restored(CONFIG, fresh()), Tab::restored(CONFIG, fresh())];
    let [finder, hearer] = &mut tabs;
    finder.now += AFTER;
    finder.feed(Input::Woke);
    let end = |output: &Output| match output {
        Output::Broadcast(message @ Message::Ended { .. }) => Some(message.clone()),
        _ => None,
    };
    let end = finder.outputs.iter().find_map(end).unwrap();
    hearer.now += AFTER - 1;
    hearer.feed(Input::MessageReceived(end));
    hearer.settle();
    finder.ledger.clone_from(&hearer.ledger);
    finder.settle();
    assert_eq!([logouts(finder), logouts(hearer)], [0, 1]);
    for tab in &mut tabs {
        assert!(was_told_of_the_end(tab));
        tab.pass(60_000);
    }
    assert_eq!(tabs.each_ref().map(logouts), [0, 1]);
}

#[test]
fn a_ledger_that_does_not_answer_keeps_nothing_from_the_server_for_long() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.now += AFTER;
    tab.feed(Input::Woke);
    tab.open.clear();
    tab.now += 4_999;
    tab.feed(Input::Woke);
    assert_eq!(logouts(&tab), 0);
    tab.now += 1;
    tab.feed(Input::Woke);
    assert_eq!(limits(&tab), [10_000], "with all of its own time");
}

#[test]
fn somebody_who_comes_back_is_noticed_in_every_tab_at_once() {
    let mut browser = Browser::open(3);
    browser.pass(WARNING + 100);
    browser.sign(2);
    assert!(browser.all(|tab| tab.told(&Event::Active {}) == 1));
    browser.pass(WARNING - 1);
    assert!(browser.all(is_signed_in));
    browser.pass(1);
    let ends_at = NOW + WARNING + 100 + AFTER;
    assert!(browser.all(|tab| tab.told(&Event::Idle { ends_at }) == 1));
}

#[test]
fn a_sign_of_life_after_the_end_is_too_late() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.now += AFTER;
    tab.feed(Input::SignOfLife);
    assert!(was_told_of_the_end(&tab));
    assert_eq!(tab.told(&Event::Active {}), 0);
}

/// The browser was closed over night.
#[test]
fn a_page_that_is_loaded_after_the_end_is_signed_out_before_anything_is_sent() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.now += 5_000;
    tab.feed(Input::SignOfLife);
    let mut early = tab.reload(tab.now + AFTER - 1);
    assert!(is_signed_in(&early), "in time");
    early.feed(Input::SignOfLife);
    assert!(
        is_signed_in(&early.reload(tab.now + AFTER)),
        "and with a sign of life"
    );
    let mut late = tab.reload(tab.now + AFTER);
    assert!(was_told_of_the_end(&late));
    let by = SignedInBy::Restored;
    assert_eq!(late.told(&Event::SignedIn { by }), 0, "nobody was signed in");
    assert_eq!((late.exchanged, logouts(&late), &late.store), (0, 1, &None));
    late.request(1);
    assert_eq!(late.sent, [(1, None)]);
    let again = late.reload(late.now);
    assert!(again.events.is_empty() && again.core.session().is_none());
}

/// R28: what nobody was told of ends quietly.
#[test]
fn a_session_that_is_only_known_by_its_mark_is_not_asked_for_after_the_end() {
    let mut tab = Tab::new(COOKIE);
    tab.start();
    tab.log_in("token");
    tab.settle();
    assert!(tab.store.is_some());
    let in_time = tab.reload(tab.now + AFTER - 1);
    assert!(in_time.core.is_refreshing());
    let late = tab.reload(tab.now + AFTER);
    assert!(!late.core.is_refreshing() && late.exchanged == 0);
    assert_eq!((&late.store, late.core.session()), (&None, None));
    assert_eq!(late.events, []);
    assert_eq!(logouts(&late), 1, "the cookie is still good");
    assert_eq!(late.reload(late.now).core.session(), None);
}

#[test]
fn background_renewal_keeps_nobody_signed_in() {
    let config = CONFIG.replace("\"logout\":\"/logout\",", "");
    let mut tab = Tab::new(&config);
    tab.start();
    let short_lived = |access: &str| {
        reply(
            200,
            &format!(r#"{{"access_token":"{access}","refresh_token":"r","expires_in":60}}"#),
        )
    };
    tab.feed(Input::LoginReplied {
        call: CallId(1),
        reply: short_lived("first"),
    });
    tab.settle();
    while tab.now < NOW + AFTER && tab.exchanged < 100 {
        tab.pass(1_000);
        if !tab.exchanges.is_empty() {
            let access = format!("token-{}", tab.exchanged);
            tab.answer(short_lived(&access));
        }
    }
    assert!(tab.exchanged >= 10, "{} renewals", tab.exchanged);
    assert!(was_told_of_the_end(&tab));
}

#[test]
fn requests_and_replies_are_no_signs_of_life() {
    let mut tab = Tab::restored(CONFIG, fresh());
    for call in 0..9 {
        tab.pass(AFTER / 10);
        tab.request(call);
        tab.reply(call, false);
    }
    tab.pass(AFTER / 10);
    assert!(was_told_of_the_end(&tab));
}

#[test]
fn a_login_starts_the_time_anew() {
    let mut browser = Browser::open(2);
    browser.pass(AFTER);
    assert!(browser.all(was_told_of_the_end));
    browser.pass(HOUR);
    browser.on(0, |tab| tab.log_in("next"));
    assert!(browser.all(|tab| tab.access() == Some("next")));
    browser.pass(AFTER - 1);
    assert!(browser.all(|tab| tab.access() == Some("next")));
    browser.pass(1);
    assert!(browser.all(|tab| tab.access().is_none() && tab.told(&SIGNED_OUT) == 2));
}

#[test]
fn given_tokens_start_the_time_anew() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.pass(AFTER - 1);
    tab.feed(Input::TokensGiven {
        call: CallId(1),
        tokens: given_tokens("given"),
    });
    tab.settle();
    tab.pass(AFTER - 1);
    assert_eq!(tab.access(), Some("given"));
}

/// R9: nobody who is typing his password has been away.
#[test]
fn a_login_that_is_under_way_outlives_the_end() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.now += AFTER - 10;
    tab.start_login(900);
    tab.now += 20;
    tab.answer_login(900, "next");
    tab.settle();
    assert_eq!(tab.access(), Some("next"));
    assert_eq!(tab.core.session().map(|session| session.generation), Some(1));
}

#[test]
fn a_page_that_is_opened_counts_for_nothing() {
    let mut browser = Browser::open(1);
    for _ in 0..9 {
        browser.pass(AFTER / 10);
        browser.open_tab();
    }
    browser.pass(AFTER / 10);
    assert!(browser.all(was_told_of_the_end));
    assert_eq!(browser.logouts(), 1);
}

/// Where there is no configuration for it, nothing is woken, kept or told, and the end that another tab has found counts.
#[test]
fn without_the_option_signs_of_life_are_nothing_and_the_end_in_another_tab_is_one() {
    let mut tab = Tab::restored(super::harness::PLAIN, fresh());
    tab.outputs.clear();
    tab.feed(Input::SignOfLife);
    tab.feed(Input::MessageReceived(Message::Active { at: NOW }));
    assert_eq!(tab.core.next_wake(), None);
    assert_eq!(tab.outputs, []);
    tab.feed(Input::MessageReceived(Message::Ended {
        session: Some(SessionId(7)),
        reason: EndReason::Idle,
        action_no: NOW,
    }));
    assert!(was_told_of_the_end(&tab));
}

#[test]
fn a_disposed_client_looks_at_no_time() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.feed(Input::Disposed);
    tab.outputs.clear();
    tab.now += AFTER;
    tab.feed(Input::SignOfLife);
    tab.feed(Input::Woke);
    assert_eq!(
        (tab.core.next_wake(), tab.outputs.as_slice()),
        (None, [].as_slice())
    );
}

proptest! {
    /// In any order of signs of life, sleep, renewals and opened tabs: nobody is signed out within `after` of the last sign of
    /// life, and everybody is once that has passed, with one logout.
    #[test]
    fn the_newest_sign_of_life_anywhere_decides(
        steps in prop::collection::vec((0_usize..3, 1_i64..AFTER / 2, any::<bool>()), 1..30)
    ) {
        let mut browser = Browser::open(3);
        let mut last = NOW;
        for (index, pass, is_sign) in steps {
            browser.pass(pass);
            let now = browser.tabs[0].now;
            prop_assert_eq!(browser.all(is_signed_in), now < last + AFTER);
            prop_assert_eq!(browser.all(was_told_of_the_end), now >= last + AFTER);
            if now >= last + AFTER {
                break;
            }
            if is_sign {
                browser.sign(index);
                last = now;
            }
        }
        browser.pass(AFTER);
        prop_assert!(browser.all(was_told_of_the_end));
        prop_assert_eq!(browser.logouts(), 1);
    }
}

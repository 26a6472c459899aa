//! Sleep, frozen tabs, and clocks that are set back.

use super::*;

/// A night of sleep: whatever the page does first on waking, the session ends before it is done.
#[test]
fn after_sleep_the_session_ends_before_anything_is_sent() {
    let wakings: [fn(&mut Tab); 5] = [
        |tab| tab.request(1),
        |tab| tab.feed(Input::TokenRequested { call: CallId(1) }),
        |tab| tab.feed(Input::RefreshRequested { call: CallId(1) }),
        |tab| tab.feed(Input::Online(true)),
        |tab| tab.feed(Input::MessageReceived(Message::Tokens(session("newer", NOW + 1)))),
    ];
    for waking in wakings {
        let mut tab = Tab::restored(CONFIG, fresh());
        tab.now += 8 * HOUR;
        waking(&mut tab);
        tab.settle();
        assert!(was_told_of_the_end(&tab));
        assert_eq!(tab.exchanged, 0);
        assert!(
            tab.sent.iter().all(|(_, token)| token.is_none()),
            "{:?}",
            tab.sent
        );
    }
}

/// Requests that waited for a refresh when the machine fell asleep.
#[test]
fn what_waited_through_sleep_is_not_sent() {
    let mut tab = Tab::restored(CONFIG, fresh());
    tab.expire(1);
    assert_eq!(tab.exchanged, 1);
    tab.now += 8 * HOUR;
    tab.grant("newer");
    assert_eq!(tab.tokens_sent(1), ["token"], "it is not sent again");
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert!(was_told_of_the_end(&tab));
    assert_eq!(tab.store, None);
}

#[test]
fn a_tab_that_was_frozen_ends_no_session_in_which_another_tab_is_used() {
    for timer_first in [true, false] {
        let mut browser = Browser::open(2);
        browser.frozen.push(1);
        for _ in 0..10 {
            browser.pass(AFTER / 2);
            browser.sign(0);
        }
        browser.thaw(1, timer_first);
        assert!(browser.all(is_signed_in));
        assert!(browser.all(|tab| {
            tab.events
                .iter()
                .all(|event| !matches!(event, Event::Idle { .. }))
        }));
    }
}

#[test]
fn a_tab_that_slept_through_the_end_leaves_the_logout_to_the_one_that_ended_it() {
    for timer_first in [true, false] {
        let mut browser = Browser::open(2);
        browser.frozen.push(1);
        browser.pass(2 * AFTER);
        browser.thaw(1, timer_first);
        assert!(browser.all(was_told_of_the_end));
        assert_eq!(browser.logouts(), 1);
    }
}

#[test]
fn a_clock_that_is_set_back_neither_ends_the_session_nor_keeps_it() {
    let mut browser = Browser::open(3);
    browser.pass(AFTER / 3);
    browser.sign(0);
    browser.pass(AFTER / 3);
    browser.set_clock(NOW - 30 * 24 * HOUR);
    browser.on(0, |tab| tab.feed(Input::Woke));
    assert!(browser.all(is_signed_in));
    browser.pass(AFTER);
    assert!(browser.all(was_told_of_the_end));
    assert_eq!(browser.logouts(), 1);
}

#[test]
fn a_sign_of_life_from_before_the_clock_was_set_back_is_no_reason_to_stay() {
    let mut tab = Tab::new(CONFIG);
    tab.store = Some(fresh());
    tab.ledger = Ledger::of(&fresh(), &Ledger::default());
    tab.kept = Some(NOW);
    tab.now = NOW - 100 * AFTER;
    tab.start();
    assert!(is_signed_in(&tab));
    for _ in 0..3 {
        tab.now += AFTER / 4;
        tab = tab.reload(tab.now);
        assert!(is_signed_in(&tab));
    }
    tab.now += AFTER / 4;
    assert!(was_told_of_the_end(&tab.reload(tab.now)));
}

//! A network, a server or a storage that does not answer.

use super::*;

/// R12
#[test]
fn offline_the_refresh_waits_for_the_network() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::Online(false));
    tab.expire(1);
    assert_eq!(tab.exchanged, 0);
    tab.pass(5_000);
    tab.feed(Input::Online(true));
    tab.settle();
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
}

/// R12
#[test]
fn offline_for_too_long_the_request_is_told() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::Online(false));
    tab.expire(1);
    tab.pass(10_000);
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert!(tab.access().is_some());
}

/// R14
#[test]
fn a_refresh_that_is_never_answered_ends_all_the_same() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.pass(60_000);
    assert_eq!(tab.exchanged, 3);
    assert_eq!(tab.fault(1), Some(Fault::RefreshUnavailable));
    assert_eq!(tab.core.next_wake(), None);
}

/// R14: storage that never answers does not hold it up for ever either.
#[test]
fn a_storage_that_is_stuck_costs_time_but_no_session() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.reply(1, true);
    for _ in 0..100 {
        if let Some(Output::AcquireLock { flight }) = tab.open.pop_front() {
            tab.feed(Input::LockGranted { flight });
        }
        tab.open.retain(|open| matches!(open, Output::AcquireLock { .. }));
        if let Some((flight, _)) = tab.exchanges.pop() {
            tab.feed(Input::ExchangeReplied {
                flight,
                reply: reply(200, r#"{"access_token":"new"}"#),
            });
        }
        tab.now += 100;
        tab.feed(Input::Woke);
    }
    assert_eq!(tab.tokens_sent(1), ["old", "new"]);
    assert_eq!(
        tab.store
            .map(|stored| access_of(&stored.tokens).to_string())
            .as_deref(),
        Some("new")
    );
}

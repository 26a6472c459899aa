//! Tabs tell each other by message and by their marks: one that comes back gets the tokens from one that has them (R28).

use super::*;

#[test]
fn another_tab_that_has_the_tokens_saves_the_exchange() {
    for config in [COOKIE, MEMORY] {
        let mut first = Tab::new(config);
        first.start();
        first.log_in("shared");
        first.settle();
        let mut tab = Tab::new(config);
        tab.ledger = first.ledger.clone();
        if config == COOKIE {
            tab.store.clone_from(&first.store);
        }
        tab.start();
        tab.request(1);
        assert_eq!(snapshot(&tab), (false, true), "{config}");
        assert_eq!(tab.announced, [Message::Asked]);
        first.announced.clear();
        first.feed(Input::MessageReceived(Message::Asked));
        tab.feed(Input::MessageReceived(first.announced[0].clone()));
        tab.settle();
        assert_eq!((tab.exchanged, tab.access()), (0, Some("shared")));
        assert_eq!(tab.tokens_sent(1), ["shared"]);
    }
}

/// Only another tab can help, and none is there.
#[test]
fn nobody_is_signed_in_where_nobody_has_the_tokens() {
    let mut tab = Tab::new(MEMORY);
    tab.ledger = Ledger::of(&mark(), &Ledger::default());
    tab.start();
    tab.request(1);
    assert_eq!(snapshot(&tab), (false, true));
    let mut tab = alone(tab);
    assert_eq!((snapshot(&tab), tab.exchanged), ((false, false), 0));
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert!(is_quiet(&tab));
    // It was busy.
    tab.feed(taken(&session("late", mark().revision)));
    assert_eq!(tab.access(), Some("late"));
}

#[test]
fn a_visitor_who_is_always_asked_for_waits_for_no_other_tab() {
    let mut tab = loaded(&with(COOKIE, r#""restore":"always""#), None);
    tab.settle();
    assert_eq!(tab.exchanged, 1);
}

/// An old engine: the server gives each tab its own.
#[test]
fn without_a_channel_no_other_tab_is_waited_for() {
    let mut fresh = mark();
    fresh.revision = NOW - 10;
    let mut tab = Tab::new(COOKIE);
    tab.core.lose_channel();
    tab.ledger = Ledger::of(
        &Session {
            revision: fresh.revision + 5,
            ..fresh.clone()
        },
        &Ledger::default(),
    );
    tab.store = Some(fresh);
    tab.start();
    tab.settle();
    assert_eq!(tab.exchanged, 1);
}

#[test]
fn a_tab_asks_nobody_for_the_tokens_that_it_had_itself() {
    let mut fresh = mark();
    fresh.revision = NOW - 10;
    for (own, waits) in [(Some(fresh.revision), false), (None, true), (Some(1), true)] {
        let mut tab = Tab::new(COOKIE);
        tab.core = crate::Core::new(tab.core.policy().clone(), Locking::Platform).with_own_revision(own);
        tab.ledger = Ledger::of(&fresh, &Ledger::default());
        tab.store = Some(fresh.clone());
        tab.start();
        tab.settle();
        assert_eq!(tab.exchanged == 0, waits, "{own:?}");
    }
}

/// R21: nobody else writes an application's own storage here.
#[test]
fn tokens_that_came_by_message_are_stored_where_no_other_tab_stores_them() {
    let functions = crate::policy::Functions {
        storage: true,
        ..Default::default()
    };
    let config = super::super::harness::json(r#"{"login":"/login","refresh":"/refresh"}"#);
    let custom = || super::super::harness::try_policy_of(&config, functions).expect("a good configuration");
    let local = || policy(r#"{"login":"/login","refresh":"/refresh"}"#);
    for (policy, is_stored, kept) in [
        (custom(), true, true),
        (local(), false, true),
        (local(), true, false),
    ] {
        let mut tab = Tab::with(policy, Locking::Platform);
        tab.start();
        let given = session("given", NOW);
        tab.ledger = Ledger::of(&given, &Ledger::default());
        tab.feed(Input::MessageReceived(if is_stored {
            Message::Tokens(given.clone())
        } else {
            Message::Unstored(given.clone())
        }));
        tab.settle();
        assert_eq!(tab.access(), Some("given"));
        let stored = tab.store.as_ref().map(|stored| access_of(&stored.tokens));
        assert_eq!(stored, kept.then_some("given"));
    }
}

/// A mark of a later login, where the message with its tokens has not come.
#[test]
fn the_mark_of_another_login_ends_the_session_and_asks_for_the_other() {
    let mut tab = alone(loaded(COOKIE, Some(mark())));
    tab.answer(reply(200, r#"{"access_token":"mine"}"#));
    let later = Session {
        id: crate::session::SessionId(8),
        action_no: NOW + 5_000,
        revision: NOW + 5_000,
        ..mark()
    };
    let before = tab.store.clone();
    tab.ledger = Ledger::of(&later, &Ledger::default());
    tab.store = Some(later.clone());
    tab.request(1);
    tab.feed(Input::StoreChanged {
        before,
        after: Some(later),
    });
    assert_eq!(snapshot(&tab), (false, true));
    let mut tab = alone(tab);
    tab.answer(reply(200, r#"{"access_token":"theirs"}"#));
    assert_eq!(tab.access(), Some("theirs"));
    assert_eq!(
        tab.told(&Event::SignedIn {
            by: SignedInBy::OtherTab
        }),
        1
    );
}

/// Storage events may come before messages.
#[test]
fn the_mark_of_a_login_elsewhere_signs_in_who_is_signed_out() {
    let mut tab = loaded(COOKIE, None);
    let theirs = session("theirs", NOW + 10);
    tab.ledger = Ledger::of(&theirs, &Ledger::default());
    tab.store = Some(Session {
        tokens: Tokens::none(),
        ..theirs.clone()
    });
    tab.feed(Input::StoreChanged {
        before: None,
        after: tab.store.clone(),
    });
    assert_eq!(snapshot(&tab), (false, true));
    tab.feed(taken(&theirs));
    tab.settle();
    assert_eq!((tab.exchanged, tab.access()), (0, Some("theirs")));
    let by = SignedInBy::OtherTab;
    assert_eq!(tab.told(&Event::SignedIn { by }), 1);
}

#[test]
fn a_mark_that_is_removed_is_a_logout() {
    let mut tab = alone(loaded(COOKIE, Some(mark())));
    tab.answer(reply(200, r#"{"access_token":"mine"}"#));
    let before = tab.store.take();
    tab.feed(Input::StoreChanged { before, after: None });
    tab.settle();
    assert_eq!(tab.access(), None);
}

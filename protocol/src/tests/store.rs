//! The record and those who touch it: R16, R23, R24, I5.

use super::harness::{PLAIN, Tab, access_of, given_tokens, session};
use crate::{
    Event, Input,
    event::{EndReason, SignedInBy, SignedOutBy, Warning},
    input::Message,
    ledger::Ledger,
    record::{self, Found},
    session::SessionId,
    value::Value,
};

#[test]
fn a_reload_restores_the_session() {
    let mut tab = Tab::new(PLAIN);
    tab.store = Some(session("old", 1));
    tab.start();
    assert_eq!(tab.access(), Some("old"));
    assert_eq!(
        tab.told(&Event::SignedIn {
            by: SignedInBy::Restored
        }),
        1
    );
}

/// R23
#[test]
fn a_store_that_fails_is_warned_of_once_and_the_session_goes_on() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::StoreFailed);
    tab.feed(Input::StoreFailed);
    assert_eq!(tab.told(&Event::Warning(Warning::StorageUnavailable)), 1);
    tab.request(1);
    assert_eq!(tab.tokens_sent(1), ["old"]);
}

/// R23
#[test]
fn an_app_that_deletes_the_record_logs_out() {
    let mut tab = Tab::signed_in();
    let before = tab.store.take();
    tab.feed(Input::StoreChanged { before, after: None });
    tab.settle();
    assert_eq!(tab.access(), None);
    assert_eq!(
        tab.told(&Event::SignedOut {
            by: SignedOutBy::OtherTab
        }),
        1
    );
    assert_eq!(tab.ledger.end_of(SessionId(7)), Some(EndReason::Logout));
}

/// R23
#[test]
fn an_app_that_edits_the_record_logs_in() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    let before = tab.store.clone();
    let after = Some(session("edited", 1));
    tab.store.clone_from(&after);
    tab.feed(Input::StoreChanged { before, after });
    tab.settle();
    assert_eq!(tab.access(), Some("edited"));
    assert_ne!(tab.core.session().map(|session| session.id), Some(SessionId(7)));
    tab.reply(1, true);
    assert_eq!(tab.tokens_sent(1), ["old"], "not sent again as somebody else");
}

/// R24
#[test]
fn tokens_of_an_older_app_are_taken_over() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.feed(Input::LegacyTokensFound(given_tokens("old")));
    tab.settle();
    assert_eq!(
        tab.told(&Event::SignedIn {
            by: SignedInBy::Restored
        }),
        1
    );
    assert_eq!(
        tab.store.as_ref().map(|stored| access_of(&stored.tokens)),
        Some("old")
    );
    tab.feed(Input::LegacyTokensFound(given_tokens("again")));
    assert_eq!(tab.access(), Some("old"));
}

/// I5
#[test]
fn a_record_of_an_ended_session_is_not_restored_but_cleared_away() {
    let mut tab = Tab::new(PLAIN);
    tab.store = Some(session("old", 1));
    tab.ledger = Ledger::after(SessionId(7), EndReason::Logout, 2, 2);
    tab.start();
    tab.settle();
    assert_eq!((tab.access(), &tab.store), (None, &None));
}

/// I5: even when the ledger has seen another session end since.
#[test]
fn a_record_of_a_session_that_ended_long_ago_is_not_restored() {
    let mut tab = Tab::new(PLAIN);
    tab.store = Some(session("old", 1));
    tab.ledger = Ledger::after(SessionId(8), EndReason::Logout, 5, 5);
    tab.start();
    assert_eq!(tab.access(), None);
}

/// R23
#[test]
fn a_record_with_an_impossible_revision_is_not_read() {
    let origin = "https://app.example";
    let mut stored = record::write(&Message::Tokens(session("old", 1)), origin);
    stored.set("revision", Value::Number(9_007_199_254_740_991.0));
    assert_eq!(record::read(&stored, origin), Found::Garbage);
    let mut ledger = Ledger::default().to_value();
    ledger.set("revision", Value::whole(-5));
    assert_eq!(Ledger::from_value(&ledger), Ledger::default());
}

//! Tokens that live for seconds or less, on a page where nothing happens: R15, R17.

use super::harness::{Tab, reply};
use crate::{Input, input::CallId};

/// A page with tokens of this lifetime, in ms. Every exchange is answered.
struct Page {
    tab: Tab,
    lifetime: i64,
}

impl Page {
    fn signed_in(lifetime: i64) -> Self {
        let mut tab = Tab::new(r#"{"refresh":"/refresh","retry":{"base":0}}"#);
        tab.start();
        let mut page = Self { tab, lifetime };
        let (call, reply) = (CallId(900), page.tokens());
        page.tab.feed(Input::LoginReplied { call, reply });
        page.tab.settle();
        page
    }

    fn tokens(&self) -> crate::reply::Reply {
        let end = self.tab.now + self.lifetime;
        reply(
            200,
            &format!(r#"{{"access_token":"a","refresh_token":"r","expires_at":{end}}}"#),
        )
    }

    /// Lets time pass in steps of 10 ms.
    fn pass(&mut self, ms: i64) {
        for _ in 0..ms / 10 {
            self.tab.pass(10);
            if !self.tab.exchanges.is_empty() {
                let tokens = self.tokens();
                self.tab.answer(tokens);
            }
        }
    }
}

#[test]
fn an_idle_page_makes_no_refresh() {
    for lifetime in [50, 200, 600, 2_000, 10_000, 29_000] {
        let mut page = Page::signed_in(lifetime);
        page.pass(60_000);
        assert_eq!(page.tab.exchanged, 0, "tokens of {lifetime} ms, in a minute");
    }
}

#[test]
fn a_token_that_was_used_is_renewed_once_ahead() {
    for lifetime in [50, 600, 2_000, 29_000] {
        let mut page = Page::signed_in(lifetime);
        page.tab.request(1);
        page.tab.reply(1, false);
        page.pass(60_000);
        assert_eq!(page.tab.exchanged, 1, "tokens of {lifetime} ms, in a minute");
    }
}

#[test]
fn so_is_one_that_the_application_has_asked_for() {
    let mut page = Page::signed_in(2_000);
    page.tab.feed(Input::TokenRequested { call: CallId(1) });
    page.pass(60_000);
    assert_eq!(page.tab.exchanged, 1);
}

#[test]
fn the_next_request_renews_first() {
    let mut page = Page::signed_in(2_000);
    page.pass(60_000);
    page.tab.request(1);
    assert!(page.tab.tokens_sent(1).is_empty(), "R4");
    page.tab.settle();
    let tokens = page.tokens();
    page.tab.answer(tokens);
    assert_eq!((page.tab.tokens_sent(1), page.tab.exchanged), (vec!["a"], 1));
}

#[test]
fn a_busy_page_refreshes_at_the_tokens_pace() {
    // A request every 100 ms for ten seconds.
    for (lifetime, most) in [(50, 20), (600, 20), (2_000, 7)] {
        let mut page = Page::signed_in(lifetime);
        for call in 0..100 {
            page.tab.request(call);
            page.tab.settle();
            page.pass(100);
        }
        let made = page.tab.exchanged;
        assert!(made <= most, "{made} refreshes with tokens of {lifetime} ms");
    }
}

#[test]
fn tokens_of_half_a_minute_are_renewed_on_an_idle_page() {
    let mut page = Page::signed_in(30_000);
    page.pass(60_000);
    assert_eq!(page.tab.exchanged, 2, "every 22.5 s");
}

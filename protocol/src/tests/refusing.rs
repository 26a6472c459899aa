//! R5: an endpoint that refuses a fresh token is not asked about it again for a while.

use super::harness::{NOW, PLAIN, Tab, session};
use crate::{Event, Input, event::Warning, input::CallId, output::Outcome, refused_endpoints::REFUSING_FOR};

const ORDERS: u64 = 1;
const REPORTS: u64 = 2;

fn warned(tab: &Tab) -> usize {
    tab.told(&Event::Warning(Warning::FreshTokenRejected))
}

/// Calls an endpoint that always says 401, to the answer.
fn call(tab: &mut Tab, endpoint: u64, call: u32) {
    tab.request_to(endpoint, call);
    for _ in 0..2 {
        if tab.outcome(call).is_none() {
            tab.reply(call, true);
            tab.settle();
        }
        if !tab.exchanges.is_empty() {
            tab.grant(&format!("new-{call}"));
        }
    }
    assert_eq!(tab.outcome(call), Some(&Outcome::Deliver));
}

#[test]
fn ten_calls_of_an_endpoint_that_always_refuses_cost_one_refresh_and_one_warning() {
    let mut tab = Tab::signed_in();
    (0..10).for_each(|number| call(&mut tab, ORDERS, number));
    assert_eq!((tab.exchanged, warned(&tab)), (1, 1));
    assert_eq!(tab.tokens_sent(0).len(), 2);
    assert_eq!(tab.tokens_sent(9), ["new-0"], "its first answer is the answer");
}

#[test]
fn ten_calls_at_once_are_warned_of_once() {
    let mut tab = Tab::signed_in();
    (0..10).for_each(|number| tab.request_to(ORDERS, number));
    (0..10).for_each(|number| tab.reply(number, true));
    tab.settle();
    tab.grant("new");
    (0..10).for_each(|number| tab.reply(number, true));
    assert_eq!((tab.exchanged, warned(&tab)), (1, 1));
}

#[test]
fn after_a_while_it_is_tried_again() {
    let mut tab = Tab::signed_in();
    call(&mut tab, ORDERS, 1);
    tab.now += REFUSING_FOR - 1;
    call(&mut tab, ORDERS, 2);
    assert_eq!((tab.exchanged, warned(&tab)), (1, 1));
    tab.now += 1;
    call(&mut tab, ORDERS, 3);
    call(&mut tab, ORDERS, 4);
    assert_eq!((tab.exchanged, warned(&tab)), (2, 2));
}

#[test]
fn the_401_of_another_endpoint_or_of_an_unknown_one_refreshes_all_the_same() {
    let mut tab = Tab::signed_in();
    call(&mut tab, ORDERS, 1);
    call(&mut tab, REPORTS, 2);
    assert_eq!(tab.exchanged, 2);
    call(&mut tab, 0, 3);
    call(&mut tab, 0, 4);
    assert_eq!(tab.exchanged, 4);
}

#[test]
fn a_token_that_is_known_to_have_expired_is_refreshed_there_too() {
    let mut tab = Tab::signed_in();
    call(&mut tab, ORDERS, 1);
    let mut expiring = tab.core.session().expect("a session").clone();
    expiring.revision += 1;
    expiring.tokens.access_expires_at = Some(NOW + 5_000);
    expiring.tokens.renew_at = Some(NOW + 5_000);
    tab.ledger.revision = expiring.revision;
    tab.store = Some(expiring.clone());
    tab.feed(Input::MessageReceived(crate::input::Message::Tokens(expiring)));
    tab.request_to(ORDERS, 2);
    tab.now += 5_000;
    tab.reply(2, true);
    tab.settle();
    assert_eq!(tab.exchanged, 2);
}

#[test]
fn another_session_and_a_good_answer_start_anew() {
    let mut tab = Tab::signed_in();
    call(&mut tab, ORDERS, 1);
    tab.log_in("other");
    tab.settle();
    call(&mut tab, ORDERS, 2);
    assert_eq!(tab.exchanged, 2);
    tab.request_to(ORDERS, 3);
    tab.reply(3, false);
    call(&mut tab, ORDERS, 4);
    assert_eq!((tab.exchanged, warned(&tab)), (3, 3));
}

#[test]
fn the_trace_says_why_there_is_no_refresh() {
    let mut tab = Tab::restored(PLAIN, session("old", 1));
    call(&mut tab, ORDERS, 1);
    tab.feed(Input::Tracing(true));
    call(&mut tab, ORDERS, 2);
    let step = tab.events.iter().rev().find_map(|event| match event {
        Event::Trace {
            request, step, why, ..
        } if *request == Some(2) => Some((*step, *why)),
        _ => None,
    });
    assert_eq!(step, Some(("answered", "refusedAgain")));
    tab.feed(Input::Withdrawn { call: CallId(2) });
}

/// GraphQL: a query that is never accepted, polled beside queries of the same URL that are.
#[test]
fn a_poll_that_is_always_refused_beside_good_requests_of_the_same_url_is_no_storm() {
    let mut tab = Tab::signed_in();
    let mut exchanges = 0;
    for round in 0..50 {
        let (good, refused) = (2 * round, 2 * round + 1);
        tab.request_to(ORDERS, good);
        tab.reply(good, false);
        tab.request_to(ORDERS, refused);
        tab.reply(refused, true);
        tab.settle();
        if !tab.exchanges.is_empty() {
            exchanges += 1;
            tab.grant(&format!("token-{round}"));
            tab.reply(refused, true);
        }
        assert_eq!(tab.outcome(refused), Some(&Outcome::Deliver));
        tab.pass(1_000);
    }
    assert_eq!(exchanges, 2);
}

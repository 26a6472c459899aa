//! What the promise of a logout waits for: the end, in the ledger.

use super::*;

/// All the ways in which a logout comes to its end, but for the ledger, which has not answered.
fn ended_but_for_the_ledger() -> [(&'static str, Tab, usize); 4] {
    let answered = |config: &str, reply: Option<Reply>| {
        let mut tab = tab(config, false);
        tab.log_out();
        let call = LOGOUT;
        let expired = false;
        tab.feed(Input::LogoutReplied { call, reply, expired });
        tab
    };
    let mut signed_out = Tab::new(CONFIG);
    signed_out.log_out();
    let mut without_endpoint = tab(PLAIN, false);
    without_endpoint.log_out();
    [
        ("confirmed", answered(CONFIG, Some(reply(204, ""))), 0),
        ("not confirmed", answered(CONFIG, None), 1),
        ("no endpoint", without_endpoint, 0),
        ("signed out", signed_out, 0),
    ]
}

#[test]
fn a_logout_is_over_once_a_page_that_is_loaded_now_would_find_it() {
    for (what, mut tab, warned) in ended_but_for_the_ledger() {
        assert_eq!(tab.outcome(LOGOUT.0), None, "{what}");
        tab.settle();
        assert_ne!(tab.ledger.action_no, 0, "{what}");
        assert_over(&tab, warned);
    }
}

#[test]
fn a_ledger_that_does_not_answer_keeps_no_logout_for_long() {
    for (what, mut tab, warned) in ended_but_for_the_ledger() {
        tab.open.clear();
        tab.now += 1_999;
        tab.feed(Input::Woke);
        assert_eq!(tab.outcome(LOGOUT.0), None, "{what}");
        tab.now += 1;
        tab.feed(Input::Woke);
        assert_eq!(tab.outcome(LOGOUT.0), Some(&Outcome::Done), "{what}");
        assert_eq!(tab.told(&not_confirmed(None)), warned, "{what}");
    }
}

#[test]
fn a_login_that_comes_at_once_takes_the_place_of_the_end_that_is_written() {
    for (what, mut tab, _) in ended_but_for_the_ledger() {
        tab.start_login(1);
        tab.answer_login(1, "new");
        tab.settle();
        assert_eq!(tab.outcome(LOGOUT.0), Some(&Outcome::Done), "{what}");
        assert_eq!(tab.access(), Some("new"), "{what}");
    }
}

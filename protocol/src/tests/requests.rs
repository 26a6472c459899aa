//! Requests: R1–R6, R8, R9.

use super::harness::{NOW, PLAIN, Tab, policy, reply, session};
use crate::{
    Event, Input, Locking,
    event::{LoginReason, Warning},
    input::{CallId, Message},
    output::{Fault, Outcome},
    policy::Policy,
    session::{Session, SessionId},
};

/// R1
#[test]
fn a_hundred_expired_requests_cost_one_refresh_and_all_get_through() {
    let mut tab = Tab::signed_in();
    (0..100).for_each(|call| tab.request(call));
    (0..100).for_each(|call| tab.reply(call, true));
    tab.settle();
    assert_eq!(tab.exchanged, 1);
    tab.grant("new");
    for call in 0..100 {
        assert_eq!(tab.tokens_sent(call), ["old", "new"]);
        tab.reply(call, false);
        assert_eq!(tab.outcome(call), Some(&Outcome::Deliver));
    }
    assert_eq!(tab.exchanged, 1);
}

/// R2
#[test]
fn a_late_401_is_replayed_at_once_without_a_second_refresh() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.request(2);
    tab.reply(1, true);
    tab.settle();
    tab.grant("new");
    tab.reply(2, true);
    tab.settle();
    assert_eq!(tab.tokens_sent(2), ["old", "new"]);
    assert_eq!(tab.exchanged, 1);
}

/// R3
#[test]
fn a_request_made_during_the_refresh_waits_for_the_new_token() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.request(2);
    assert_eq!(tab.tokens_sent(2), Vec::<&str>::new());
    tab.grant("new");
    assert_eq!(tab.tokens_sent(2), ["new"]);
}

fn expiring(in_ms: i64) -> Session {
    let mut session = session("old", 1);
    session.tokens.access_expires_at = Some(NOW + in_ms);
    session.tokens.renew_at = Some(NOW + in_ms - 10_000);
    session
}

/// R4
#[test]
fn a_token_known_to_be_expired_is_renewed_before_it_is_sent() {
    let mut tab = Tab::restored(PLAIN, expiring(60_000));
    tab.request(1);
    assert_eq!(tab.tokens_sent(1), ["old"]);
    tab.now += 50_000;
    tab.request(2);
    tab.settle();
    assert_eq!(tab.tokens_sent(2), Vec::<&str>::new());
    tab.grant("new");
    assert_eq!(tab.tokens_sent(2), ["new"]);
}

/// R5
#[test]
fn a_replay_that_is_refused_again_is_the_answer_and_is_warned_of() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.grant("new");
    tab.reply(1, true);
    tab.settle();
    assert_eq!(tab.outcome(1), Some(&Outcome::Deliver));
    assert_eq!(tab.told(&Event::Warning(Warning::FreshTokenRejected)), 1);
    assert_eq!(tab.exchanged, 1);
}

fn asked_for_a_login(tab: &Tab) -> usize {
    tab.told(&Event::LoginRequired {
        reason: LoginReason::NoSession,
    })
}

/// R6: what a request without a session meets is the caller's.
#[test]
fn a_signed_out_401_is_delivered_and_asks_for_a_login_at_most_once_a_second() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    for call in 0..3 {
        tab.expire(call);
        assert_eq!(tab.outcome(call), Some(&Outcome::Deliver));
        tab.now += 333;
    }
    assert_eq!(asked_for_a_login(&tab), 1);
    tab.now += 1;
    // A button that was pressed again.
    tab.expire(3);
    assert_eq!(asked_for_a_login(&tab), 2);
    assert_eq!(tab.exchanged, 0);
}

#[test]
fn requests_that_were_under_way_when_a_login_was_asked_for_do_not_ask_again() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    for call in 0..5 {
        tab.request(call);
    }
    for call in 0..5 {
        tab.reply(call, true);
        tab.now += 5_000;
    }
    tab.settle();
    assert_eq!(asked_for_a_login(&tab), 1);
}

/// A server that renders pages meets 401s for each visitor.
#[test]
fn on_a_server_a_login_is_asked_for_only_where_somebody_was_signed_in() {
    let policy = Policy {
        on_server: true,
        ..policy(PLAIN)
    };
    let mut tab = Tab::with(policy, Locking::Platform);
    tab.start();
    tab.expire(0);
    assert_eq!(tab.outcome(0), Some(&Outcome::Deliver));
    assert_eq!(asked_for_a_login(&tab), 0);
    tab.feed(Input::LoginReplied {
        call: CallId(1),
        reply: reply(200, r#"{"access_token":"a"}"#),
    });
    tab.feed(Input::LogoutRequested { call: CallId(2) });
    tab.settle();
    tab.expire(3);
    assert_eq!(asked_for_a_login(&tab), 1);
}

/// A clock that was set back keeps no button dead.
#[test]
fn a_login_is_asked_for_again_whatever_the_clock_does() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.expire(0);
    tab.now -= 3_600_000;
    tab.expire(1);
    assert_eq!(asked_for_a_login(&tab), 2);
}

#[test]
fn where_a_session_was_before_a_401_is_told_as_its_end() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::LogoutRequested { call: CallId(9) });
    tab.settle();
    tab.expire(1);
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert_eq!(asked_for_a_login(&tab), 1);

    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.answer(reply(401, ""));
    tab.now += 1_000;
    tab.expire(2);
    assert_eq!(tab.fault(2), Some(Fault::SessionExpired));
    assert_eq!(
        tab.told(&Event::LoginRequired {
            reason: LoginReason::RefreshRejected
        }),
        1
    );
    assert_eq!(asked_for_a_login(&tab), 1);
}

/// R6: somebody is signed in by now, and the request was nobody's.
#[test]
fn a_401_of_a_request_from_before_the_login_is_the_callers() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::LogoutRequested { call: CallId(9) });
    tab.request(1);
    tab.feed(Input::LoginReplied {
        call: CallId(2),
        reply: reply(200, r#"{"access_token":"a"}"#),
    });
    tab.reply(1, true);
    tab.settle();
    assert_eq!(tab.outcome(1), Some(&Outcome::Deliver));
    assert_eq!(asked_for_a_login(&tab), 0);
}

/// R8
#[test]
fn an_aborted_request_leaves_the_queue_and_the_others_get_through() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.request(2);
    tab.feed(Input::Withdrawn { call: CallId(1) });
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["old"]);
    assert_eq!(tab.tokens_sent(2), ["new"]);
    assert_eq!(tab.outcome(1), None);
}

/// R8: even the only one who waits may go; the refresh goes on for the next.
#[test]
fn the_refresh_goes_on_when_its_request_is_aborted() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.feed(Input::Withdrawn { call: CallId(1) });
    tab.grant("new");
    assert_eq!(tab.access(), Some("new"));
}

/// R9
#[test]
fn a_waiting_request_is_told_of_a_logout_and_never_sent() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.request(2);
    tab.log_out();
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(tab.fault(2), Some(Fault::SessionChanged));
    assert_eq!(tab.tokens_sent(2), Vec::<&str>::new());
}

/// R9
#[test]
fn a_request_of_the_last_user_is_not_replayed_as_the_next_one() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.log_in("other");
    tab.settle();
    tab.reply(1, true);
    assert_eq!(tab.tokens_sent(1), ["old"]);
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(tab.access(), Some("other"));
}

/// R9
#[test]
fn a_waiting_request_is_told_when_another_user_logs_in_elsewhere() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    let other = Session {
        id: SessionId(8),
        ..session("other", 5)
    };
    tab.feed(Input::MessageReceived(Message::Tokens(other)));
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert_eq!(tab.exchanges.len(), 0, "the old user's exchange is of no use");
}

#[test]
fn the_token_is_given_out_refreshed_when_it_must_be_and_null_when_signed_out() {
    let mut tab = Tab::restored(PLAIN, expiring(5_000));
    tab.feed(Input::TokenRequested { call: CallId(1) });
    tab.settle();
    tab.grant("new");
    let token = |tab: &Tab, call| match tab.outcome(call) {
        Some(Outcome::Token(token)) => token.as_ref().map(|token| token.reveal().to_string()),
        other => panic!("{other:?}"),
    };
    assert_eq!(token(&tab, 1).as_deref(), Some("new"));
    tab.log_out();
    tab.feed(Input::TokenRequested { call: CallId(2) });
    assert_eq!(token(&tab, 2), None);
}

#[test]
fn refresh_joins_the_one_under_way() {
    let mut tab = Tab::signed_in();
    tab.expire(1);
    tab.feed(Input::RefreshRequested { call: CallId(2) });
    tab.grant("new");
    assert_eq!(tab.outcome(2), Some(&Outcome::Done));
    assert_eq!(tab.exchanged, 1);
}

#[test]
fn disposing_rejects_all_that_waits_and_all_that_comes() {
    let mut tab = Tab::signed_in();
    tab.request(1);
    tab.feed(Input::RefreshRequested { call: CallId(2) });
    tab.feed(Input::Disposed);
    tab.request(3);
    for call in 1..=3 {
        assert_eq!(tab.fault(call), Some(Fault::Disposed));
    }
}

/// What a timeline shows of a request has an end, whichever it is.
#[test]
fn the_trace_of_each_request_tells_how_it_ended() {
    let ends = |tab: &Tab, call: u32| {
        let mut steps = tab.events.iter().filter_map(|event| match event {
            Event::Trace {
                request, step, why, ..
            } if *request == Some(call) => Some((*step, *why)),
            _ => None,
        });
        steps.next_back()
    };
    let config = r#"{"login":"/login","refresh":"/refresh","retry":{"attempts":1}}"#;
    let mut tab = Tab::restored(config, session("old", 1));
    tab.feed(Input::Tracing(true));
    for call in 1..=4 {
        tab.request(call);
    }
    tab.reply(1, false);
    tab.feed(Input::Withdrawn { call: CallId(2) });
    tab.reply(3, true);
    tab.settle();
    tab.fail();
    tab.settle();
    tab.reply(4, true);
    assert_eq!(ends(&tab, 1), Some(("answered", "reply")));
    assert_eq!(ends(&tab, 2), Some(("withdrawn", "noReply")));
    assert_eq!(ends(&tab, 3), Some(("rejected", "refreshUnavailable")));
    assert_eq!(ends(&tab, 4), Some(("rejected", "refreshUnavailable")));
    tab.log_out();
    tab.request(5);
    tab.reply(5, true);
    assert_eq!(ends(&tab, 5), Some(("answered", "signedOut")));
}

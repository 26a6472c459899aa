//! Requests whose body is still being read (R9, I3): they belong to the session in which they were made.

use super::harness::{NOW, PLAIN, Tab, reply, session};
use crate::{
    Input, Output,
    event::EndReason,
    input::{CallId, Message},
    output::Fault,
    session::{Session, SessionId},
};

#[test]
fn a_body_that_was_read_goes_out_with_the_token_of_that_time() {
    let mut tab = Tab::signed_in();
    tab.prepare(1);
    assert!(tab.sent.is_empty());
    tab.expire(2);
    tab.grant("new");
    tab.body_read(1);
    assert_eq!(tab.tokens_sent(1), ["new"]);
    tab.body_read(1);
    assert_eq!(tab.tokens_sent(1).len(), 1, "once");
}

#[test]
fn a_body_that_is_read_during_the_refresh_waits_for_it() {
    let mut tab = Tab::signed_in();
    tab.prepare(1);
    tab.expire(2);
    tab.body_read(1);
    assert!(tab.tokens_sent(1).is_empty());
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["new"]);
}

/// R4
#[test]
fn a_token_that_ends_while_the_body_is_read_is_renewed_first() {
    let mut stored = session("old", 1);
    stored.tokens.access_expires_at = Some(NOW + 20_000);
    stored.tokens.renew_at = Some(NOW + 10_000);
    let mut tab = Tab::restored(PLAIN, stored);
    tab.prepare(1);
    tab.now += 15_000;
    tab.body_read(1);
    tab.settle();
    assert!(tab.tokens_sent(1).is_empty());
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["new"]);
}

#[test]
fn a_logout_and_another_login_reject_it_at_once() {
    let mut tab = Tab::signed_in();
    tab.prepare(1);
    tab.log_out();
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    tab.log_in("other");
    tab.body_read(1);
    assert!(tab.tokens_sent(1).is_empty());
}

#[test]
fn another_user_in_another_tab_rejects_it() {
    let mut tab = Tab::signed_in();
    tab.prepare(1);
    let other = Session {
        id: SessionId(8),
        action_no: NOW,
        ..session("other", NOW)
    };
    tab.feed(Input::MessageReceived(Message::Tokens(other)));
    tab.body_read(1);
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    assert!(tab.tokens_sent(1).is_empty());
}

#[test]
fn a_refusal_rejects_it_as_it_does_the_waiting() {
    let mut tab = Tab::signed_in();
    tab.prepare(1);
    tab.expire(2);
    tab.answer(reply(401, ""));
    assert_eq!(tab.fault(1), Some(Fault::SessionExpired));
    assert_eq!(tab.core.session(), None);
}

#[test]
fn what_was_made_while_signed_out_does_not_go_out_as_somebody() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.prepare(1);
    tab.log_in("mine");
    assert_eq!(tab.fault(1), Some(Fault::SessionChanged));
    tab.body_read(1);
    assert!(tab.sent.is_empty());
}

#[test]
fn what_was_made_while_signed_out_goes_out_without_a_token() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.prepare(1);
    tab.body_read(1);
    assert_eq!(tab.sent, [(1, None)]);
}

/// The application's own functions make the request: what they take time for belongs to the session of the call.
#[test]
fn an_announced_call_goes_out_with_the_token_of_its_own_session() {
    let mut tab = Tab::signed_in();
    tab.announce(1);
    assert!(
        tab.sent.is_empty()
            && tab
                .outputs
                .iter()
                .all(|output| !matches!(output, Output::Settle { .. }))
    );
    tab.expire(2);
    tab.grant("new");
    tab.expire(1);
    assert_eq!(tab.tokens_sent(1), ["new"]);
    tab.grant("newer");
    assert_eq!(tab.tokens_sent(1), ["new", "newer"], "as any other");
}

#[test]
fn an_announced_call_of_a_session_that_is_over_is_rejected() {
    type End = fn(&mut Tab);
    let ends: [(&str, End, Fault); 4] = [
        ("a logout", |tab| tab.log_out(), Fault::SessionChanged),
        ("another login", |tab| tab.log_in("other"), Fault::SessionChanged),
        (
            "a refusal",
            |tab| {
                tab.expire(2);
                tab.answer(reply(401, ""));
            },
            Fault::SessionExpired,
        ),
        (
            "the end of the client",
            |tab| tab.feed(Input::Disposed),
            Fault::Disposed,
        ),
    ];
    for (name, end, fault) in ends {
        let mut tab = Tab::signed_in();
        tab.announce(1);
        end(&mut tab);
        assert_eq!(tab.fault(1), Some(fault), "{name}");
        assert!(tab.tokens_sent(1).is_empty(), "{name}");
    }
}

/// An interceptor may log in first.
#[test]
fn a_call_that_is_announced_while_signed_out_belongs_to_the_session_in_which_it_is_made() {
    let mut tab = Tab::new(PLAIN);
    tab.start();
    tab.announce(1);
    tab.log_in("mine");
    assert_eq!(tab.fault(1), None);
    tab.expire(1);
    assert_eq!(tab.tokens_sent(1), ["mine"]);
    tab.grant("new");
    assert_eq!(tab.tokens_sent(1), ["mine", "new"]);
}

#[test]
fn an_announced_call_can_be_withdrawn_and_counts_for_nothing() {
    let mut tab = Tab::signed_in();
    tab.feed(Input::Tracing(true));
    tab.outputs.clear();
    tab.announce(1);
    tab.feed(Input::Withdrawn { call: CallId(1) });
    tab.log_out();
    assert_eq!(tab.fault(1), None);
    assert!(
        !format!("{:?}", tab.outputs).contains("noReply"),
        "it was never a request"
    );
}

#[test]
fn it_can_be_withdrawn_and_is_disposed_of() {
    let mut tab = Tab::signed_in();
    tab.prepare(1);
    tab.feed(Input::Withdrawn { call: CallId(1) });
    tab.body_read(1);
    assert!(tab.sent.is_empty() && tab.settled.is_empty());
    tab.prepare(2);
    tab.feed(Input::Disposed);
    tab.body_read(2);
    assert_eq!(tab.fault(2), Some(Fault::Disposed));
    assert!(tab.sent.is_empty());
}

#[test]
fn pending_counts_only_what_waits_for_the_refresh() {
    let mut tab = Tab::signed_in();
    let pending = |tab: &Tab| {
        let shown = tab.outputs.iter().rev().find_map(|output| match output {
            Output::Session(shown) => Some(shown.pending),
            _ => None,
        });
        shown.unwrap_or_default()
    };
    tab.prepare(1);
    tab.expire(2);
    assert_eq!(pending(&tab), 1);
    tab.body_read(1);
    assert_eq!(pending(&tab), 2);
    tab.feed(Input::MessageReceived(Message::Ended {
        session: Some(SessionId(7)),
        reason: EndReason::Logout,
        action_no: NOW,
    }));
    assert_eq!(pending(&tab), 0);
}

//! What each answer to a claim means.

use super::*;
use crate::{secret::Secret, session::Tokens};

fn session(id: u64, action_no: i64) -> Session {
    Session {
        id: SessionId(id),
        generation: 1,
        revision: action_no,
        action_no,
        until_closed: false,
        user: None,
        tokens: Tokens {
            access: Some(Secret::new("token")),
            refresh: None,
            access_expires_at: None,
            refresh_expires_at: None,
            renew_at: None,
        },
    }
}

fn ledger(session: &Session) -> Ledger {
    Ledger::of(session, &Ledger::default())
}

fn claims(claim: Claim) -> Claims {
    let mut claims = Claims::default();
    claims.start(claim);
    claims
}

fn login() -> Claims {
    claims(Claim::Login { overwritten: false })
}

/// The end of session 1, which began at 10 and was logged out at 20.
fn end() -> SessionEnd {
    SessionEnd {
        session: Some(SessionId(1)),
        revision: 10,
        action_no: 20,
        reason: EndReason::Logout,
        announce: true,
    }
}

#[test]
fn a_newer_claim_takes_the_place_of_an_older_one() {
    let mut claims = login();
    assert!(claims.is_current(1) && claims.is_login());
    claims.start(Claim::End(end()));
    assert!(!claims.is_current(1) && claims.is_current(2));
    assert_eq!(claims.end(), Some(end()));
    claims.drop_login();
    assert!(claims.is_open(), "an end is no login");
    claims.settle();
    assert!(!claims.is_open() && !claims.is_current(2));
}

#[test]
fn a_login_writes_its_session_and_the_end_of_the_one_before() {
    let session = session(2, 30);
    let Some(Output::Swap { next, write, .. }) =
        login().write(&Ledger::default(), Some(&session), Some(SessionId(1)))
    else {
        panic!("a swap");
    };
    assert_eq!(next.session, Some(session.id));
    assert_eq!(next.ended, Some((SessionId(1), EndReason::Logout)));
    assert_eq!(write, Some(StoreWrite::Put(session)));
    assert_eq!(login().write(&Ledger::default(), None, None), None);
}

#[test]
fn a_login_whose_record_was_overwritten_writes_it_again() {
    let session = session(2, 30);
    let mut claims = login();
    let answered =
        |claims: &Claims| claims.answered(true, Some(&session), Some(&session), &ledger(&session), true);
    assert_eq!(answered(&claims), Answered::Settled);
    assert!(claims.record_overwritten());
    assert_eq!(answered(&claims), Answered::RewriteRecord);
    assert!(!Claims::default().record_overwritten());
}

#[test]
fn the_later_login_wins() {
    let session = session(2, 30);
    let answered = |ledger: &Ledger, yields| login().answered(false, Some(&session), None, ledger, yields);
    let own = ledger(&session);
    assert_eq!(answered(&own, true), Answered::Settled, "a sibling's renewal");
    let earlier = ledger(&self::session(3, 25));
    assert_eq!(answered(&earlier, true), Answered::LoginStands);
    let later = ledger(&self::session(3, 35));
    assert_eq!(answered(&later, true), Answered::LoginLost);
    assert_eq!(answered(&later, false), Answered::LoginStands);
    let ended = Ledger::after(session.id, EndReason::Refused, 31, 30);
    assert_eq!(answered(&ended, true), Answered::LoginLost);
}

#[test]
fn an_end_is_written_and_announced() {
    let before = ledger(&session(1, 10));
    let claims = claims(Claim::End(end()));
    let Some(Output::Swap { next, write, .. }) = claims.write(&before, None, None) else {
        panic!("a swap");
    };
    assert_eq!(next.end_of(SessionId(1)), Some(EndReason::Logout));
    assert_eq!((next.session, next.revision, next.action_no), (None, 11, 20));
    assert_eq!(write, Some(StoreWrite::Remove(SessionId(1))));
    let answered = claims.answered(true, None, None, &next, true);
    assert_eq!(answered, Answered::Announce(end().message()));
}

#[test]
fn an_end_leaves_a_later_login_alone() {
    let later = ledger(&session(2, 30));
    let claims = claims(Claim::End(end()));
    assert_eq!(claims.write(&later, None, None), None);
    let by = SessionId(2);
    assert_eq!(
        claims.answered(false, None, None, &later, true),
        Answered::Replaced { by }
    );
}

/// The ends are those of session 1, which began at 10, and of its tokens of revision 12.
#[test]
fn an_end_leaves_a_login_of_the_same_number_alone_that_has_won() {
    let end = SessionEnd {
        revision: 12,
        action_no: 10,
        reason: EndReason::Refused,
        ..end()
    };
    let won = |revision, ended: Option<u64>| Ledger {
        revision,
        ended: ended.map(|ended| (SessionId(ended), EndReason::Logout)),
        ..ledger(&session(2, 10))
    };
    let successor = Some(SessionId(2));
    assert_eq!(end.successor(&won(13, None)), successor, "it is later");
    assert_eq!(end.successor(&won(12, None)), successor, "it is as new");
    assert_eq!(end.successor(&won(11, Some(1))), successor, "it has replaced it");
    assert_eq!(end.successor(&won(11, Some(3))), None, "it is older");
    assert_eq!(end.successor(&won(11, None)), None, "it is older");
    let logout = SessionEnd { action_no: 20, ..end };
    assert_eq!(
        logout.successor(&won(11, Some(1))),
        None,
        "the user has logged out since"
    );
}

#[test]
fn an_end_is_written_until_ledger_and_store_show_it() {
    let claims = claims(Claim::End(end()));
    let answered = |record, ledger| claims.answered(false, None, record, ledger, true);
    let record = session(1, 10);
    let written = Ledger::after(SessionId(1), EndReason::Logout, 11, 20);
    assert_eq!(answered(None, &written), Answered::Settled);
    assert_eq!(answered(Some(&record), &written), Answered::WriteAgain);
    assert_eq!(answered(None, &ledger(&record)), Answered::WriteAgain);
}

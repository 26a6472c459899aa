//! The runs.

pub(super) mod needed;

use super::{
    act::LATE,
    bounds::{Bounds, Budget, Sharing},
    report::{explore, wander},
};
use crate::tests::faults::PlantedFault;

/// Wider bounds were asked for.
pub(super) fn deep() -> bool {
    std::env::var("AUTHFLIGHT_MODEL").is_ok_and(|wish| wish == "deep")
}

#[track_caller]
pub(super) fn holds(name: &str, bounds: Bounds) {
    let found = explore(name, bounds);
    assert!(found.counter_example.is_none(), "{name}: {}", found.tell());
}

/// One more of it, when there is time.
pub(super) fn more(normally: u8) -> u8 {
    normally + u8::from(deep())
}

#[test]
fn many_requests_in_two_tabs_cost_one_refresh() {
    let budget = Budget {
        requests: more(3),
        expiries: 1,
        ..Budget::default()
    };
    holds("two tabs, requests", Bounds::new(2, budget));
    let budget = Budget {
        requests: more(3),
        ..Budget::default()
    };
    holds("three tabs, requests", Bounds::new(3, budget));
}

#[test]
fn a_busy_server_and_lost_replies_end_no_session() {
    let budget = Budget {
        requests: 2,
        busy: 2,
        losses: more(0),
        ..Budget::default()
    };
    holds("two tabs, busy", Bounds::new(2, budget));
    let budget = Budget {
        requests: more(1),
        losses: 1,
        crashes: 1,
        ..Budget::default()
    };
    holds("two tabs, lost replies and crashes", Bounds::new(2, budget));
}

/// A commit that found the ledger changed by a mere access token would lose the refresh token with it.
#[test]
fn tokens_in_replies_disturb_no_refresh() {
    // Without a logout: see what the fencing is needed for, below.
    let budget = Budget {
        requests: more(1),
        slides: more(1),
        logouts: 1,
        crashes: more(0),
        ..Budget::default()
    };
    holds("two tabs, sliding and logout", Bounds::new(2, budget));
}

#[test]
fn a_refusal_ends_the_session_in_both_tabs_once() {
    let budget = Budget {
        requests: 2,
        refusals: 1,
        logins: 1,
        ..Budget::default()
    };
    holds("two tabs, refused", Bounds::new(2, budget));
}

/// R13: whoever believes that the refresh token has expired asks all the same, and the tabs' clocks may differ.
#[test]
fn an_end_that_has_passed_is_for_the_server_to_tell() {
    let budget = Budget {
        requests: 2,
        refusals: 1,
        losses: more(0),
        ..Budget::default()
    };
    holds(
        "two tabs, past the end",
        Bounds::new(2, budget).with_refresh_end(0),
    );
    let budget = Budget {
        requests: 2,
        freezes: 1,
        refusals: more(0),
        ..Budget::default()
    };
    // The tab that was frozen comes back after the end, the other is before it.
    let end = LATE / 2;
    holds(
        "two tabs, past the end for one",
        Bounds::new(2, budget).with_refresh_end(end),
    );
    let budget = Budget {
        requests: 2,
        ..Budget::default()
    };
    holds(
        "two tabs, past the end, leases",
        Bounds::new(2, budget).with_refresh_end(0).with_leases(),
    );
}

#[test]
fn a_logout_is_a_logout_wherever_the_refresh_stands() {
    let budget = Budget {
        requests: more(1),
        logouts: 1,
        ..Budget::default()
    };
    holds("two tabs, logout", Bounds::new(2, budget));
    let budget = Budget {
        requests: 1,
        logouts: 1,
        crashes: 1,
        ..Budget::default()
    };
    holds("two tabs, logout and crash", Bounds::new(2, budget));
    let budget = Budget {
        crashes: more(0),
        logouts: 1,
        ..Budget::default()
    };
    holds("three tabs, logout", Bounds::new(3, budget));
}

/// R31: the exchange that is made for a logout's call alone, or left under way for it, is like any other to the server.
#[test]
fn a_server_that_is_told_of_a_logout_sees_no_token_twice() {
    let budget = Budget {
        requests: more(1),
        logouts: 1,
        ..Budget::default()
    };
    holds(
        "two tabs, logout told",
        Bounds::new(2, budget).with_logout_endpoint(),
    );
    let budget = Budget {
        logouts: 2,
        losses: 1,
        busy: more(0),
        ..Budget::default()
    };
    holds(
        "two tabs, logouts told, lost replies",
        Bounds::new(2, budget).with_logout_endpoint(),
    );
}

#[test]
fn another_login_replaces_the_session_everywhere() {
    let budget = Budget {
        requests: 1,
        logins: 1,
        logouts: more(0),
        ..Budget::default()
    };
    holds("two tabs, login", Bounds::new(2, budget));
    let budget = Budget {
        logins: 2,
        logouts: more(0),
        ..Budget::default()
    };
    holds("two tabs, logins", Bounds::new(2, budget));
}

/// R9: whatever comes late, and whoever had not heard of it.
#[test]
fn a_login_that_is_answered_late_loses_to_what_was_wished_after_it() {
    for (name, logins, late_logins, logouts) in [
        ("late login and logout", 0, 1, 1),
        ("late login and login", 1, 1, 0),
        ("two late logins", 0, 2, 0),
    ] {
        let budget = Budget {
            logins,
            late_logins,
            logouts,
            ..Budget::default()
        };
        holds(&format!("two tabs, {name}"), Bounds::new(2, budget));
    }
    if deep() {
        let budget = Budget {
            logins: 1,
            late_logins: 1,
            logouts: 1,
            ..Budget::default()
        };
        holds("two tabs, all of these", Bounds::new(2, budget));
    }
}

/// Logins that begin in one millisecond have one number. Which of them stands is not promised, but all tabs end with it.
#[test]
fn logins_of_one_millisecond_leave_one_session_to_all_tabs() {
    let budget = Budget {
        logins: 1,
        twins: 1,
        ..Budget::default()
    };
    for sharing in [Sharing::Record, Sharing::Cookies] {
        let bounds = Bounds::new(3, budget).with_sharing(sharing);
        holds(&format!("three tabs, logins of one moment, {sharing:?}"), bounds);
    }
    let states = if deep() { 10_000_000 } else { 100_000 };
    let budget = Budget {
        requests: 2,
        late_logins: 1,
        logouts: 2,
        refusals: 1,
        slides: 1,
        ..budget
    };
    for sharing in [
        Sharing::Record,
        Sharing::Marks,
        Sharing::Messages,
        Sharing::Cookies,
    ] {
        let name = format!("three tabs, logins of one moment and more, {sharing:?}");
        let found = wander(&name, Bounds::new(3, budget).with_sharing(sharing), states);
        assert!(found.counter_example.is_none(), "{name}: {}", found.tell());
    }
}

#[test]
fn what_is_still_being_read_goes_out_as_nobody_else() {
    let budget = Budget {
        streams: 1,
        requests: more(0),
        logins: 1,
        logouts: 1,
        ..Budget::default()
    };
    holds("one tab, streams", Bounds::new(1, budget));
    let budget = Budget {
        streams: 2,
        logouts: more(0),
        late_logins: 1,
        ..Budget::default()
    };
    holds("two tabs, streams", Bounds::new(2, budget));
}

/// Three tabs have more orders of these than can be explored.
#[test]
fn logins_and_logouts_of_three_tabs_that_cross_leave_the_last_one() {
    let budget = Budget {
        requests: 1,
        streams: 1,
        logins: 1,
        late_logins: 2,
        logouts: 2,
        refusals: 1,
        ..Budget::default()
    };
    let states = if deep() { 20_000_000 } else { 200_000 };
    for (name, bounds) in [
        ("three tabs, logins and logouts", Bounds::new(3, budget)),
        ("the same with leases", Bounds::new(3, budget).with_leases()),
    ] {
        let found = wander(name, bounds, states);
        assert!(found.counter_example.is_none(), "{name}: {}", found.tell());
    }
}

#[test]
fn a_crashed_tab_leaves_no_lock_and_no_wait_behind() {
    let budget = Budget {
        requests: 2,
        crashes: more(0) + 1,
        ..Budget::default()
    };
    holds("two tabs, crash", Bounds::new(2, budget));
    let budget = Budget {
        requests: more(1),
        crashes: 1,
        ..Budget::default()
    };
    holds("three tabs, crash", Bounds::new(3, budget));
}

#[test]
fn a_frozen_tab_is_passed_by_and_comes_back_to_the_truth() {
    let budget = Budget {
        requests: 2,
        freezes: 1,
        logouts: more(0),
        ..Budget::default()
    };
    holds("two tabs, frozen", Bounds::new(2, budget));
    let budget = Budget {
        requests: 2,
        freezes: 1,
        expiries: more(0),
        ..Budget::default()
    };
    holds("two tabs, frozen, grace", Bounds::new(2, budget).with_grace());
}

#[test]
fn without_web_locks_a_lease_does_as_well() {
    let budget = Budget {
        requests: 2,
        expiries: more(0),
        ..Budget::default()
    };
    holds("two tabs, lease", Bounds::new(2, budget).with_leases());
    let budget = Budget {
        requests: more(1),
        logouts: 1,
        ..Budget::default()
    };
    holds("two tabs, lease and logout", Bounds::new(2, budget).with_leases());
}

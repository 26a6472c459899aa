//! The runs of sessions that come back after a reload, and of tabs that know each other by message (R21, R28).

use super::{
    bounds::{Bounds, Budget, Sharing},
    checks::{deep, holds, more, needed::is_needed},
};
use crate::tests::faults::PlantedFault;

#[track_caller]
fn restores(name: &str, tabs: usize, budget: Budget) {
    holds(name, Bounds::new(tabs, budget).with_sharing(Sharing::Marks));
}

#[track_caller]
fn tells(name: &str, tabs: usize, budget: Budget) {
    holds(name, Bounds::new(tabs, budget).with_sharing(Sharing::Messages));
}

#[test]
fn tabs_that_are_loaded_at_once_cost_one_refresh() {
    let budget = Budget {
        requests: more(1),
        ..Budget::default()
    };
    restores("two tabs restored", 2, budget);
    restores("three tabs restored", 3, budget);
}

#[test]
fn a_login_or_logout_during_a_restore_wins() {
    for (name, logins, logouts) in [("login", 1, 0), ("logout", 0, 1)] {
        let budget = Budget {
            requests: more(0),
            logins,
            logouts,
            ..Budget::default()
        };
        restores(&format!("two tabs restored, {name}"), 2, budget);
    }
    if deep() {
        let budget = Budget {
            logins: 1,
            logouts: 1,
            ..Budget::default()
        };
        restores("two tabs restored, login and logout", 2, budget);
    }
}

#[test]
fn a_restore_that_is_refused_is_quiet() {
    let budget = Budget {
        requests: 1,
        refusals: 1,
        ..Budget::default()
    };
    restores("two tabs restored, refused", 2, budget);
}

#[test]
fn a_restore_outlives_lost_replies_and_reloads() {
    let budget = Budget {
        requests: 1,
        losses: 1,
        busy: 1,
        ..Budget::default()
    };
    restores("two tabs restored, lost replies", 2, budget);
    let budget = Budget {
        crashes: 1,
        logouts: more(0),
        ..Budget::default()
    };
    restores("two tabs restored, reload", 2, budget);
}

#[test]
fn a_frozen_tab_comes_back_to_a_session_that_others_restored() {
    let budget = Budget {
        freezes: 1,
        requests: more(0),
        ..Budget::default()
    };
    restores("two tabs restored, frozen", 2, budget);
}

#[test]
fn tabs_that_know_each_other_by_message_cost_one_refresh() {
    let budget = Budget {
        requests: 2,
        repeats: 1,
        ..Budget::default()
    };
    tells("two tabs by message", 2, budget);
    let budget = Budget {
        requests: 2,
        ..Budget::default()
    };
    tells("three tabs by message", 3, budget);
}

#[test]
fn logins_and_logouts_reach_tabs_by_message() {
    for (name, logins, late_logins, logouts) in [
        ("login", 1, 0, 0),
        ("logout", 0, 0, 1),
        ("late login and logout", 0, 1, 1),
    ] {
        let budget = Budget {
            requests: more(0),
            logins,
            late_logins,
            logouts,
            repeats: 1,
            ..Budget::default()
        };
        tells(&format!("two tabs by message, {name}"), 2, budget);
    }
}

#[test]
fn a_sender_that_is_gone_leaves_its_messages() {
    let budget = Budget {
        requests: 1,
        crashes: 1,
        ..Budget::default()
    };
    tells("two tabs by message, crash", 2, budget);
    let budget = Budget {
        requests: 1,
        freezes: 1,
        ..Budget::default()
    };
    tells("two tabs by message, frozen", 2, budget);
}

/// R29: a generation without a token is one all the same.
#[test]
fn sessions_in_cookies_alone_cost_one_refresh() {
    for (name, tabs, budget) in [
        (
            "two tabs, cookies",
            2,
            Budget {
                requests: more(2),
                expiries: 1,
                ..Budget::default()
            },
        ),
        (
            "three tabs, cookies",
            3,
            Budget {
                requests: 2,
                ..Budget::default()
            },
        ),
        (
            "two tabs, cookies, lost replies",
            2,
            Budget {
                requests: 1,
                losses: 1,
                busy: 1,
                crashes: more(0),
                ..Budget::default()
            },
        ),
        (
            "two tabs, cookies, refused",
            2,
            Budget {
                requests: 2,
                refusals: 1,
                ..Budget::default()
            },
        ),
        (
            "two tabs, cookies, logout",
            2,
            Budget {
                requests: 1,
                logouts: 1,
                logins: more(0),
                ..Budget::default()
            },
        ),
    ] {
        holds(name, Bounds::new(tabs, budget).with_sharing(Sharing::Cookies));
    }
}

#[test]
fn without_the_lock_tabs_restore_twice_at_once() {
    is_needed(
        PlantedFault::RestoresUnlocked,
        Bounds::new(2, Budget::default()).with_sharing(Sharing::Marks),
    );
}

#[test]
fn without_fencing_a_restore_revives_a_session_after_its_logout() {
    let budget = Budget {
        logouts: 1,
        ..Budget::default()
    };
    is_needed(
        PlantedFault::RestoresUnfenced,
        Bounds::new(2, budget).with_sharing(Sharing::Marks),
    );
}

#[test]
fn a_refused_restore_that_is_told_is_caught() {
    let budget = Budget {
        refusals: 1,
        ..Budget::default()
    };
    is_needed(
        PlantedFault::RestoresLoudly,
        Bounds::new(1, budget).with_sharing(Sharing::Marks),
    );
}

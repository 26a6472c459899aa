//! Each rule is needed: without it, the model finds what goes wrong.

use super::*;

/// The checker must find what a missing rule breaks, and nothing within the same bounds when the
/// rule is kept.
#[track_caller]
pub(in crate::tests::model) fn is_needed(rule: PlantedFault, bounds: Bounds) {
    let found = explore(&format!("without {rule:?}"), bounds.clone().without(rule));
    println!("{}", found.tell());
    assert!(found.counter_example.is_some(), "{rule:?} was not missed");
    holds(&format!("with {rule:?} in place"), bounds);
}

#[test]
fn without_the_reread_a_token_is_spent_twice() {
    is_needed(
        PlantedFault::NoReread,
        Bounds::new(
            2,
            Budget {
                requests: 2,
                ..Budget::default()
            },
        ),
    );
}

#[test]
fn trusting_the_store_spends_a_token_twice() {
    is_needed(
        PlantedFault::TrustsStore,
        Bounds::new(
            2,
            Budget {
                requests: 2,
                ..Budget::default()
            },
        ),
    );
}

#[test]
fn without_fencing_a_logout_is_undone() {
    is_needed(
        PlantedFault::NoFencing,
        Bounds::new(
            2,
            Budget {
                requests: 1,
                logouts: 1,
                ..Budget::default()
            },
        ),
    );
}

#[test]
fn tokens_in_replies_that_look_at_no_exchange_lose_the_session() {
    is_needed(
        PlantedFault::SlidesUnfenced,
        Bounds::new(
            2,
            Budget {
                requests: 3,
                expiries: 1,
                slides: 1,
                ..Budget::default()
            },
        )
        .with_good_token(),
    );
}

#[test]
fn a_straggler_that_refreshes_refreshes_for_nothing() {
    is_needed(
        PlantedFault::StragglerRefreshes,
        Bounds::new(
            1,
            Budget {
                requests: 2,
                ..Budget::default()
            },
        ),
    );
}

#[test]
fn a_queue_that_is_not_drained_waits_for_ever() {
    is_needed(
        PlantedFault::QueueNotDrained,
        Bounds::new(
            1,
            Budget {
                requests: 1,
                busy: 2,
                ..Budget::default()
            },
        ),
    );
}

#[test]
fn logins_that_count_from_their_reply_undo_a_logout() {
    let budget = Budget {
        late_logins: 1,
        logouts: 1,
        ..Budget::default()
    };
    is_needed(PlantedFault::LateLoginsWin, Bounds::new(1, budget));
}

#[test]
fn logins_that_are_written_over_an_unheard_login_undo_it() {
    let budget = Budget {
        late_logins: 1,
        logins: 1,
        ..Budget::default()
    };
    is_needed(PlantedFault::WishesUnwritten, Bounds::new(2, budget));
}

#[test]
fn replaced_logins_that_are_never_taken_back_leave_a_tab_as_another_user() {
    let budget = Budget {
        logins: 1,
        twins: 1,
        ..Budget::default()
    };
    is_needed(PlantedFault::ReplacedLoginsLost, Bounds::new(3, budget));
}

#[test]
fn an_end_that_passes_unasked_ends_a_good_session() {
    let budget = Budget {
        requests: 1,
        ..Budget::default()
    };
    is_needed(
        PlantedFault::EndsUnasked,
        Bounds::new(2, budget).with_refresh_end(0),
    );
}

#[test]
fn bodies_that_belong_to_no_session_go_out_as_somebody_else() {
    let budget = Budget {
        streams: 1,
        logins: 1,
        ..Budget::default()
    };
    is_needed(PlantedFault::BodiesUnbound, Bounds::new(1, budget));
}

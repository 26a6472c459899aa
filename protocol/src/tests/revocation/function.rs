//! The application's own function tells the server.

use super::*;

/// A session that the application's own function ends at the server.
fn told_by_function(has_ended: bool) -> Tab {
    let functions = Functions {
        logout: true,
        ..Functions::default()
    };
    let policy = try_policy_of(&json(PLAIN), functions).expect("a policy");
    let mut tab = Tab::with(policy, Locking::Platform);
    let session = a_session(has_ended);
    tab.ledger = Ledger::of(&session, &Ledger::default());
    tab.store = Some(session);
    tab.start();
    tab.log_out();
    tab.settle();
    tab
}

/// The access tokens that the function was given.
fn given(tab: &Tab) -> Vec<String> {
    let given = |output: &Output| match output {
        Output::LogoutCallback { access_token, .. } => Some(access_token.as_ref()?.reveal().to_string()),
        _ => None,
    };
    tab.outputs.iter().filter_map(given).collect()
}

fn returned(tab: &mut Tab, outcome: Result<(), Option<u16>>) {
    tab.feed(Input::LogoutReturned {
        call: LOGOUT,
        outcome,
    });
    tab.settle();
}

#[test]
fn the_applications_function_may_tell_the_server() {
    let mut tab = told_by_function(false);
    assert_eq!(given(&tab), ["old"]);
    returned(&mut tab, Ok(()));
    assert_over(&tab, 0);

    let mut renewed = told_by_function(true);
    assert_eq!((renewed.exchanged, given(&renewed).len()), (1, 0));
    renewed.grant("new");
    assert_eq!(given(&renewed), ["new"]);
    returned(&mut renewed, Ok(()));
    assert_over(&renewed, 0);
}

#[test]
fn what_the_function_throws_is_told_and_an_expiry_is_tried_once_more() {
    for thrown in [None, Some(400), Some(500)] {
        let mut tab = told_by_function(false);
        returned(&mut tab, Err(thrown));
        assert_eq!(tab.told(&not_confirmed(thrown)), 1);
        assert_eq!(tab.exchanged, 0);
        assert_over(&tab, 1);
    }
    let mut tab = told_by_function(false);
    returned(&mut tab, Err(Some(401)));
    tab.grant("new");
    assert_eq!(given(&tab), ["old", "new"]);
    returned(&mut tab, Err(Some(401)));
    assert_eq!((tab.exchanged, tab.told(&not_confirmed(Some(401)))), (1, 1));
    assert_over(&tab, 1);
}

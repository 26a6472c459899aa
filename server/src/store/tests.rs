use super::{Refusal, Rotated, RotationRules, Store};
use crate::{clock::Millis, settings::Rotation, tokens::RefreshToken};

const STRICT: RotationRules = RotationRules {
    rotation: Rotation::Strict,
    grace: 0,
    lifetime: 1000,
};
const GRACE: RotationRules = RotationRules { grace: 100, ..STRICT };
const NO_ROTATION: RotationRules = RotationRules {
    rotation: Rotation::None,
    ..STRICT
};
const START: Millis = 1_000_000;

/// Each test runs on each kind of database, with tables of its own.
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                let store = super::Store::open("sqlite::memory:").await;
                super::$name(store.expect("an in-memory store")).await;
            })+
        }

        #[cfg(feature = "mysql")]
        mod mysql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::on_a_server("AUTHFLIGHT_TEST_MYSQL", super::$name).await;
            })+
        }

        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::on_a_server("AUTHFLIGHT_TEST_POSTGRES", super::$name).await;
            })+
        }
    };
}

on_each_database!(
    callers_who_leave_in_the_middle_take_nothing_along,
    the_demo_users_know_their_passwords,
    each_use_brings_a_successor_and_the_next_serial,
    reuse_revokes_the_whole_family_and_no_other,
    within_the_grace_window_reuse_brings_a_fresh_pair_of_the_same_family,
    after_the_grace_window_reuse_is_theft,
    a_used_up_token_is_known_by_the_time_of_its_first_use,
    a_refresh_token_expires_and_its_successor_starts_anew,
    without_rotation_one_token_serves_until_it_expires,
    an_ended_family_refreshes_no_more_and_its_access_is_refused,
    revoking_all_refreshes_leaves_access_alone,
    an_unknown_token_is_refused,
    of_twenty_concurrent_refreshes_one_is_granted,
    names_differ_by_case_and_by_blanks,
    an_exchange_whose_answer_was_lost_is_recognised,
    somebody_elses_exchange_is_not_taken_for_ones_own,
    tables_are_laid_out_once_and_keep_what_they_hold,
);

/// Runs a test on the server that the variable names, in a new database that is removed afterwards. Without a server the
/// test does not run: `npm test` starts the servers, and reports those that it cannot install.
#[cfg(any(feature = "mysql", feature = "postgres"))]
async fn on_a_server<F: Future<Output = ()>>(variable: &str, test: impl FnOnce(Store) -> F) {
    use sqlx::migrate::MigrateDatabase;

    let Ok(server) = std::env::var(variable) else {
        eprintln!("not run: {variable} names no server");
        return;
    };
    let name: String = RefreshToken::random().expect("randomness").hash();
    let name = name.to_lowercase().replace('-', "_");
    let (place, _) = server.rsplit_once('/').expect("a URL that ends in a database");
    let url = format!("{place}/test_{}", name.get(..16).expect("a long name"));
    sqlx::any::install_default_drivers();
    sqlx::Any::create_database(&url).await.expect("a new database");
    let store = Store::open(&url).await.expect("a store on a server");
    test(store.clone()).await;
    store.close().await;
    sqlx::Any::drop_database(&url)
        .await
        .expect("a database to remove");
}

async fn login(store: &Store) -> (String, RefreshToken) {
    let opened = store.open_family("demo", START, 1000).await.expect("a family");
    (opened.family, opened.refresh_token)
}

async fn rotate(
    store: &Store,
    token: &RefreshToken,
    now: Millis,
    rules: RotationRules,
) -> Result<Rotated, Refusal> {
    store.rotate(token, now, rules).await.expect("a working database")
}

fn refusal(outcome: Result<Rotated, Refusal>) -> Option<Refusal> {
    outcome.err()
}

async fn callers_who_leave_in_the_middle_take_nothing_along(store: Store) {
    for round in 0..3000 {
        let callers: Vec<_> = (0..10)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { drop(store.accepts_access("nobody").await) })
            })
            .collect();
        for _ in 0..round % 300 {
            tokio::task::yield_now().await;
        }
        for caller in callers {
            caller.abort();
        }
    }
    assert!(
        !store
            .accepts_access("nobody")
            .await
            .expect("tables that are still there")
    );
}

async fn the_demo_users_know_their_passwords(store: Store) {
    for (user, password, right) in [
        ("demo", "demo", true),
        ("alice", "alice", true),
        ("demo", "alice", false),
        ("bob", "bob", false),
    ] {
        let answer = store
            .password_is_right(user, password)
            .await
            .expect("a working database");
        assert_eq!(answer, right, "{user}/{password}");
    }
}

async fn each_use_brings_a_successor_and_the_next_serial(store: Store) {
    let (family, first) = login(&store).await;
    let second = rotate(&store, &first, START, STRICT).await.expect("granted");
    let third = rotate(&store, &second.refresh_token, START, STRICT)
        .await
        .expect("granted");
    assert_eq!((second.access_serial, third.access_serial), (2, 3));
    assert_eq!(third.family, family);
    assert_eq!(third.username, "demo");
    assert_ne!(second.refresh_token.text(), third.refresh_token.text());
}

async fn reuse_revokes_the_whole_family_and_no_other(store: Store) {
    let (family, first) = login(&store).await;
    let (other, untouched) = login(&store).await;
    let second = rotate(&store, &first, START, STRICT).await.expect("granted");
    assert_eq!(
        refusal(rotate(&store, &first, START + 1, STRICT).await),
        Some(Refusal::Reused)
    );
    assert_eq!(
        refusal(rotate(&store, &second.refresh_token, START + 1, STRICT).await),
        Some(Refusal::Revoked)
    );
    assert!(!store.accepts_access(&family).await.expect("a working database"));
    assert!(store.accepts_access(&other).await.expect("a working database"));
    assert!(rotate(&store, &untouched, START + 1, STRICT).await.is_ok());
}

async fn within_the_grace_window_reuse_brings_a_fresh_pair_of_the_same_family(store: Store) {
    let (family, first) = login(&store).await;
    let second = rotate(&store, &first, START, GRACE).await.expect("granted");
    let again = rotate(&store, &first, START + 100, GRACE).await.expect("granted");
    assert_eq!(again.family, family);
    assert_eq!(again.access_serial, 3);
    assert_ne!(again.refresh_token.text(), second.refresh_token.text());
    assert!(
        rotate(&store, &second.refresh_token, START + 100, GRACE)
            .await
            .is_ok()
    );
    assert!(
        rotate(&store, &again.refresh_token, START + 100, GRACE)
            .await
            .is_ok()
    );
}

async fn a_used_up_token_is_known_by_the_time_of_its_first_use(store: Store) {
    let (_, first) = login(&store).await;
    let consumed_at = async |token| store.consumed_at(token).await.expect("a working database");
    assert_eq!(consumed_at(&first).await, None);
    let second = rotate(&store, &first, START, GRACE).await.expect("granted");
    assert!(rotate(&store, &first, START + 50, GRACE).await.is_ok());
    assert_eq!(consumed_at(&first).await, Some(START));
    assert_eq!(consumed_at(&second.refresh_token).await, None);
    let unknown = RefreshToken::presented("nonsense".to_owned());
    assert_eq!(consumed_at(&unknown).await, None);
}

async fn after_the_grace_window_reuse_is_theft(store: Store) {
    let (_, first) = login(&store).await;
    assert!(rotate(&store, &first, START, GRACE).await.is_ok());
    assert_eq!(
        refusal(rotate(&store, &first, START + 101, GRACE).await),
        Some(Refusal::Reused)
    );
}

async fn a_refresh_token_expires_and_its_successor_starts_anew(store: Store) {
    let (_, first) = login(&store).await;
    let second = rotate(&store, &first, START + 999, STRICT)
        .await
        .expect("granted");
    assert_eq!(second.refresh_expires_ms, START + 1999);
    assert_eq!(
        refusal(rotate(&store, &second.refresh_token, START + 1999, STRICT).await),
        Some(Refusal::Expired)
    );
    // An expired token is not a used-up one: the family lives on.
    assert_eq!(
        refusal(rotate(&store, &second.refresh_token, START + 1999, STRICT).await),
        Some(Refusal::Expired)
    );
}

async fn without_rotation_one_token_serves_until_it_expires(store: Store) {
    let (_, token) = login(&store).await;
    for serial in 2..5 {
        let granted = rotate(&store, &token, START, NO_ROTATION).await.expect("granted");
        assert_eq!(granted.access_serial, serial);
        assert_eq!(granted.refresh_token.text(), token.text());
        assert_eq!(granted.refresh_expires_ms, START + 1000);
    }
    assert_eq!(
        refusal(rotate(&store, &token, START + 1000, NO_ROTATION).await),
        Some(Refusal::Expired)
    );
}

async fn an_ended_family_refreshes_no_more_and_its_access_is_refused(store: Store) {
    let (family, token) = login(&store).await;
    store
        .end_family(&family, START)
        .await
        .expect("a working database");
    assert_eq!(
        refusal(rotate(&store, &token, START, STRICT).await),
        Some(Refusal::Revoked)
    );
    assert!(!store.accepts_access(&family).await.expect("a working database"));
}

async fn revoking_all_refreshes_leaves_access_alone(store: Store) {
    let (family, token) = login(&store).await;
    store.end_all_refreshes(START).await.expect("a working database");
    assert_eq!(
        refusal(rotate(&store, &token, START, STRICT).await),
        Some(Refusal::Revoked)
    );
    assert!(store.accepts_access(&family).await.expect("a working database"));
}

async fn an_unknown_token_is_refused(store: Store) {
    let stranger = RefreshToken::presented("stranger".to_owned());
    assert_eq!(
        refusal(rotate(&store, &stranger, START, STRICT).await),
        Some(Refusal::Unknown)
    );
}

/// Of 20 concurrent refreshes one is granted. The others count as reuse, so the family is revoked.
async fn of_twenty_concurrent_refreshes_one_is_granted(store: Store) {
    let (_, token) = login(&store).await;
    let refreshes: Vec<_> = (0..20)
        .map(|_| {
            let (store, token) = (store.clone(), token.clone());
            tokio::spawn(async move { rotate(&store, &token, START, STRICT).await })
        })
        .collect();
    let mut granted = Vec::new();
    let mut refused = Vec::new();
    for refresh in refreshes {
        match refresh.await.expect("a refresh that ends") {
            Ok(rotated) => granted.push(rotated),
            Err(refusal) => refused.push(refusal),
        }
    }
    assert_eq!((granted.len(), refused.len()), (1, 19));
    assert!(refused.contains(&Refusal::Reused));
    let successor = &granted[0].refresh_token;
    assert_eq!(
        refusal(rotate(&store, successor, START, STRICT).await),
        Some(Refusal::Revoked)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_concurrent_refreshes_in_a_file_one_is_granted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a b?.db");
    of_twenty_concurrent_refreshes_one_is_granted(
        Store::open(&file.to_string_lossy())
            .await
            .expect("a store in a file"),
    )
    .await;
}

async fn names_differ_by_case_and_by_blanks(store: Store) {
    for stranger in ["Demo", "demo ", "dém\u{f6}"] {
        let answer = store.password_is_right(stranger, "demo").await;
        assert!(!answer.expect("a working database"), "{stranger:?}");
    }
}

/// The database restarts after it has committed the exchange and before it has answered.
async fn an_exchange_whose_answer_was_lost_is_recognised(store: Store) {
    for rules in [STRICT, GRACE] {
        let (_, token) = login(&store).await;
        let successor = RefreshToken::random().expect("randomness");
        let attempt = |again| store.try_rotate(&token, &successor, START, rules, again);
        let first = attempt(false)
            .await
            .expect("a working database")
            .expect("granted");
        let second = attempt(true).await.expect("a working database").expect("granted");
        assert_eq!(first.refresh_token.text(), second.refresh_token.text());
        assert_eq!(first.access_serial, second.access_serial);
        assert_eq!(first.refresh_expires_ms, second.refresh_expires_ms);
        assert!(rotate(&store, &successor, START, rules).await.is_ok());
    }
}

async fn somebody_elses_exchange_is_not_taken_for_ones_own(store: Store) {
    let (_, token) = login(&store).await;
    assert!(rotate(&store, &token, START, STRICT).await.is_ok());
    let successor = RefreshToken::random().expect("randomness");
    let attempt = store.try_rotate(&token, &successor, START, STRICT, true).await;
    assert_eq!(
        refusal(attempt.expect("a working database")),
        Some(Refusal::Reused)
    );
}

async fn tables_are_laid_out_once_and_keep_what_they_hold(store: Store) {
    let (_, token) = login(&store).await;
    store.prepare().await.expect("tables that are there");
    assert!(rotate(&store, &token, START, STRICT).await.is_ok());
}

#[tokio::test]
async fn a_file_keeps_sessions_over_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sessions.db").to_string_lossy().into_owned();
    let store = Store::open(&file).await.expect("a store in a file");
    let (_, token) = login(&store).await;
    store.close().await;
    let store = Store::open(&file).await.expect("the same store");
    assert!(rotate(&store, &token, START, STRICT).await.is_ok());
}

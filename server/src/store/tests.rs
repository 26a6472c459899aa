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

async fn store() -> Store {
    Store::open("sqlite::memory:").await.expect("an in-memory store")
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

#[tokio::test]
async fn the_demo_users_know_their_passwords() {
    let store = store().await;
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

#[tokio::test]
async fn each_use_brings_a_successor_and_the_next_serial() {
    let store = store().await;
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

#[tokio::test]
async fn reuse_revokes_the_whole_family_and_no_other() {
    let store = store().await;
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

#[tokio::test]
async fn within_the_grace_window_reuse_brings_a_fresh_pair_of_the_same_family() {
    let store = store().await;
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

#[tokio::test]
async fn after_the_grace_window_reuse_is_theft() {
    let store = store().await;
    let (_, first) = login(&store).await;
    assert!(rotate(&store, &first, START, GRACE).await.is_ok());
    assert_eq!(
        refusal(rotate(&store, &first, START + 101, GRACE).await),
        Some(Refusal::Reused)
    );
}

#[tokio::test]
async fn a_refresh_token_expires_and_its_successor_starts_anew() {
    let store = store().await;
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

#[tokio::test]
async fn without_rotation_one_token_serves_until_it_expires() {
    let store = store().await;
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

#[tokio::test]
async fn an_ended_family_refreshes_no_more_and_its_access_is_refused() {
    let store = store().await;
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

#[tokio::test]
async fn revoking_all_refreshes_leaves_access_alone() {
    let store = store().await;
    let (family, token) = login(&store).await;
    store.end_all_refreshes(START).await.expect("a working database");
    assert_eq!(
        refusal(rotate(&store, &token, START, STRICT).await),
        Some(Refusal::Revoked)
    );
    assert!(store.accepts_access(&family).await.expect("a working database"));
}

#[tokio::test]
async fn an_unknown_token_is_refused() {
    let store = store().await;
    let stranger = RefreshToken::presented("stranger".to_owned());
    assert_eq!(
        refusal(rotate(&store, &stranger, START, STRICT).await),
        Some(Refusal::Unknown)
    );
}

/// Of 20 at once one wins; the others are reuse, so that the family is revoked.
async fn twenty_at_once(store: Store) {
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
async fn of_twenty_concurrent_refreshes_one_is_granted() {
    twenty_at_once(store().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_concurrent_refreshes_in_a_file_one_is_granted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a b?.db");
    twenty_at_once(
        Store::open(&file.to_string_lossy())
            .await
            .expect("a store in a file"),
    )
    .await;
}

/// With `AUTHFLIGHT_TEST_DATABASES`, a list of URLs separated by spaces, on those databases as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_concurrent_refreshes_on_a_database_server_one_is_granted() {
    let urls = std::env::var("AUTHFLIGHT_TEST_DATABASES").unwrap_or_default();
    for url in urls.split_whitespace() {
        let store = Store::open(url).await.expect("a store on a server");
        store.forget_sessions().await.expect("a working database");
        twenty_at_once(store).await;
    }
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

//! R18: of all who swap over the same entry, exactly one wins.

use std::{cell::Cell, rc::Rc};

use authflight::{browser::ledger::Kind, browser::ledger::LedgerStore, browser::ledger::Swap};
use authflight_protocol::{ledger::Ledger, output::Expect, session::SessionId};
use futures::future::join_all;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{ORIGIN, OTHER, absent, kept, policy, restore, session, store};

#[wasm_bindgen(inline_js = r#"
export const deleteDatabase = () => new Promise((done) => {
  const request = indexedDB.deleteDatabase('authflight')
  request.onsuccess = request.onerror = () => done()
})
"#)]
extern "C" {
    #[wasm_bindgen(js_name = deleteDatabase)]
    fn delete_database() -> js_sys::Promise;
}

fn ledger(id: u64, generation: u32) -> Ledger {
    Ledger::of(&session(id, generation), &Ledger::default())
}

async fn opened(kind: Kind, key: &str) -> Rc<LedgerStore> {
    let store = Rc::new(store(key));
    let book = Rc::new(LedgerStore::new(kind, &store, key));
    book.open().await;
    book
}

async fn book(key: &str) -> Rc<LedgerStore> {
    opened(Kind::Shared, key).await
}

async fn read(book: &Rc<LedgerStore>) -> Ledger {
    book.read().await
}

async fn swapped(book: &Rc<LedgerStore>, swap: Swap) -> (bool, Ledger) {
    book.swap(swap).await
}

async fn swap(book: &Rc<LedgerStore>, expect: Expect, next: Ledger) -> bool {
    let write = Box::new(|| true);
    swapped(book, Swap { expect, next, write }).await.0
}

#[wasm_bindgen_test]
async fn a_swap_wins_over_what_it_expects_and_loses_otherwise() {
    let book = book("ledger.swap").await;
    assert_eq!(read(&book).await, Ledger::default());
    assert!(swap(&book, Expect::Same(Ledger::default()), ledger(1, 1)).await);
    assert_eq!(read(&book).await, ledger(1, 1));
    assert!(!swap(&book, Expect::Same(Ledger::default()), ledger(2, 1)).await);
    let late = Swap {
        expect: Expect::Same(Ledger::default()),
        next: ledger(2, 1),
        write: Box::new(|| true),
    };
    assert_eq!(
        swapped(&book, late).await,
        (false, ledger(1, 1)),
        "the loser sees who won"
    );
}

#[wasm_bindgen_test]
async fn the_same_tokens_are_enough_where_that_is_asked() {
    let book = book("ledger.tokens").await;
    let mut held = ledger(1, 1);
    assert!(swap(&book, Expect::Same(Ledger::default()), held.clone()).await);
    held.lease = Some(authflight_protocol::ledger::Lease {
        holder: authflight_protocol::ledger::FlightId(7),
        until: 1,
    });
    assert!(swap(&book, Expect::Same(ledger(1, 1)), held.clone()).await);
    assert!(
        !swap(&book, Expect::Same(ledger(1, 1)), ledger(1, 2)).await,
        "not the same entry"
    );
    let tokens = Expect::Tokens {
        session: Some(SessionId(1)),
        revision: held.revision,
    };
    assert!(swap(&book, tokens, ledger(1, 2)).await, "but the same tokens");
}

#[wasm_bindgen_test]
async fn the_store_is_written_only_by_a_swap_that_wins() {
    let book = book("ledger.write").await;
    let written = Rc::new(Cell::new(0));
    let counting = |says: bool| -> Box<dyn Fn() -> bool> {
        let written = Rc::clone(&written);
        Box::new(move || {
            written.set(written.get() + 1);
            says
        })
    };
    let expect = || Expect::Same(Ledger::default());
    let refused = Swap {
        expect: expect(),
        next: ledger(1, 1),
        write: counting(false),
    };
    assert!(!swapped(&book, refused).await.0, "the writer says no");
    assert_eq!(read(&book).await, Ledger::default());
    let good = Swap {
        expect: expect(),
        next: ledger(1, 1),
        write: counting(true),
    };
    assert!(swapped(&book, good).await.0);
    let late = Swap {
        expect: expect(),
        next: ledger(2, 1),
        write: counting(true),
    };
    assert!(!swapped(&book, late).await.0);
    assert_eq!(written.get(), 2, "who loses does not write");
}

#[wasm_bindgen_test]
async fn of_many_connections_that_race_exactly_one_wins_each_round() {
    let books = join_all((0..4).map(|_| book("ledger.race"))).await;
    let mut before = Ledger::default();
    for round in 1..=20 {
        let racing = books
            .iter()
            .zip(1..)
            .map(|(book, id)| swap(book, Expect::Same(before.clone()), ledger(id, round)));
        let won = join_all(racing).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "round {round}");
        before = read(&books[0]).await;
    }
}

#[wasm_bindgen_test]
async fn without_a_database_it_is_kept_beside_the_record() {
    let put_back = absent("indexedDB");
    let book = book("ledger.beside").await;
    restore(&put_back);
    assert!(swap(&book, Expect::Same(Ledger::default()), ledger(1, 1)).await);
    assert!(!swap(&book, Expect::Same(Ledger::default()), ledger(2, 1)).await);
    assert_eq!(read(&book).await, ledger(1, 1));
    assert!(kept("ledger.beside.ledger").is_some());
}

#[wasm_bindgen_test]
async fn a_database_that_is_deleted_is_opened_again() {
    let book = book("ledger.deleted").await;
    assert!(swap(&book, Expect::Same(Ledger::default()), ledger(1, 1)).await);
    JsFuture::from(delete_database()).await.expect("it resolves");
    assert_eq!(read(&book).await, Ledger::default());
    assert!(swap(&book, Expect::Same(Ledger::default()), ledger(1, 2)).await);
    assert_eq!(
        kept("ledger.deleted.ledger"),
        None,
        "in the database, not beside the record"
    );
}

#[wasm_bindgen_test]
async fn in_memory_nothing_is_left_behind() {
    let book = opened(Kind::Memory, "ledger.memory").await;
    assert!(swap(&book, Expect::Same(Ledger::default()), ledger(1, 1)).await);
    assert_eq!(read(&book).await, ledger(1, 1));
    assert_eq!(kept("ledger.memory.ledger"), None);
}

#[wasm_bindgen_test]
async fn a_ledger_of_another_back_end_is_another_ledger() {
    let name = |origin| policy("ledger.shared", origin, Some("local")).session_name();
    let (ours, theirs) = (name(ORIGIN), name(OTHER));
    for kind in [Kind::Shared, Kind::Beside] {
        let (our_book, their_book) = (opened(kind, &ours).await, opened(kind, &theirs).await);
        assert!(swap(&our_book, Expect::Same(Ledger::default()), ledger(1, 1)).await);
        assert_eq!(read(&their_book).await, Ledger::default(), "{kind:?}");
        assert!(swap(&their_book, Expect::Same(Ledger::default()), ledger(2, 1)).await);
        assert_eq!(read(&our_book).await, ledger(1, 1), "{kind:?}");
        let again = opened(kind, &name(ORIGIN)).await;
        assert_eq!(read(&again).await, ledger(1, 1), "{kind:?}, of the same back-end");
    }
}

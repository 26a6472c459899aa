//! R23: whatever the storage does, nothing panics and nothing in memory is lost.

use authflight::{browser::store::Noticed, browser::store::Store, browser::store::TokenStorage};
use authflight_protocol::{
    event::EndReason, output::StoreWrite, policy::Adopt, secret::Secret, session::SessionId,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{
    ORIGIN, OTHER, blocked, custom_store, erase, kept, others_store, restore, session, store, write,
};

#[wasm_bindgen(inline_js = r#"
const refuse = () => { throw new DOMException('full', 'QuotaExceededError') }
export const throwing = () => ({ getItem: refuse, setItem: refuse, removeItem: refuse })
export function telling() {
  const kept = new Map()
  const changed = (change) => (key, text) => {
    change(key, text)
    storage.hear?.()
  }
  const storage = {
    getItem: (key) => kept.get(key),
    setItem: changed((key, text) => kept.set(key, text)),
    removeItem: changed((key) => kept.delete(key)),
  }
  return storage
}
export const tell = (storage, hear) => { storage.hear = hear }
export function counting() {
  const kept = new Map()
  return {
    getItem: (key) => kept.get(key),
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
  }
}
"#)]
extern "C" {
    #[wasm_bindgen(js_name = telling)]
    fn telling_storage() -> TokenStorage;
    fn tell(storage: &TokenStorage, hear: &JsValue);
    fn throwing() -> TokenStorage;
    fn counting() -> TokenStorage;
}

#[wasm_bindgen_test]
fn what_was_put_is_read_and_removed_again() {
    let store = store("store.put");
    assert!(store.is_there());
    assert_eq!(store.read(), None);
    store.write(&StoreWrite::Put(session(1, 1)));
    assert_eq!(store.read(), Some(session(1, 1)));
    store.write(&StoreWrite::Remove(SessionId(2)));
    assert_eq!(
        store.read(),
        Some(session(1, 1)),
        "another session's record stays"
    );
    store.write(&StoreWrite::Remove(SessionId(1)));
    assert_eq!(store.read(), None);
    assert_eq!(kept("store.put"), None);
    assert!(!store.take_failure());
}

#[wasm_bindgen_test]
fn only_what_others_change_is_noticed() {
    let (ours, theirs) = (store("store.notice"), store("store.notice"));
    ours.write(&StoreWrite::Put(session(1, 1)));
    assert!(ours.notice().is_none(), "our own writing is no news");
    theirs.write(&StoreWrite::Put(session(1, 2)));
    let (before, after) = (Some(session(1, 1)), Some(session(1, 2)));
    assert_eq!(ours.notice(), Some(Noticed::Changed { before, after }));
    assert!(ours.notice().is_none(), "news once");
    erase("store.notice");
    let (before, after) = (Some(session(1, 2)), None);
    assert_eq!(ours.notice(), Some(Noticed::Changed { before, after }));
}

#[wasm_bindgen_test]
fn an_end_leaves_a_tombstone_where_the_record_was_and_holds_no_token() {
    let (ours, theirs) = (store("store.tombstone"), store("store.tombstone"));
    let (ended, reason, action_no) = (SessionId(1), EndReason::Logout, 1_700_000_000_009);
    ours.write(&StoreWrite::Put(session(1, 1)));
    assert!(theirs.notice().is_some());
    ours.write(&StoreWrite::Tombstone {
        session: ended,
        reason,
        action_no,
    });
    assert_eq!(ours.read(), None);
    assert!(!ours.take_failure(), "it is not garbage");
    assert!(kept("store.tombstone").is_some_and(|text| !text.contains("token")));
    let session = ended;
    assert_eq!(
        theirs.notice(),
        Some(Noticed::Tombstone {
            session,
            reason,
            action_no
        })
    );
    theirs.write(&StoreWrite::Remove(SessionId(2)));
    assert!(kept("store.tombstone").is_some(), "not its tombstone");
    theirs.write(&StoreWrite::Remove(ended));
    assert_eq!(kept("store.tombstone"), None);
    ours.write(&StoreWrite::Tombstone {
        session,
        reason,
        action_no,
    });
    assert_eq!(
        kept("store.tombstone"),
        None,
        "without a record there is no end to tell of"
    );
}

#[wasm_bindgen_test]
fn garbage_and_other_versions_are_a_failure_and_no_record() {
    for garbage in [
        "",
        "{",
        "null",
        "[]",
        "{\"v\":2}",
        "{\"v\":3,\"origin\":\"https://api.example\"}",
        "\u{0}",
    ] {
        let store = store("store.garbage");
        write("store.garbage", garbage);
        assert!(
            store.notice().is_none(),
            "{garbage:?} is no change of the session"
        );
        assert!(store.take_failure(), "{garbage:?}");
        assert_eq!(store.read(), None, "{garbage:?}");
        assert!(store.take_failure(), "{garbage:?}");
        erase("store.garbage");
    }
}

#[wasm_bindgen_test]
fn nesting_without_end_is_garbage_and_no_overflow() {
    let levels = 100_000;
    let garbage = "[".repeat(levels) + &"]".repeat(levels);
    let store = store("store.nested");
    write("store.nested", &garbage);
    assert_eq!(store.read(), None);
    assert!(store.take_failure());
    erase("store.nested");
}

#[wasm_bindgen_test]
fn a_full_storage_is_a_failure_and_keeps_what_it_had() {
    let store = store("store.full");
    store.write(&StoreWrite::Put(session(1, 1)));
    let mut huge = session(1, 2);
    huge.tokens.access = Some(Secret::new(&"x".repeat(12_000_000)));
    store.write(&StoreWrite::Put(huge));
    assert!(store.take_failure());
    assert!(!store.take_failure(), "told once");
    assert_eq!(store.read(), Some(session(1, 1)));
    erase("store.full");
}

#[wasm_bindgen_test]
fn a_blocked_storage_is_none() {
    let put_back = blocked("localStorage");
    let store = store("store.blocked");
    restore(&put_back);
    assert!(!store.is_there());
    assert!(store.take_failure());
    store.write(&StoreWrite::Put(session(1, 1)));
    assert_eq!(store.read(), None);
    assert!(store.notice().is_none());
}

#[wasm_bindgen_test]
fn a_custom_storage_is_used_as_it_is() {
    let store = custom_store("store.custom", &counting());
    assert_eq!(store.read(), None, "undefined is nothing");
    store.write(&StoreWrite::Put(session(3, 1)));
    assert_eq!(store.read(), Some(session(3, 1)));
    assert!(!store.take_failure());
}

#[wasm_bindgen_test]
fn a_custom_storage_may_throw_at_every_call() {
    let store = custom_store("store.throwing", &throwing());
    assert_eq!(store.read(), None);
    assert!(store.take_failure());
    assert!(store.notice().is_none(), "a read that fails is no deletion");
    store.write(&StoreWrite::Put(session(1, 1)));
    assert!(store.take_failure());
}

#[wasm_bindgen_test]
fn an_older_apps_tokens_are_taken_over_once() {
    write("store.old.access", "\"quoted\"");
    write("store.old.refresh", "plain");
    let adopt = Adopt {
        access: "store.old.access".to_string(),
        refresh: Some("store.old.refresh".to_string()),
    };
    let store = store("store.adopt");
    let taken = store.take_over(&adopt);
    assert_eq!(taken, Some((Secret::new("quoted"), Some(Secret::new("plain")))));
    assert_eq!(kept("store.old.refresh"), None);
    write("store.old.access", "again");
    assert_eq!(store.take_over(&adopt), None);
    assert_eq!(
        super::page::store("store.adopt").take_over(&adopt),
        None,
        "after a reload, too"
    );
    erase("store.old.access");
}

#[wasm_bindgen_test]
fn what_stands_for_nothing_is_not_taken_over() {
    let adopt = adopting("store.nothing");
    for nothing in [
        "undefined",
        "null",
        "NaN",
        "[object Object]",
        "",
        "\"undefined\"",
        "\"\"",
        "a\nb",
    ] {
        write(&adopt.access, nothing);
        assert_eq!(store("store.nothing").take_over(&adopt), None, "{nothing:?}");
    }
    erase(&adopt.access);
}

#[wasm_bindgen_test]
fn nothing_is_taken_over_once_there_was_a_record() {
    let adopt = adopting("store.late");
    let store = store("store.late");
    store.write(&StoreWrite::Put(session(1, 1)));
    store.write(&StoreWrite::Remove(SessionId(1)));
    write(&adopt.access, "late");
    assert_eq!(store.take_over(&adopt), None);
    assert_eq!(kept(&adopt.access).as_deref(), Some("late"), "left where it is");
    erase(&adopt.access);
}

fn adopting(key: &str) -> Adopt {
    Adopt {
        access: format!("{key}.access"),
        refresh: None,
    }
}

#[wasm_bindgen_test]
fn a_record_of_another_back_end_is_nothing() {
    let (ours, theirs) = (store("store.shared"), others_store("store.shared"));
    ours.write(&StoreWrite::Put(session(1, 1)));
    assert_eq!(theirs.read(), None);
    assert_eq!(theirs.take_other_origin().as_deref(), Some(ORIGIN));
    assert_eq!(theirs.take_other_origin(), None, "told once");
    assert!(!theirs.take_failure());
    theirs.write(&StoreWrite::Remove(SessionId(1)));
    theirs.write(&StoreWrite::Tombstone {
        session: SessionId(1),
        reason: EndReason::Logout,
        action_no: 1,
    });
    assert_eq!(ours.read(), Some(session(1, 1)), "not theirs to remove");
    theirs.write(&StoreWrite::Put(session(2, 1)));
    assert!(ours.notice().is_none(), "no deletion");
    assert_eq!(ours.take_other_origin().as_deref(), Some(OTHER));
    assert!(!ours.take_failure());
    ours.write(&StoreWrite::Put(session(1, 2)));
    assert_eq!(ours.read(), Some(session(1, 2)), "written over");
    erase("store.shared");
}

#[wasm_bindgen_test]
fn a_record_of_an_older_version_is_nothing() {
    write(
        "store.older",
        r#"{"v":1,"session":"1","generation":1,"revision":1,"access":"a"}"#,
    );
    let store = store("store.older");
    assert_eq!(store.read(), None);
    assert!(!store.take_failure());
    assert_eq!(store.take_other_origin(), None);
    erase("store.older");
}

#[wasm_bindgen_test]
fn a_storage_that_tells_of_its_own_write_tells_nothing_new() {
    let (storage, telling) = (telling_storage(), Rc::new(RefCell::new(None::<Rc<Store>>)));
    let (noticed, told) = (Rc::new(Cell::new(0)), Rc::clone(&telling));
    let count = Rc::clone(&noticed);
    let hear = Closure::<dyn Fn()>::new(move || {
        if let Some(store) = &*told.borrow() {
            count.set(count.get() + u32::from(store.notice().is_some()));
        }
    });
    tell(&storage, hear.as_ref());
    let store = Rc::new(custom_store("store.telling", &storage));
    telling.replace(Some(Rc::clone(&store)));
    store.write(&StoreWrite::Put(session(1, 1)));
    store.write(&StoreWrite::Remove(SessionId(1)));
    assert_eq!(noticed.get(), 0);
}

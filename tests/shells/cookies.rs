//! R23: the cookie of a session with `remember: false` follows its record.

use authflight::browser::store::{Store, TokenStorage};
use authflight_protocol::{
    event::EndReason,
    output::StoreWrite,
    session::{Session, SessionId},
};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{ORIGIN, blocked, custom_store, policy, restore, session, store};

#[wasm_bindgen(inline_js = r#"
export const cookies = (key) => document.cookie.split('; ').filter((pair) => pair.startsWith(key)).join()
export function closeBrowser(key) {
  for (const pair of cookies(key).split(',')) document.cookie = `${pair}; Path=/; Max-Age=0`
  sessionStorage.clear()
}
/** The page can keep no cookie. Returns what puts it back. */
export function withoutCookies() {
  Object.defineProperty(document, 'cookie', { configurable: true, get: () => '', set() {} })
  return () => delete document.cookie
}
export const standsIn = (name) => sessionStorage.getItem(name) ?? undefined
export function own() {
  const kept = new Map()
  return {
    getItem: (key) => kept.get(key),
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
  }
}
"#)]
extern "C" {
    fn cookies(key: &str) -> String;
    #[wasm_bindgen(js_name = closeBrowser)]
    fn close_browser(key: &str);
    #[wasm_bindgen(js_name = withoutCookies)]
    fn without_cookies() -> js_sys::Function;
    #[wasm_bindgen(js_name = standsIn)]
    fn stands_in(name: &str) -> Option<String>;
    fn own() -> TokenStorage;
}

fn forgotten(id: u64, generation: u32) -> Session {
    Session {
        until_closed: true,
        ..session(id, generation)
    }
}

fn put(store: &Store, session: Session) {
    store.write(&StoreWrite::Put(session));
}

#[wasm_bindgen_test]
fn it_is_there_while_the_record_is() {
    let store = store("cookies.there");
    put(&store, forgotten(0xAB, 1));
    assert_eq!(cookies("cookies.there"), "cookies.there.ab=1");
    put(&store, forgotten(0xAB, 2));
    assert_eq!(store.read(), Some(forgotten(0xAB, 2)));
    assert_eq!(store.missing_cookie(), None);
    store.write(&StoreWrite::Remove(SessionId(7)));
    assert_eq!(
        cookies("cookies.there"),
        "cookies.there.ab=1",
        "another session's end"
    );
    store.write(&StoreWrite::Tombstone {
        session: SessionId(0xAB),
        reason: EndReason::Logout,
        action_no: 1_700_000_000_009,
    });
    assert_eq!(cookies("cookies.there"), "");
}

#[wasm_bindgen_test]
fn another_tabs_login_takes_its_place() {
    let (ours, theirs) = (store("cookies.place"), store("cookies.place"));
    put(&ours, forgotten(1, 1));
    theirs.notice();
    put(&theirs, forgotten(2, 1));
    assert_eq!(cookies("cookies.place"), "cookies.place.2=1");
    ours.notice();
    put(&ours, session(3, 1));
    assert_eq!(cookies("cookies.place"), "");
    assert_eq!(ours.missing_cookie(), None);
}

#[wasm_bindgen_test]
fn a_record_that_a_closed_browser_has_left_is_told() {
    put(&store("cookies.left"), forgotten(1, 1));
    close_browser("cookies.left");
    let store = store("cookies.left");
    store.read();
    assert_eq!(store.missing_cookie(), Some((SessionId(1), true)));
    assert_eq!(store.missing_cookie(), None, "once");
    assert_eq!(cookies("cookies.left"), "", "nothing is left of the probe");
    put(&store, session(2, 1));
    store.read();
    assert_eq!(store.missing_cookie(), None, "a remembered one needs none");
}

#[wasm_bindgen_test]
fn the_tabs_own_storage_stands_in() {
    let put_back = without_cookies();
    let ours = store("cookies.own");
    put(&ours, forgotten(1, 1));
    assert_eq!(ours.missing_cookie(), Some((SessionId(1), false)));
    assert!(stands_in("cookies.own.1").is_some());
    let reloaded = store("cookies.own");
    reloaded.read();
    assert_eq!(reloaded.missing_cookie(), None);
    reloaded.write(&StoreWrite::Remove(SessionId(1)));
    assert_eq!(stands_in("cookies.own.1"), None);
    restore(&put_back);
    let storage_back = blocked("sessionStorage");
    let cookies_back = without_cookies();
    put(&store("cookies.none"), forgotten(1, 1));
    let next = store("cookies.none");
    next.read();
    assert_eq!(next.missing_cookie(), Some((SessionId(1), false)));
    restore(&cookies_back);
    restore(&storage_back);
}

#[wasm_bindgen_test]
fn an_own_storage_has_it_and_session_storage_needs_none() {
    let store = custom_store("cookies.custom", &own());
    put(&store, forgotten(1, 1));
    assert_eq!(cookies("cookies.custom"), "cookies.custom.1=1");
    store.write(&StoreWrite::Remove(SessionId(1)));
    assert_eq!(cookies("cookies.custom"), "");
    let store = Store::open(&policy("cookies.tab", ORIGIN, Some("session")), None);
    put(&store, forgotten(1, 1));
    assert_eq!(cookies("cookies.tab"), "");
    store.read();
    assert_eq!(store.missing_cookie(), None);
}

#[wasm_bindgen_test]
fn any_key_makes_a_name() {
    let store = store("cookies; Max-Age=9, ü=\u{1F36A}");
    put(&store, forgotten(1, 1));
    store.read();
    assert_eq!(store.missing_cookie(), None);
    assert_eq!(
        cookies("cookies%3B%20Max-Age"),
        "cookies%3B%20Max-Age%3D9%2C%20%C3%BC%3D%F0%9F%8D%AA.1=1"
    );
    store.write(&StoreWrite::Remove(SessionId(1)));
    assert_eq!(cookies("cookies%3B"), "");
}

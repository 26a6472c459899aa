//! What the tests need of the page themselves.

use authflight::{
    browser::global::resolve, browser::json::parse_payload, browser::own_storage::OwnStorage,
    browser::store::Store, browser::store::TokenStorage, browser::template::SentWith,
    browser::template::Template,
};
use authflight_protocol::{
    jwt::PayloadDecoder, policy::Functions, policy::Platform, policy::Policy, policy::parse, secret::Secret,
    session::Session, session::SessionId, session::Tokens, value::Value,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(inline_js = r#"
export const sleeping = (ms) => new Promise((done) => setTimeout(done, ms))

/** Replaces a global by a getter, and returns what puts it back. */
export function replaced(name, getter) {
  const had = Object.getOwnPropertyDescriptor(globalThis, name)
  Object.defineProperty(globalThis, name, { configurable: true, get: getter })
  return () => {
    if (had) Object.defineProperty(globalThis, name, had)
    else delete globalThis[name]
  }
}
export const blocked = (name) => replaced(name, () => { throw new Error('blocked') })
export const absent = (name) => replaced(name, () => undefined)

export const write = (key, text) => localStorage.setItem(key, text)
export const erase = (key) => localStorage.removeItem(key)
export const kept = (key) => localStorage.getItem(key) ?? undefined
"#)]
extern "C" {
    fn sleeping(ms: i32) -> js_sys::Promise;
    pub fn blocked(name: &str) -> js_sys::Function;
    pub fn absent(name: &str) -> js_sys::Function;
    pub fn write(key: &str, text: &str);
    pub fn erase(key: &str);
    pub fn kept(key: &str) -> Option<String>;
}

/// The back-end of the stores and channels in these tests, and another.
pub const ORIGIN: &str = "https://api.example";
pub const OTHER: &str = "https://other.example";

pub async fn sleep(ms: i32) {
    JsFuture::from(sleeping(ms)).await.expect("timers fire");
}

/// Waits until something holds, a few seconds at most.
pub async fn until(mut holds: impl FnMut() -> bool) -> bool {
    for _ in 0..200 {
        if holds() {
            return true;
        }
        sleep(20).await;
    }
    holds()
}

/// What requests are sent with where nothing is configured but the back-end.
pub fn usual() -> SentWith {
    SentWith::new(&policy("usual", "/api", None))
}

/// Sends a template; the reply and its status, or what fetch rejected with.
pub async fn replied(template: &Template, token: Option<&str>) -> Result<(JsValue, u16), JsValue> {
    let reply = template.send(None, &usual(), token).await?;
    let status = reply.status();
    Ok((reply.into_js(), status))
}

/// Puts back what was replaced.
pub fn restore(put_back: &js_sys::Function) {
    put_back
        .call0(&JsValue::UNDEFINED)
        .expect("globals can be put back");
}

pub fn session(id: u64, generation: u32) -> Session {
    Session {
        id: SessionId(id),
        generation,
        revision: 1_700_000_000_000 + i64::from(generation),
        action_no: 1_700_000_000_000,
        until_closed: false,
        user: None,
        tokens: Tokens {
            access: Some(Secret::new("an access token")),
            refresh: Some(Secret::new("a refresh token")),
            access_expires_at: Some(1_700_000_060_000),
            refresh_expires_at: None,
            renew_at: None,
        },
    }
}

/// The policy of a client whose back-end is `ORIGIN`, or another.
pub fn policy(key: &str, base: &str, storage: Option<&str>) -> Policy {
    let mut config = Value::Null;
    config.set("baseURL", Value::text(base));
    config.set("storageKey", Value::text(key));
    if let Some(storage) = storage {
        config.set("storage", Value::text(storage));
    }
    config.set("adopt.access", Value::text("store.old.access"));
    config.set("adopt.refresh", Value::text("store.old.refresh"));
    let functions = Functions {
        storage: storage.is_none(),
        ..Functions::default()
    };
    let platform = Platform {
        resolve: &resolve,
        payload_decoder: PayloadDecoder(parse_payload),
        on_server: false,
    };
    parse(&config, functions, &platform).expect("a good configuration")
}

/// A store under a key that only this test uses.
pub fn store(key: &str) -> Store {
    Store::open(&policy(key, ORIGIN, Some("local")), None)
}

/// The store of another application on this page.
pub fn others_store(key: &str) -> Store {
    Store::open(&policy(key, OTHER, Some("local")), None)
}

/// A store that the application brings.
pub fn custom_store(key: &str, storage: &TokenStorage) -> Store {
    Store::open(&policy(key, ORIGIN, None), Some(OwnStorage::new(storage)))
}

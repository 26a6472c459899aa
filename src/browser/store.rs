//! The record in `localStorage`, `sessionStorage` or the user's own object (R23).
//!
//! Every call may throw: absent, blocked, full, a getter that throws. What fails is reported once
//! and the session lives on in memory, which is the core's.

use std::cell::{Cell, RefCell};

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{global, json};
use crate::core::{
    output::StoreWrite,
    policy::{Adopt, Storage as StorageKind},
    session::Session,
};

#[wasm_bindgen]
extern "C" {
    /// `Storage`, or anything with its three methods.
    #[derive(Clone)]
    pub type TokenStorage;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &TokenStorage, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_item(this: &TokenStorage, key: &str, value: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeItem)]
    fn remove_item(this: &TokenStorage, key: &str) -> Result<JsValue, JsValue>;
}

/// What has been noticed in the store.
pub struct Noticed {
    /// What was seen there last.
    pub before: Option<Session>,
    /// What is there now.
    pub after: Option<Session>,
}

/// The store under one key.
pub struct Store {
    storage: Option<TokenStorage>,
    key: String,
    /// The text last seen or written, as JavaScript's own string so that comparing costs no copy.
    seen: RefCell<JsValue>,
    failed: Cell<bool>,
}

impl Store {
    /// Opens the store; one that is blocked is empty and takes nothing.
    pub fn open(kind: StorageKind, custom: Option<TokenStorage>, key: &str) -> Self {
        let (storage, wanted) = match kind {
            StorageKind::Memory => (None, false),
            StorageKind::Custom => (custom, true),
            // gloo's raw() panics where the getter throws, so the getter is tried first.
            StorageKind::Local => (
                usable("localStorage").then(|| LocalStorage::raw().unchecked_into()),
                global::global("document").is_some(),
            ),
            StorageKind::Session => (
                usable("sessionStorage").then(|| SessionStorage::raw().unchecked_into()),
                global::global("document").is_some(),
            ),
        };
        let failed = Cell::new(wanted && storage.is_none());
        Self { storage, key: key.to_string(), seen: RefCell::new(JsValue::NULL), failed }
    }

    /// Whether it keeps anything.
    pub fn is_there(&self) -> bool {
        self.storage.is_some()
    }

    /// Whether something has failed since the last time this was asked.
    pub fn has_failed(&self) -> bool {
        self.failed.replace(false)
    }

    /// The record. Garbage counts as a failure and as nothing.
    pub fn read(&self) -> Option<Session> {
        let text = self.text();
        let record = record(&text);
        if record.is_none() && !text.is_null() {
            self.failed.set(true);
        }
        self.seen.replace(text);
        record
    }

    /// What has changed since it was last looked at, if anything has.
    pub fn notice(&self) -> Option<Noticed> {
        let storage = self.storage.as_ref()?;
        // A read that fails is no deletion.
        let text = nullish(storage.get_item(&self.key).ok()?);
        if *self.seen.borrow() == text {
            return None;
        }
        let after = record(&text);
        if after.is_none() && !text.is_null() {
            self.failed.set(true);
            return None;
        }
        let before = record(&self.seen.replace(text));
        Some(Noticed { before, after })
    }

    /// Writes or removes the record.
    pub fn write(&self, write: &StoreWrite) {
        let Some(storage) = &self.storage else { return };
        let done = match write {
            StoreWrite::Put(session) => {
                let text = json::text(&session.to_value());
                let done = storage.set_item(&self.key, &text);
                if done.is_ok() {
                    self.seen.replace(JsValue::from_str(&text));
                }
                done
            }
            StoreWrite::Remove(session) => {
                if record(&self.text()).is_none_or(|stored| stored.id != *session) {
                    return;
                }
                self.seen.replace(JsValue::NULL);
                storage.remove_item(&self.key)
            }
        };
        if done.is_err() {
            self.failed.set(true);
        }
    }

    /// Reads what an older app left under other keys, and removes it (R24).
    pub fn take_over(&self, adopt: &Adopt) -> Option<(String, Option<String>)> {
        let storage = self.storage.as_ref()?;
        let take = |key: &str| {
            let text = storage.get_item(key).ok()?.as_string().filter(|text| !text.is_empty())?;
            drop(storage.remove_item(key));
            // Some apps store JSON.stringify(token).
            let unquoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            Some(unquoted.map(str::to_string).unwrap_or(text))
        };
        let access = take(&adopt.access)?;
        Some((access, adopt.refresh.as_deref().and_then(take)))
    }

    /// An entry beside the record, for the ledger of engines without a database.
    pub fn side_entry(&self, key: &str) -> Option<String> {
        self.storage.as_ref()?.get_item(key).ok()?.as_string()
    }

    /// Writes an entry beside the record.
    pub fn write_side_entry(&self, key: &str, text: &str) {
        if let Some(storage) = &self.storage {
            if storage.set_item(key, text).is_err() {
                self.failed.set(true);
            }
        }
    }

    fn text(&self) -> JsValue {
        let Some(storage) = &self.storage else { return JsValue::NULL };
        match storage.get_item(&self.key) {
            Ok(text) => nullish(text),
            Err(_) => {
                self.failed.set(true);
                JsValue::NULL
            }
        }
    }
}

fn usable(name: &str) -> bool {
    // gloo reaches it by `window`, which a worker does not have.
    global::global("window").is_some() && global::global(name).is_some()
}

fn nullish(value: JsValue) -> JsValue {
    if value.is_undefined() { JsValue::NULL } else { value }
}

fn record(text: &JsValue) -> Option<Session> {
    Session::from_value(&json::parse(&text.as_string()?)?)
}

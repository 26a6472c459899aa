//! The record in `localStorage`, `sessionStorage` or the user's own object (R23).
//!
//! A record of another back-end is nothing here: it is not read, its coming and going is no news, and only a new record
//! takes its place.
//!
//! Every call may throw: absent, blocked, full, a getter that throws. What fails is reported once
//! and the session lives on in memory, which is the core's.

use std::cell::{Cell, RefCell};

use authflight_protocol::{
    event::EndReason,
    input::Message,
    output::StoreWrite,
    policy::{Adopt, Policy, Storage as StorageKind},
    record::{self, Found},
    secret::Secret,
    session::{Session, SessionId},
    token,
};
use gloo_storage::{LocalStorage, SessionStorage, Storage};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{global, json};

#[wasm_bindgen(module = "/src/browser/store.js")]
extern "C" {
    /// `Storage`, or anything with its three methods.
    pub type TokenStorage;
    /// The text, null when there is none, undefined when reading failed.
    fn get(storage: &TokenStorage, key: &str) -> JsValue;
    /// Writes the text, or removes it; whether that was done.
    fn put(storage: &TokenStorage, key: &str, text: Option<&str>) -> bool;
}

/// What has been noticed in the store.
#[derive(Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Another record, or none.
    Changed {
        /// What was seen there last.
        before: Option<Session>,
        /// What is there now.
        after: Option<Session>,
    },
    /// The mark of a session's end.
    Ended {
        /// Which session.
        session: SessionId,
        /// Why it ended.
        reason: EndReason,
        /// The number of the logout.
        at: i64,
    },
}

/// The store under one key.
pub struct Store {
    storage: Option<TokenStorage>,
    /// Other tabs have it, too.
    shared: bool,
    key: String,
    /// The back-end whose records these are.
    origin: String,
    /// The text last seen or written, as JavaScript's own string so that comparing costs no copy.
    seen: RefCell<JsValue>,
    failed: Cell<bool>,
    /// The back-end whose record was met here instead.
    other: Cell<Option<String>>,
    /// The mark of the adoption is still to be written, with the first record.
    adopts: Cell<bool>,
}

impl Store {
    /// Opens the store; one that is blocked is empty and takes nothing.
    pub fn open(policy: &Policy, custom: Option<TokenStorage>) -> Self {
        let kind = policy.storage;
        let in_page = !global::global("document").is_undefined();
        let (storage, wanted) = match kind {
            StorageKind::Memory => (None, false),
            StorageKind::Custom => (custom, true),
            StorageKind::Local => (of_window("localStorage", LocalStorage::raw), in_page),
            StorageKind::Session => (of_window("sessionStorage", SessionStorage::raw), in_page),
        };
        let failed = Cell::new(wanted && storage.is_none());
        Self {
            storage,
            shared: kind == StorageKind::Local,
            key: policy.storage_key.clone(),
            origin: policy.destinations.back_end().to_string(),
            seen: RefCell::new(JsValue::NULL),
            failed,
            other: Cell::default(),
            adopts: Cell::new(policy.adopt.is_some()),
        }
    }

    /// Whether it keeps anything.
    pub fn is_there(&self) -> bool {
        self.storage.is_some()
    }

    /// Whether something has failed since the last time this was asked.
    pub fn has_failed(&self) -> bool {
        self.failed.replace(false)
    }

    /// The origin of another back-end whose record was met under this key, since the last time this was asked.
    pub fn met_other(&self) -> Option<String> {
        self.other.take()
    }

    /// The record. Garbage counts as a failure and as nothing.
    pub fn read(&self) -> Option<Session> {
        let text = self.text();
        let held = match self.found(&text) {
            Some(Found::Own(message)) => Some(message),
            Some(Found::Other { origin }) => {
                self.other.set(Some(origin));
                None
            }
            Some(Found::Garbage) => {
                self.failed.set(true);
                None
            }
            Some(Found::Older) | None => None,
        };
        self.seen.replace(text);
        session_of(held)
    }

    /// The record, for whoever asks `notice` afterwards.
    pub fn peek(&self) -> Option<Session> {
        session_of(self.held(&self.text()))
    }

    /// What has changed since it was last looked at, if anything has.
    pub fn notice(&self) -> Option<Noticed> {
        let text = get(self.storage.as_ref()?, &self.key);
        // A read that fails is no deletion.
        if text.is_undefined() || *self.seen.borrow() == text {
            return None;
        }
        let after = match self.found(&text) {
            Some(Found::Own(message)) => Some(message),
            None => None,
            // Written over by somebody who is not concerned with this session: no deletion either.
            Some(Found::Older) => {
                self.seen.replace(text);
                return None;
            }
            Some(Found::Other { origin }) => {
                self.seen.replace(text);
                self.other.set(Some(origin));
                return None;
            }
            Some(Found::Garbage) => {
                self.failed.set(true);
                return None;
            }
        };
        let before = session_of(self.held(&self.seen.replace(text)));
        Some(match after {
            Some(Message::Ended {
                session: Some(session),
                reason,
                at,
            }) => Noticed::Ended { session, reason, at },
            after => Noticed::Changed {
                before,
                after: session_of(after),
            },
        })
    }

    /// Writes, removes or marks the record.
    pub fn write(&self, write: &StoreWrite) {
        let (text, session) = match write {
            StoreWrite::Put(session) => (Some(self.form(&Message::Tokens(session.clone()))), None),
            StoreWrite::Remove(session) => (None, Some(*session)),
            StoreWrite::End { session, reason, at } => {
                let (session, reason, at) = (*session, *reason, *at);
                let mark = Message::Ended {
                    session: Some(session),
                    reason,
                    at,
                };
                // Where no tab is crossed, there is nobody to be told.
                (self.shared.then(|| self.form(&mark)), Some(session))
            }
        };
        let concerned = session.is_none_or(|session| match self.held(&self.text()) {
            Some(Message::Tokens(record)) => record.id == session,
            Some(Message::Ended { session: ended, .. }) => ended == Some(session),
            None => false,
        });
        if !concerned {
            return;
        }
        // Before it is written: a storage may tell of the change while it makes it, and that is no news.
        let seen = text.as_deref().map_or(JsValue::NULL, JsValue::from_str);
        let before = self.seen.replace(seen);
        if !self.put(&self.key, text.as_deref()) {
            self.seen.replace(before);
        } else if matches!(write, StoreWrite::Put(_)) {
            self.mark_adoption();
        }
    }

    /// Reads what an older app left under other keys, and removes it (R24). Once: tokens that show up there later are
    /// none of this session's.
    pub fn take_over(&self, adopt: &Adopt) -> Option<(Secret, Option<Secret>)> {
        let storage = self.storage.as_ref()?;
        if !self.side_entry(&self.adoption_key()).is_null() {
            self.adopts.set(false);
            return None;
        }
        let text = |key: &str| {
            let text = get(storage, key).as_string()?;
            token::left_behind(&text).map(Secret::new)
        };
        let access = token::for_header(text(&adopt.access)?.reveal())?;
        let refresh = adopt.refresh.as_deref().and_then(text);
        self.mark_adoption();
        put(storage, &adopt.access, None);
        if let Some(key) = &adopt.refresh {
            put(storage, key, None);
        }
        Some((access, refresh))
    }

    fn mark_adoption(&self) {
        if self.adopts.take() {
            self.write_side_entry(&self.adoption_key(), "1");
        }
    }

    fn adoption_key(&self) -> String {
        format!("{}.adopted", self.key)
    }

    /// An entry beside the record, for the ledger of engines without a database.
    pub fn side_entry(&self, key: &str) -> JsValue {
        self.storage
            .as_ref()
            .map_or(JsValue::NULL, |storage| get(storage, key))
    }

    /// Writes an entry beside the record.
    pub fn write_side_entry(&self, key: &str, text: &str) {
        self.put(key, Some(text));
    }

    fn put(&self, key: &str, text: Option<&str>) -> bool {
        let Some(storage) = &self.storage else {
            return false;
        };
        let done = put(storage, key, text);
        if !done {
            self.failed.set(true);
        }
        done
    }

    fn text(&self) -> JsValue {
        let text = self.side_entry(&self.key);
        if text.is_undefined() {
            self.failed.set(true);
            return JsValue::NULL;
        }
        text
    }

    /// What the text is to this client; `None` when there is none.
    fn found(&self, text: &JsValue) -> Option<Found> {
        let value = json::parse(&text.as_string()?);
        Some(value.map_or(Found::Garbage, |value| record::read(&value, &self.origin)))
    }

    /// A record of this back-end, or the mark of its end.
    fn held(&self, text: &JsValue) -> Option<Message> {
        match self.found(text)? {
            Found::Own(message) => Some(message),
            Found::Other { .. } | Found::Older | Found::Garbage => None,
        }
    }

    fn form(&self, message: &Message) -> String {
        json::text(&record::write(message, &self.origin))
    }
}

/// A storage of the window's: a worker has none, and Node's own is no browser's. It is asked for before gloo-storage is,
/// which panics where it is blocked.
fn of_window(name: &str, raw: fn() -> web_sys::Storage) -> Option<TokenStorage> {
    let storage = global::global(name);
    if !storage.is_object() || global::global("window").is_undefined() {
        return None;
    }
    // A test environment's window may be no `Window`; then its storage is taken as it is.
    Some(match web_sys::window() {
        Some(_) => raw().unchecked_into(),
        None => storage.unchecked_into(),
    })
}

fn session_of(held: Option<Message>) -> Option<Session> {
    match held {
        Some(Message::Tokens(session)) => Some(session),
        _ => None,
    }
}

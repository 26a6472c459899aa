//! The record in `localStorage`, `sessionStorage` or the user's own object (R23).
//!
//! A record of another back-end is ignored: it is not read, its changes are not reported, and only a new record replaces
//! it.
//!
//! Every call of a storage may throw: it may be absent, blocked or full, or have a getter that throws. A failure is
//! reported once, and the session goes on in memory, in the protocol's state.

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
    /// The text. Null if there is none, undefined if reading failed.
    fn get(storage: &TokenStorage, key: &str) -> JsValue;
    /// Writes the text, or removes it. Returns whether that was done.
    fn put(storage: &TokenStorage, key: &str, text: Option<&str>) -> bool;
}

/// A change of the store that another tab or the application made.
#[derive(Debug, PartialEq, Eq)]
pub enum Noticed {
    /// There is another record, or none.
    Changed {
        /// What was seen there last.
        before: Option<Session>,
        /// What is there now.
        after: Option<Session>,
    },
    /// There is the mark of a session's end.
    Ended {
        /// The session that has ended.
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
    /// Whether other tabs see it as well.
    shared: bool,
    key: String,
    /// The origin of the back-end whose records these are.
    origin: String,
    /// The text that was last seen or written, as a JavaScript string, so that a comparison needs no copy.
    seen: RefCell<JsValue>,
    failed: Cell<bool>,
    /// The origin of another back-end whose record was found here.
    other: Cell<Option<String>>,
    /// Whether the note that an adoption is over is still to be written, with the first record (R24).
    adopts: Cell<bool>,
}

impl Store {
    /// Opens the store. A blocked one is empty and stores nothing.
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

    /// Whether there is a storage.
    pub fn is_there(&self) -> bool {
        self.storage.is_some()
    }

    /// Whether something has failed since the last call.
    pub fn has_failed(&self) -> bool {
        self.failed.replace(false)
    }

    /// The origin of another back-end whose record was found under this key since the last call.
    pub fn met_other(&self) -> Option<String> {
        self.other.take()
    }

    /// The record. Garbage counts as a failure and as no record.
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

    /// The record. A later `notice` still reports its change.
    pub fn peek(&self) -> Option<Session> {
        session_of(self.held(&self.text()))
    }

    /// What has changed since the last reading or writing, if anything.
    pub fn notice(&self) -> Option<Noticed> {
        let text = get(self.storage.as_ref()?, &self.key);
        // A failed reading is not a deletion.
        if text.is_undefined() || *self.seen.borrow() == text {
            return None;
        }
        let after = match self.found(&text) {
            Some(Found::Own(message)) => Some(message),
            None => None,
            // A tab with an older version of the package wrote it. That is not a deletion of this session either.
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
                // In a storage that is not shared, no other tab has to be told.
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
        // Noted before the write, because a storage may report the change while it makes it.
        let seen = text.as_deref().map_or(JsValue::NULL, JsValue::from_str);
        let before = self.seen.replace(seen);
        if !self.put(&self.key, text.as_deref()) {
            self.seen.replace(before);
        } else if matches!(write, StoreWrite::Put(_)) {
            self.mark_adoption();
        }
    }

    /// Reads what an older app left under other keys, and removes it (R24). This happens once: tokens that appear there
    /// later have nothing to do with this session.
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

    /// An entry beside the record: the ledger where there is no database, or the note of an adoption.
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

    /// What the text means to this client. `None` if there is no text.
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

/// A storage of the window. A worker has none, and Node's own is not a browser's. This is checked before gloo-storage is
/// called, which panics if the storage is blocked.
fn of_window(name: &str, raw: fn() -> web_sys::Storage) -> Option<TokenStorage> {
    let storage = global::global(name);
    if !storage.is_object() || global::global("window").is_undefined() {
        return None;
    }
    // In a test environment the window may not be a `Window`. Then its storage is taken as it is.
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

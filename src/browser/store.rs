//! The record in `localStorage`, `sessionStorage` or the user's own object (R23).
//!
//! Every call may throw: absent, blocked, full, a getter that throws. What fails is reported once
//! and the session lives on in memory, which is the core's.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{global, json};
use crate::core::{
    event::EndReason,
    input::Message,
    output::StoreWrite,
    policy::{Adopt, Storage as StorageKind},
    session::{Session, SessionId},
};

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
    /// The text last seen or written, as JavaScript's own string so that comparing costs no copy.
    seen: RefCell<JsValue>,
    failed: Cell<bool>,
}

impl Store {
    /// Opens the store; one that is blocked is empty and takes nothing.
    pub fn open(kind: StorageKind, custom: Option<TokenStorage>, key: &str) -> Self {
        // By `window`: a worker has neither, and Node's own is no browser's.
        let of_window = |name: &str| {
            let storage = global::global(name);
            let is_there = storage.is_object() && !global::global("window").is_undefined();
            (
                is_there.then(|| storage.unchecked_into()),
                !global::global("document").is_undefined(),
            )
        };
        let (storage, wanted) = match kind {
            StorageKind::Memory => (None, false),
            StorageKind::Custom => (custom, true),
            StorageKind::Local => of_window("localStorage"),
            StorageKind::Session => of_window("sessionStorage"),
        };
        let failed = Cell::new(wanted && storage.is_none());
        Self {
            storage,
            shared: kind == StorageKind::Local,
            key: key.to_string(),
            seen: RefCell::new(JsValue::NULL),
            failed,
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

    /// The record. Garbage counts as a failure and as nothing.
    pub fn read(&self) -> Option<Session> {
        let text = self.text();
        let held = held(&text);
        if held.is_none() && !text.is_null() {
            self.failed.set(true);
        }
        self.seen.replace(text);
        record(held)
    }

    /// The record, for whoever asks `notice` afterwards.
    pub fn peek(&self) -> Option<Session> {
        record(held(&self.text()))
    }

    /// What has changed since it was last looked at, if anything has.
    pub fn notice(&self) -> Option<Noticed> {
        let text = get(self.storage.as_ref()?, &self.key);
        // A read that fails is no deletion.
        if text.is_undefined() || *self.seen.borrow() == text {
            return None;
        }
        let after = held(&text);
        if after.is_none() && !text.is_null() {
            self.failed.set(true);
            return None;
        }
        let before = record(held(&self.seen.replace(text)));
        Some(match after {
            Some(Message::Ended {
                session: Some(session),
                reason,
                at,
            }) => Noticed::Ended { session, reason, at },
            after => Noticed::Changed {
                before,
                after: record(after),
            },
        })
    }

    /// Writes, removes or marks the record.
    pub fn write(&self, write: &StoreWrite) {
        let (text, session) = match write {
            StoreWrite::Put(session) => (Some(json::text(&session.to_value())), None),
            StoreWrite::Remove(session) => (None, Some(*session)),
            StoreWrite::End { session, reason, at } => {
                let (session, reason, at) = (*session, *reason, *at);
                let mark = Message::Ended {
                    session: Some(session),
                    reason,
                    at,
                };
                // Where no tab is crossed, there is nobody to be told.
                let text = self.shared.then(|| json::text(&mark.to_value()));
                (text, Some(session))
            }
        };
        let concerned = session.is_none_or(|session| match held(&self.text()) {
            Some(Message::Tokens(record)) => record.id == session,
            Some(Message::Ended { session: ended, .. }) => ended == Some(session),
            None => false,
        });
        if concerned && self.put(&self.key, text.as_deref()) {
            self.seen
                .replace(text.map_or(JsValue::NULL, |text| JsValue::from_str(&text)));
        }
    }

    /// Reads what an older app left under other keys, and removes it (R24).
    pub fn take_over(&self, adopt: &Adopt) -> Option<(String, Option<String>)> {
        let storage = self.storage.as_ref()?;
        let take = |key: &str| {
            let text = get(storage, key).as_string().filter(|text| !text.is_empty())?;
            put(storage, key, None);
            // Some apps store JSON.stringify(token).
            let unquoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            Some(unquoted.map(str::to_string).unwrap_or(text))
        };
        let access = take(&adopt.access)?;
        Some((access, adopt.refresh.as_deref().and_then(take)))
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
}

/// What the text says: a record, or the mark of an end.
fn held(text: &JsValue) -> Option<Message> {
    Message::from_value(&json::parse(&text.as_string()?)?)
}

fn record(held: Option<Message>) -> Option<Session> {
    match held {
        Some(Message::Tokens(session)) => Some(session),
        _ => None,
    }
}

//! The record in `localStorage`, `sessionStorage` or the user's own object (R23).
//!
//! A record of another back-end is ignored: it is not read, its changes are not reported, and only a new record replaces
//! it.
//!
//! Every call of a storage may throw: it may be absent, blocked or full, or have a getter that throws. A failure is
//! reported once, and the session goes on in memory, in the protocol's state.

mod side_entries;

use std::cell::{Cell, RefCell};

use authflight_protocol::{
    event::EndReason,
    input::Message,
    output::StoreWrite,
    policy::{Adopt, Policy, Storage as StorageKind},
    record::{self, Found},
    session::{Session, SessionId},
};
use gloo_storage::{LocalStorage, SessionStorage, Storage};
use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{cookie::Cookies, global, json, own_storage::OwnStorage};
use side_entries::{adoption_key, sign_key};

#[wasm_bindgen(module = "/src/browser/store.js")]
extern "C" {
    /// `Storage`, or anything with its three methods.
    pub type TokenStorage;
    /// The text. Null if there is none, undefined if reading failed.
    fn get(storage: &TokenStorage, key: &str) -> JsValue;
    /// The same. The key is JavaScript's own text, so that it is not copied.
    #[wasm_bindgen(js_name = get)]
    fn get_record(storage: &TokenStorage, key: &JsString) -> JsValue;
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
    /// There is the tombstone of a session.
    Tombstone {
        /// The session that has ended.
        session: SessionId,
        /// Why it ended.
        reason: EndReason,
        /// The number of the logout.
        action_no: i64,
    },
}

/// The store under one key.
pub struct Store {
    storage: Option<TokenStorage>,
    /// `sessionStorage`, where the revision of the mark that this tab has written is noted: it outlives the page.
    note: Option<TokenStorage>,
    /// Where the time of the newest sign of life is kept, if idle sessions end: where as many tabs as possible see it, whatever
    /// the storage.
    signs: Option<TokenStorage>,
    /// Of records that outlive the browser.
    cookies: Option<Cookies>,
    /// Stands between the application's own object and `storage`.
    own: Option<OwnStorage>,
    /// Whether other tabs see the record as well.
    shared: bool,
    key: String,
    /// The same as JavaScript's own text.
    record_key: JsString,
    /// The origin of the back-end whose records these are.
    origin: String,
    /// The text that was last seen or written, as a JavaScript string, so that a comparison needs no copy.
    seen: RefCell<JsValue>,
    failed: Cell<bool>,
    /// The origin of another back-end whose record was found here.
    other: Cell<Option<String>>,
    /// Whether there ever was one: two back-ends use this key.
    contested: Cell<bool>,
    /// Whether the note that an adoption is over is still to be written, with the first record (R24).
    adopts: Cell<bool>,
}

impl Store {
    /// Opens the store. A blocked one is empty and stores nothing.
    pub fn open(policy: &Policy, own: Option<OwnStorage>) -> Self {
        let kind = policy.storage;
        let in_page = !global::global("document").is_undefined();
        let (storage, wanted) = match kind {
            StorageKind::Memory if !policy.keeps_marks() => (None, false),
            StorageKind::Custom => (
                own.as_ref().map(|own| own.as_ref().clone().unchecked_into()),
                true,
            ),
            StorageKind::Local | StorageKind::Memory => {
                (of_window("localStorage", LocalStorage::raw), in_page)
            }
            StorageKind::Session => (of_window("sessionStorage", SessionStorage::raw), in_page),
        };
        let failed = Cell::new(wanted && storage.is_none());
        let is_memory = kind == StorageKind::Memory;
        let marks = storage.as_ref().filter(|_| is_memory);
        let signs = policy.idle.and_then(|_| {
            let is_of_tab = kind == StorageKind::Session;
            let of_all = (!is_of_tab).then(|| of_window("localStorage", LocalStorage::raw));
            let kept_here = || Some(JsValue::clone(storage.as_ref()?).unchecked_into());
            of_all.flatten().or_else(kept_here)
        });
        Self {
            note: marks.and_then(|_| of_window("sessionStorage", SessionStorage::raw)),
            shared: storage.is_some() && (is_memory || kind == StorageKind::Local),
            signs,
            cookies: storage
                .as_ref()
                .filter(|_| kind != StorageKind::Session)
                .map(|_| Cookies::default()),
            storage,
            own,
            record_key: policy.storage_key.as_str().into(),
            key: policy.storage_key.clone(),
            origin: policy.destinations.back_end().to_string(),
            seen: RefCell::new(JsValue::NULL),
            failed,
            other: Cell::default(),
            contested: Cell::default(),
            adopts: Cell::new(policy.adopt.is_some()),
        }
    }

    /// What a client reads: the record first.
    pub fn keys(policy: &Policy) -> Vec<String> {
        let mut keys = vec![policy.storage_key.clone()];
        if let Some(Adopt { access, refresh }) = &policy.adopt {
            keys.extend([adoption_key(&policy.storage_key), access.clone()]);
            keys.extend(refresh.clone());
        }
        keys.extend(policy.idle.map(|_| sign_key(&policy.storage_key)));
        keys
    }

    /// Reads an entry beside the record, and then the record, of an asynchronous storage again, so that what others have
    /// stored there is seen (R18).
    pub async fn reload(&self, side_key: &str) {
        if let Some(own) = &self.own {
            own.reload(side_key, &self.key).await;
        }
    }

    /// Calls back when an asynchronous storage has failed.
    pub fn on_failure(&self, told: impl Fn() + 'static) {
        if let Some(own) = &self.own {
            own.on_failure(told);
        }
    }

    /// Whether there is a storage.
    pub fn is_there(&self) -> bool {
        self.storage.is_some()
    }

    /// Whether other tabs see the record as well.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether something has failed since the last call, which this forgets.
    pub fn take_failure(&self) -> bool {
        self.failed.replace(false)
    }

    /// As [`Cookies::missing`].
    pub fn missing_cookie(&self) -> Option<(SessionId, bool)> {
        self.cookies.as_ref()?.missing()
    }

    /// The origin of another back-end whose record was found under this key since the last call, which this forgets.
    pub fn take_other_origin(&self) -> Option<String> {
        self.other.take()
    }

    fn meet(&self, origin: String) {
        self.contested.set(true);
        self.other.set(Some(origin));
    }

    /// The record. Garbage counts as a failure and as no record.
    pub fn read(&self) -> Option<Session> {
        let text = self.text();
        let held = match self.found(&text) {
            Some(Found::Own(message)) => Some(message),
            Some(Found::Other { origin }) => {
                self.meet(origin);
                None
            }
            Some(Found::Garbage) => {
                self.failed.set(true);
                None
            }
            Some(Found::Older) | None => None,
        };
        self.seen.replace(text);
        self.record_of(held)
    }

    /// The record. A later `notice` still reports its change.
    pub fn peek(&self) -> Option<Session> {
        self.record_of(self.held(&self.text()))
    }

    /// What has changed since the last reading or writing, if anything.
    pub fn notice(&self) -> Option<Noticed> {
        let text = get_record(self.storage.as_ref()?, &self.record_key);
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
                self.meet(origin);
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
                action_no,
            }) => Noticed::Tombstone {
                session,
                reason,
                action_no,
            },
            after => Noticed::Changed {
                before,
                after: self.record_of(after),
            },
        })
    }

    /// Writes or removes the record, or puts its tombstone in its place.
    pub fn write(&self, write: &StoreWrite) {
        let (text, session) = match write {
            StoreWrite::Put(session) => (Some(self.form(&Message::Tokens(session.clone()))), None),
            StoreWrite::Remove(session) => (None, Some(*session)),
            StoreWrite::Tombstone {
                session,
                reason,
                action_no,
            } => {
                let (session, reason, action_no) = (*session, *reason, *action_no);
                let tombstone = Message::Ended {
                    session: Some(session),
                    reason,
                    action_no,
                };
                // In a storage that is not shared, no other tab has to be told.
                (self.shared.then(|| self.form(&tombstone)), Some(session))
            }
        };
        // A tombstone that took the place of another back-end's record stays: to that one's clients in this page its removal
        // would look like that of their record.
        let stays = self.contested.get() && matches!(write, StoreWrite::Remove(_));
        let concerned = session.is_none_or(|session| match self.held(&self.text()) {
            Some(Message::Tokens(record)) => {
                self.look_for_cookie(&record);
                record.id == session
            }
            Some(Message::Ended { session: ended, .. }) => ended == Some(session) && !stays,
            _ => false,
        });
        if !concerned {
            return;
        }
        let record = match write {
            StoreWrite::Put(session) => Some(session),
            StoreWrite::Remove(_) | StoreWrite::Tombstone { .. } => None,
        };
        if let Some(cookies) = &self.cookies {
            cookies.follow(&self.key, record);
        }
        // Noted before the write, because a storage may report the change while it makes it.
        let seen = text.as_deref().map_or(JsValue::NULL, JsValue::from_str);
        let before = self.seen.replace(seen);
        if !self.put(&self.key, text.as_deref()) {
            self.seen.replace(before);
            return;
        }
        if record.is_some() {
            self.note_adoption();
        }
        self.note_revision(record.map(|session| session.revision));
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

    /// A record of this back-end, or its tombstone.
    fn held(&self, text: &JsValue) -> Option<Message> {
        match self.found(text)? {
            Found::Own(message) => Some(message),
            Found::Other { .. } | Found::Older | Found::Garbage => None,
        }
    }

    /// The record that is held. Its cookie is looked for.
    fn record_of(&self, held: Option<Message>) -> Option<Session> {
        session_of(held).inspect(|record| self.look_for_cookie(record))
    }

    fn look_for_cookie(&self, record: &Session) {
        if let Some(cookies) = &self.cookies {
            cookies.look_for(&self.key, record);
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

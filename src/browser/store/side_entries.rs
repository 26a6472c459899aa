//! The entries beside the record: the revision that this tab wrote last, the newest sign of life, the note of an adoption, the
//! ledger where there is no database.

use authflight_protocol::{policy::Adopt, secret::Secret, token};
use wasm_bindgen::JsValue;

use super::{Store, get, put};

impl Store {
    /// The revision that this tab has written last, before its page was reloaded.
    pub fn own_revision(&self) -> Option<i64> {
        let text = get(self.note.as_ref()?, &self.note_key());
        text.as_string()?.parse().ok()
    }

    /// When the newest sign of life was, in whichever tab (R33).
    pub fn kept_sign(&self) -> Option<i64> {
        let text = get(self.signs.as_ref()?, &sign_key(&self.key));
        text.as_string()?.parse().ok()
    }

    /// Keeps that time. If it cannot be kept, tabs tell each other all the same.
    pub fn keep_sign(&self, at: i64) {
        if let Some(signs) = &self.signs {
            put(signs, &sign_key(&self.key), Some(&at.to_string()));
        }
    }

    /// Notes the revision that this tab has written, where it outlives the page.
    pub(super) fn note_revision(&self, revision: Option<i64>) {
        if let Some(note) = &self.note {
            let text = revision.map(|revision| revision.to_string());
            put(note, &self.note_key(), text.as_deref());
        }
    }

    fn note_key(&self) -> String {
        format!("{}.revision", self.key)
    }

    /// Reads what an older app left under other keys, and removes it (R24). This happens once: tokens that appear there
    /// later have nothing to do with this session.
    pub fn take_over(&self, adopt: &Adopt) -> Option<(Secret, Option<Secret>)> {
        let storage = self.storage.as_ref()?;
        if !self.side_entry(&adoption_key(&self.key)).is_null() {
            self.adopts.set(false);
            return None;
        }
        let text = |key: &str| {
            let text = get(storage, key).as_string()?;
            token::left_behind(&text).map(Secret::new)
        };
        let access = token::for_header(text(&adopt.access)?.reveal())?;
        let refresh = adopt.refresh.as_deref().and_then(text);
        self.note_adoption();
        put(storage, &adopt.access, None);
        if let Some(key) = &adopt.refresh {
            put(storage, key, None);
        }
        Some((access, refresh))
    }

    pub(super) fn note_adoption(&self) {
        if self.adopts.take() {
            self.write_side_entry(&adoption_key(&self.key), "1");
        }
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
}

/// Where the time of the newest sign of life is.
pub(super) fn sign_key(key: &str) -> String {
    format!("{key}.active")
}

/// Where the note of an adoption is.
pub(super) fn adoption_key(key: &str) -> String {
    format!("{key}.adopted")
}

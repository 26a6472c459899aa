//! The cookies of sessions with `remember: false`: a record in a storage outlives the browser, and such a cookie does not.
//!
//! The cookie follows the record. It is kept before the record is written and dropped once it is gone, so a record without its
//! cookie is one that a closed browser has left. Each session has its own, named `<storageKey>.<session>`: a removal that
//! crosses a login does not hit the new one's, nor do applications on other ports of the host, which share cookies.

use std::cell::Cell;

use authflight_protocol::session::{Session, SessionId};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/cookie.js")]
extern "C" {
    #[wasm_bindgen(js_name = missCookie)]
    fn miss(name: &str) -> Option<bool>;
    #[wasm_bindgen(js_name = keepCookie)]
    fn keep(name: &str) -> bool;
    #[wasm_bindgen(js_name = dropCookie)]
    fn drop_cookie(name: &str);
}

/// The cookies beside the record under one key.
#[derive(Default)]
pub struct Cookies {
    /// The session whose record was seen or written last, if it has a cookie, and the cookie's name.
    latest: Cell<Option<(SessionId, String)>>,
    missing: Cell<Option<(SessionId, bool)>>,
}

impl Cookies {
    /// Looks for the cookie of a record that was read.
    pub fn look_for(&self, key: &str, record: &Session) {
        self.latest.set(cookie_of(key, record).inspect(|(session, name)| {
            if let Some(keeps_cookies) = miss(name) {
                self.missing.set(Some((*session, keeps_cookies)));
            }
        }));
    }

    /// This record is about to be stored, or was removed: keeps its cookie, and drops that of the one before.
    pub fn follow(&self, key: &str, record: Option<&Session>) {
        let latest = record.and_then(|record| cookie_of(key, record));
        if let Some((session, name)) = &latest
            && !keep(name)
        {
            self.missing.set(Some((*session, false)));
        }
        let session = latest.as_ref().map(|(session, _)| *session);
        if let Some((before, name)) = self.latest.replace(latest)
            && Some(before) != session
        {
            drop_cookie(&name);
        }
    }

    /// The session whose cookie is not there, and whether this page can keep cookies. The protocol has to know before it is
    /// given the record.
    pub fn missing(&self) -> Option<(SessionId, bool)> {
        self.missing.take()
    }
}

/// The cookie that a record needs: whose, and its name.
fn cookie_of(key: &str, record: &Session) -> Option<(SessionId, String)> {
    let session = record.id;
    record
        .until_closed
        .then(|| (session, format!("{key}.{:x}", session.0)))
}

//! A hint for what browsers tell nobody: why a request to another origin got no reply. The commonest cause, while the
//! network is there, is a preflight that refuses a header.

use std::cell::Cell;

use authflight_protocol::event::Warning;

use super::Client;
use crate::browser::global;

impl Client {
    /// A request with this header got no reply. Told once, and only while none has ever come: after that, the server does
    /// let the header pass.
    pub(super) fn hint_preflight(&self, answered: &Cell<bool>, header: &str, url: &str) {
        if global::is_online() && global::is_elsewhere(url) && !answered.replace(true) {
            self.warn(Warning::PreflightSuspected {
                header: header.to_string(),
            });
        }
    }
}

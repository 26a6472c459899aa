//! A hint about something that browsers do not tell: why a request to another origin got no reply. While the network is
//! there, the most frequent cause is a preflight that refuses a header.

use std::cell::Cell;

use authflight_protocol::event::Warning;

use super::Client;
use crate::browser::global;

impl Client {
    /// A request with this header got no reply. The warning is given once, and only while no reply has ever come: a reply
    /// shows that the server allows the header.
    pub(super) fn hint_preflight(&self, answered: &Cell<bool>, header: &str, url: &str) {
        if global::is_online() && global::is_elsewhere(url) && !answered.replace(true) {
            self.warn(Warning::PreflightSuspected {
                header: header.to_string(),
            });
        }
    }
}

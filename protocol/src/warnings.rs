//! Warnings of what the configuration or the back-end does to the tokens' safety (R25).

use super::{Core, event::Warning, listed::listed, reply::Reply};

impl Core {
    /// A login has brought no tokens.
    pub(super) fn warn_of_login(&mut self, reply: &Reply) {
        if reply.login_was_redirected(&self.policy) {
            self.warn_once(Warning::RedirectRefused { endpoint: "login" });
        } else if let Some(header) = reply.hidden_header(&self.policy) {
            self.warn(Warning::HeaderNotExposed { header });
        }
    }

    /// The client starts.
    pub(super) fn warn_of_insecure_transport(&mut self) {
        let origin = listed(self.policy.insecure.iter());
        if !origin.is_empty() {
            self.warn_once(Warning::InsecureTransport { origin });
        }
    }
}

//! Warnings of what the configuration or the back-end does to the tokens' safety (R25).

use super::{Core, event::Warning, reply::Reply};

impl Core {
    /// Says why a login brought no tokens, where that is known.
    pub(super) fn warn_of_login(&mut self, reply: &Reply) {
        if reply.login_was_redirected(&self.policy) {
            self.warn_once(Warning::RedirectRefused { endpoint: "login" });
        } else if let Some(header) = reply.hidden_header(&self.policy, self.policy.success.as_ref()) {
            self.warn(Warning::HeaderNotExposed { header });
        }
    }

    /// Tells that a refresh needs a token and there is none.
    pub(super) fn warn_of_missing_token(&mut self) {
        if self.policy.refresh.needs_token() {
            self.warn(Warning::RefreshWithoutToken);
        }
    }

    /// Tells of origins that tokens travel to over plain http.
    pub(super) fn warn_of_insecure_transport(&mut self) {
        if !self.policy.insecure.is_empty() {
            let origin = self.policy.insecure.join(", ");
            self.warn_once(Warning::InsecureTransport { origin });
        }
    }
}

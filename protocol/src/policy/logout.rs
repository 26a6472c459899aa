//! What a logout carries, read from the configuration.

use super::{
    Endpoint, Logout, LogoutTokens,
    parse::{ROOT, Reader, part},
    schema::option,
};
use crate::{location::Location, value::Value};

impl Reader<'_> {
    pub(super) fn logout(&mut self, given: &Value, endpoint: Endpoint) -> Logout {
        let Some(send) = option(given, "send") else {
            return Logout { endpoint, send: None };
        };
        let logout = ROOT.below("logout");
        let path = logout.below("send");
        let (refresh, access) = if send.as_text().is_some() {
            (self.place_to_send(&endpoint, send, &path), None)
        } else {
            let (refresh, access) = (part(send, "refresh"), part(send, "access"));
            (
                self.place_to_send(&endpoint, refresh, &path.below("refresh")),
                self.place_to_send(&endpoint, access, &path.below("access")),
            )
        };
        let in_form = |place: &Option<Location>| matches!(place, Some(Location::Form(_)));
        let in_json = |place: &Option<Location>| matches!(place, Some(Location::Body(_)));
        if (in_form(&refresh) && in_json(&access)) || (in_json(&refresh) && in_form(&access)) {
            self.refuse(&path, "both in a form, or both in a JSON body", send);
        }
        Logout {
            endpoint,
            send: Some(LogoutTokens { refresh, access }),
        }
    }
}

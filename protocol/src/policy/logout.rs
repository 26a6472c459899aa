//! What a logout carries, read from the configuration.

use super::{
    ConfigError, Endpoint, Logout, LogoutTokens,
    parse::{ROOT, part, place_to_send},
    schema::option,
};
use crate::{location::Location, value::Value};

pub(super) fn logout(given: &Value, endpoint: Endpoint) -> Result<Logout, ConfigError> {
    let Some(send) = option(given, "send") else {
        return Ok(Logout { endpoint, send: None });
    };
    let logout = ROOT.below("logout");
    let path = logout.below("send");
    let (refresh, access) = if send.as_text().is_some() {
        (place_to_send(&endpoint, send, &path)?, None)
    } else {
        (
            place_to_send(&endpoint, part(send, "refresh"), &path.below("refresh"))?,
            place_to_send(&endpoint, part(send, "access"), &path.below("access"))?,
        )
    };
    let in_form = |place: &Option<Location>| matches!(place, Some(Location::Form(_)));
    let in_json = |place: &Option<Location>| matches!(place, Some(Location::Body(_)));
    if (in_form(&refresh) && in_json(&access)) || (in_json(&refresh) && in_form(&access)) {
        return Err(path.expected("both in a form, or both in a JSON body", send));
    }
    Ok(Logout {
        endpoint,
        send: Some(LogoutTokens { refresh, access }),
    })
}

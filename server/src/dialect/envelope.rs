//! Everything in an envelope. Token replies contain expiry dates without a zone, meant as +08:00.

use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

use super::definition::{Dialect, Endpoints, Place, RefreshRefusal};
use crate::{
    call::Call,
    clock::{self, Millis},
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// East of Greenwich, in seconds.
const ZONE: i32 = 8 * 3600;

/// The dialect.
pub struct Envelope;

impl Dialect for Envelope {
    fn name(&self) -> &'static str {
        "envelope"
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints {
            login: "/auth/login",
            refresh: "/auth/refresh",
            logout: "/auth/logout",
            ..Endpoints::default()
        }
    }

    fn refresh_place(&self) -> Place {
        Place::Json("refreshToken")
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.json_text("refreshToken").ok_or(RefreshRefusal::Missing)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, good(&tokens(grant)))
    }

    fn login_refused(&self) -> Response {
        json_reply(StatusCode::OK, bad("10001", "Wrong user or password"))
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, good(&tokens(grant)))
    }

    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        json_reply(StatusCode::UNAUTHORIZED, bad("401", "Please log in again"))
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        json_reply(
            StatusCode::UNAUTHORIZED,
            bad("401", "The access token is no longer valid"),
        )
    }

    fn present(&self, resource: Value) -> Value {
        good(&resource)
    }

    fn not_found(&self) -> Response {
        json_reply(StatusCode::NOT_FOUND, bad("404", "Not found"))
    }
}

fn tokens(grant: &Grant) -> Value {
    json!({
        "accessToken": grant.access_token,
        "refreshToken": grant.refresh_token.text(),
        "accessExpires": date(grant.shown(grant.access_expires_ms)),
        "refreshExpires": date(grant.shown(grant.refresh_expires_ms)),
    })
}

fn good(data: &Value) -> Value {
    envelope("OK", "0", "", data)
}

fn bad(code: &str, message: &str) -> Value {
    envelope("ERROR", code, message, &Value::Null)
}

fn envelope(status: &str, code: &str, message: &str, data: &Value) -> Value {
    json!({
        "status": status,
        "code": code,
        "clientMessage": message,
        "data": data,
        "dataMap": {},
        "timestamp": clock::now(),
    })
}

/// `YYYY-MM-DD HH:mm:ss`, rounded down to the second.
fn date(time: Millis) -> Option<String> {
    let zone = FixedOffset::east_opt(ZONE)?;
    let time = DateTime::from_timestamp_millis(time)?.with_timezone(&zone);
    Some(time.format("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_zone_and_round_down() {
        assert_eq!(date(1_767_196_799_999).as_deref(), Some("2025-12-31 23:59:59"));
        assert_eq!(date(1_767_196_800_000).as_deref(), Some("2026-01-01 00:00:00"));
    }

    #[test]
    fn a_time_beyond_all_dates_is_none() {
        assert_eq!(date(i64::MAX), None);
    }
}

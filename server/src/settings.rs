//! The settings that tests and the page may change while the server runs.
//!
//! Invariant: a change is either applied as a whole or not at all.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Whether a refresh uses up its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rotation {
    /// Each use issues a successor. A second use counts as theft.
    Strict,
    /// One refresh token stays valid until it expires or is revoked.
    None,
}

/// Added waiting time before a call is processed, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// Before a login.
    pub login: u64,
    /// Before a refresh.
    pub refresh: u64,
    /// Before a protected resource.
    pub resource: u64,
    /// Before a logout.
    pub logout: u64,
}

/// All settings. Their JSON names are those of the control surface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// The lifetime of an access token, in milliseconds.
    pub access_lifetime_ms: u64,
    /// The lifetime of a refresh token, in milliseconds.
    pub refresh_lifetime_ms: u64,
    /// For how many milliseconds after its use a refresh token may be presented again without counting as theft. 0: never.
    pub grace_ms: u64,
    /// Whether a refresh uses up its token.
    pub rotation: Rotation,
    /// How many refreshes one address may make in a minute. Further ones are answered with 429.
    pub refreshes_per_minute: u64,
    /// Added waiting times.
    pub latency_ms: Latency,
    /// Whether token replies contain `expires_in`.
    pub send_expires_in: bool,
    /// Every protected resource refuses every access token, even a new one.
    pub refuse_always: bool,
    /// A logout is answered as a protected resource is: it needs an access token that is good.
    pub guard_logout: bool,
    /// In dialects that send tokens in headers, every reply to an authorised request carries a new access token.
    pub sliding: bool,
    /// How far the clock that clients see is ahead of the real one, in milliseconds.
    pub clock_skew_ms: i64,
    /// The value of `Access-Control-Allow-Headers`. When empty, all requested headers are allowed.
    pub allow_headers: Vec<String>,
    /// The value of `Access-Control-Expose-Headers`.
    pub expose_headers: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access_lifetime_ms: 60_000,
            refresh_lifetime_ms: 86_400_000,
            grace_ms: 0,
            rotation: Rotation::Strict,
            refreshes_per_minute: 60_000,
            latency_ms: Latency::default(),
            send_expires_in: true,
            refuse_always: false,
            guard_logout: false,
            sliding: false,
            clock_skew_ms: 0,
            allow_headers: Vec::new(),
            expose_headers: ["token", "refresh-token", "date", "retry-after", "content-length"]
                .map(String::from)
                .to_vec(),
        }
    }
}

/// Why a change of settings was not applied.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The body is JSON, but not an object.
    #[error("settings: expected an object")]
    NotAnObject,
    /// A key that does not exist. A typo must not go unnoticed.
    #[error("unknown setting {0}")]
    UnknownKey(String),
    /// A value of the wrong kind.
    #[error("{path}: {reason}")]
    WrongValue {
        /// Which setting, dotted.
        path: String,
        /// What was wrong with it.
        reason: String,
    },
}

impl Settings {
    /// These settings with `change` applied.
    ///
    /// # Errors
    /// When `change` names an unknown setting or gives a value of the wrong kind.
    pub fn merged(&self, change: &Value) -> Result<Self, SettingsError> {
        let Value::Object(change) = change else {
            return Err(SettingsError::NotAnObject);
        };
        let mut whole = serde_json::to_value(self).map_err(|error| SettingsError::WrongValue {
            path: "settings".into(),
            reason: error.to_string(),
        })?;
        if let Value::Object(whole) = &mut whole {
            apply(whole, change, "")?;
        }
        serde_path_to_error::deserialize(whole).map_err(|error| SettingsError::WrongValue {
            path: error.path().to_string(),
            reason: error.inner().to_string(),
        })
    }
}

fn apply(
    whole: &mut Map<String, Value>,
    change: &Map<String, Value>,
    under: &str,
) -> Result<(), SettingsError> {
    for (key, value) in change {
        let path = format!("{under}{key}");
        match (whole.get_mut(key), value) {
            (None, _) => return Err(SettingsError::UnknownKey(path)),
            (Some(Value::Object(inner)), Value::Object(change)) => {
                apply(inner, change, &format!("{path}."))?;
            }
            (Some(place), value) => *place = value.clone(),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_partial_change_keeps_the_rest() {
        let settings = Settings::default();
        let changed = settings
            .merged(&json!({"latencyMs": {"refresh": 50}, "rotation": "none"}))
            .expect("a good change");
        assert_eq!(changed.latency_ms.refresh, 50);
        assert_eq!(changed.latency_ms.login, 0);
        assert_eq!(changed.rotation, Rotation::None);
        assert_eq!(changed.access_lifetime_ms, settings.access_lifetime_ms);
    }

    #[test]
    fn a_typo_is_named() {
        let error = Settings::default().merged(&json!({"latencyMs": {"refesh": 50}}));
        assert_eq!(
            error.expect_err("a typo").to_string(),
            "unknown setting latencyMs.refesh"
        );
    }

    #[test]
    fn a_wrong_value_is_named() {
        let error = Settings::default().merged(&json!({"accessLifetimeMs": "soon"}));
        assert!(
            error
                .expect_err("not a number")
                .to_string()
                .starts_with("accessLifetimeMs: ")
        );
    }
}

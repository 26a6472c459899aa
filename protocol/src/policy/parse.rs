//! Turns plain data into a [`Policy`], or into the sentence that says what is wrong with it.

use super::{
    Adopt, Attach, BodyMatch, ConfigError, Endpoint, Expired, Places, Policy, Refresh, Storage,
    options::{AN_ORIGIN, OPTIONS},
    schema::{Path, check, option},
};
use crate::{
    destination::{Destinations, Target, join},
    expiry::TimeZone,
    location::{Location, found_without_configuration},
    origin::{is_insecure, named},
    retry::RetryPolicy,
    value::Value,
};

/// The options that are functions or objects with behaviour: the shell keeps them, the core only
/// has to know that they are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Functions {
    /// `refresh` is a callback.
    pub refresh: bool,
    /// `expired.test` is given.
    pub expired_test: bool,
    /// `storage` is an object.
    pub storage: bool,
}

pub(super) const ROOT: Path<'static> = Path::root("config");

/// Parses a configuration. `resolve` is the browser's URL parser, relative to the page.
///
/// # Errors
/// Names the path, what was expected there and what came.
pub fn parse(
    config: &Value,
    functions: Functions,
    resolve: &dyn Fn(&str) -> Option<Target>,
) -> Result<Policy, ConfigError> {
    check(config, &OPTIONS, &ROOT)?;
    let mut reader = Reader {
        base: text_or(config, "baseURL", ""),
        resolve,
        destinations: Destinations::default(),
        wrong: None,
    };
    let policy = reader.policy(config, functions);
    match reader.wrong {
        Some(wrong) => Err(wrong),
        None => Ok(policy),
    }
}

/// Reads a configuration that has passed the check. What only shows now is noted and read on: one
/// way out is a third of the code that a way out of each step is.
pub(super) struct Reader<'a> {
    /// What URLs are joined to.
    base: String,
    /// The browser's URL parser, relative to the page.
    resolve: &'a dyn Fn(&str) -> Option<Target>,
    destinations: Destinations,
    /// The first mistake.
    wrong: Option<ConfigError>,
}

impl Reader<'_> {
    fn policy(&mut self, config: &Value, functions: Functions) -> Policy {
        // Without a page there is no origin to hold by: then none may carry the token.
        let origin = match option(config, "baseURL") {
            Some(given) => {
                let target = self.target("", given, &ROOT.below("baseURL"));
                // Absolute from now on: what becomes of the document's base moves it no more (R25).
                self.base = target.href;
                target.origin
            }
            None => (self.resolve)("").map_or_else(|| "null".to_string(), |page| page.origin),
        };
        self.destinations.origins.push(origin);
        let attach = self.attach(part(config, "attach"));
        let login = self.endpoint(config, "login");
        let logout = self.endpoint(config, "logout");
        let logout = logout.map(|endpoint| self.logout(part(config, "logout"), endpoint));
        let refresh = match self.endpoint(config, "refresh") {
            _ if functions.refresh => Refresh::Callback,
            None => Refresh::None,
            Some(endpoint) => self.refresh(part(config, "refresh"), endpoint),
        };
        let places = self.places(part(config, "tokens"));
        let insecure = self.insecure();
        let adopt = option(config, "adopt").map(|given| self.adopt(given));
        let (proactive, retry) = (part(config, "proactive"), part(config, "retry"));
        let by_default = RetryPolicy::default();
        let attempts = number_or(retry, "attempts", i64::from(by_default.attempts));
        Policy {
            destinations: std::mem::take(&mut self.destinations),
            login,
            logout,
            refresh,
            places,
            attach,
            expired: expired(part(config, "expired"), functions),
            success: option(config, "success").map(body_match),
            storage: storage(text(config, "storage"), functions),
            storage_key: text_or(config, "storageKey", "authflight"),
            adopt,
            // Seconds, kept as milliseconds so that half a second is possible.
            leeway: scaled_or(proactive, "leeway", 1_000.0, 10_000),
            background: flag(proactive, "background"),
            retry: RetryPolicy {
                attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
                base: number_or(retry, "base", by_default.base),
                cap: number_or(retry, "cap", by_default.cap),
            },
            timeout: number_or(config, "timeout", 0),
            refresh_timeout: number_or(config, "refreshTimeout", 10_000),
            stream_limit: number_or(part(config, "replay"), "streamLimit", 1 << 20),
            cross_tab: flag(config, "crossTab"),
            credentials: text(config, "credentials").map(str::to_string),
            insecure,
            base: std::mem::take(&mut self.base),
        }
    }

    pub(super) fn refuse(&mut self, path: &Path<'_>, expected: &str, given: &Value) {
        if self.wrong.is_none() {
            self.wrong = Some(path.expected(expected, given));
        }
    }

    fn target(&mut self, url: &str, given: &Value, path: &Path<'_>) -> Target {
        let target = (self.resolve)(&join(&self.base, url));
        if target.is_none() {
            self.refuse(path, "a URL", given);
        }
        target.unwrap_or_default()
    }

    fn endpoint(&mut self, config: &Value, name: &str) -> Option<Endpoint> {
        let given = option(config, name)?;
        let path = ROOT.below(name);
        let target = match text(given, "url") {
            Some(url) => self.target(url, given, &path.below("url")),
            None => self.target(given.as_text().unwrap_or_default(), given, &path),
        };
        self.destinations.endpoints.push(target.clone());
        let mut method = text_or(given, "method", "POST");
        method.make_ascii_uppercase();
        Some(Endpoint {
            target,
            method,
            headers: text_pairs(given),
        })
    }

    fn refresh(&mut self, given: &Value, endpoint: Endpoint) -> Refresh {
        let path = ROOT.below("refresh");
        let send = self.place_to_send(&endpoint, part(given, "send"), &path.below("send"));
        if endpoint.is_bodiless() && send.is_none() {
            self.refuse(&path, "a send location, because GET has no body", given);
        }
        let body = match part(given, "body") {
            Value::Object(entries) => entries.clone(),
            _ => Vec::new(),
        };
        let send = send.unwrap_or_else(|| Location::Body("refresh_token".to_string()));
        Refresh::Endpoint { endpoint, send, body }
    }

    /// Where a token is sent, if that is given. A request without a body has no place for one there.
    pub(super) fn place_to_send(
        &mut self,
        endpoint: &Endpoint,
        given: &Value,
        path: &Path<'_>,
    ) -> Option<Location> {
        let place = given.as_text().and_then(Location::parse);
        if endpoint.is_bodiless() && matches!(place, Some(Location::Body(_) | Location::Form(_))) {
            let expected = "\"query:…\", \"header:…\" or \"cookie\" with GET";
            self.refuse(path, expected, given);
        }
        place
    }

    fn places(&mut self, given: &Value) -> Places {
        Places {
            access: self.place(given, "access", &["access_token", "accessToken", "token"]),
            refresh: self.place(given, "refresh", &["refresh_token", "refreshToken"]),
            access_expires: self.place(
                given,
                "accessExpires",
                &["expires_in", "expires_at", "accessExpires"],
            ),
            refresh_expires: self.place(
                given,
                "refreshExpires",
                &["refresh_expires_in", "refresh_token_expires_in", "refreshExpires"],
            ),
            zone: text(given, "timeZone")
                .and_then(TimeZone::parse)
                .unwrap_or_default(),
            origins: self.origins(given, &ROOT.below("tokens")),
        }
    }

    fn place(&mut self, tokens: &Value, name: &str, by_default: &[&str]) -> Vec<Location> {
        let Some(given) = option(tokens, name) else {
            return found_without_configuration(by_default);
        };
        let mut locations = Vec::new();
        for item in items(given) {
            if let Some(location) = item.as_text().and_then(Location::parse) {
                locations.push(location);
            }
        }
        if locations.is_empty() {
            let path = ROOT.below("tokens");
            self.refuse(&path.below(name), "at least one location", given);
        }
        locations
    }

    fn attach(&mut self, given: &Value) -> Attach {
        let path = ROOT.below("attach");
        let mut header = text_or(given, "header", "authorization");
        header.make_ascii_lowercase();
        let follow_redirects = match text(given, "redirect") {
            Some(redirect) => redirect == "follow",
            None => header == "authorization",
        };
        let origins = self.origins(given, &path);
        self.destinations.origins.extend(origins);
        let exempt = path.below("exempt");
        for (index, item) in items(part(given, "exempt")).iter().enumerate() {
            let written = item.as_text().unwrap_or_default();
            // As it stands in the URL, and as it is written below baseURL.
            let target = self.target(written, item, &exempt.item(index));
            self.destinations.exempt.push(target.path);
            if written.starts_with("/") {
                self.destinations.exempt.push(written.to_string());
            }
        }
        Attach {
            header,
            scheme: text_or(given, "scheme", "Bearer"),
            follow_redirects,
        }
    }

    /// The origins that an option lists, as the URL parser writes them.
    fn origins(&mut self, given: &Value, path: &Path<'_>) -> Vec<String> {
        let path = path.below("origins");
        let mut origins = Vec::new();
        for (index, item) in items(part(given, "origins")).iter().enumerate() {
            match named(item.as_text().unwrap_or_default(), self.resolve) {
                Some(origin) => origins.push(origin),
                None => self.refuse(&path.item(index), AN_ORIGIN, item),
            }
        }
        origins
    }

    /// The origins of this configuration that tokens travel to in the open.
    fn insecure(&self) -> Vec<String> {
        let destinations = &self.destinations;
        let endpoints = destinations.endpoints.iter().map(|endpoint| &endpoint.origin);
        let mut insecure: Vec<String> = Vec::new();
        for origin in destinations.origins.iter().chain(endpoints) {
            if is_insecure(origin) && !insecure.contains(origin) {
                insecure.push(origin.clone());
            }
        }
        insecure
    }

    fn adopt(&mut self, given: &Value) -> Adopt {
        if text(given, "access").is_none() {
            let expected = "the key of the access token as \"access\"";
            self.refuse(&ROOT.below("adopt"), expected, given);
        }
        Adopt {
            access: text_or(given, "access", ""),
            refresh: text(given, "refresh").map(str::to_string),
        }
    }
}

/// A part of the configuration; one that is not given has no options.
pub(super) fn part<'a>(value: &'a Value, name: &str) -> &'a Value {
    option(value, name).unwrap_or(&Value::Null)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    option(value, name)?.as_text()
}

fn text_or(value: &Value, name: &str, by_default: &str) -> String {
    text(value, name).unwrap_or(by_default).to_string()
}

fn number_or(value: &Value, name: &str, by_default: i64) -> i64 {
    scaled_or(value, name, 1.0, by_default)
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn scaled_or(value: &Value, name: &str, scale: f64, by_default: i64) -> i64 {
    match option(value, name) {
        Some(Value::Number(number)) => (number * scale) as i64,
        _ => by_default,
    }
}

/// Flags are on unless they are turned off.
fn flag(value: &Value, name: &str) -> bool {
    option(value, name) != Some(&Value::Bool(false))
}

/// One may stand for a list of one; what is not given is none.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

fn text_pairs(value: &Value) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if let Value::Object(entries) = part(value, "headers") {
        for (key, value) in entries {
            pairs.push((key.clone(), value.as_text().unwrap_or_default().to_string()));
        }
    }
    pairs
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
fn expired(given: &Value, functions: Functions) -> Expired {
    let mut status = Vec::new();
    for item in items(part(given, "status")) {
        if let Value::Number(number) = item {
            status.push(*number as u16);
        }
    }
    if option(given, "status").is_none() {
        status.push(401);
    }
    let mut body = Vec::new();
    for item in items(part(given, "body")) {
        body.push(body_match(item));
    }
    Expired {
        status,
        body,
        test: functions.expired_test,
    }
}

fn body_match(given: &Value) -> BodyMatch {
    BodyMatch {
        path: text_or(given, "path", ""),
        accepted: items(part(given, "in")).to_vec(),
    }
}

fn storage(given: Option<&str>, functions: Functions) -> Storage {
    match given {
        _ if functions.storage => Storage::Custom,
        Some("session") => Storage::Session,
        Some("memory") => Storage::Memory,
        _ => Storage::Local,
    }
}

//! Turns plain data into a [`Policy`], or into the sentence that says what is wrong with it.

use super::{
    Adopt, Attach, BodyMatch, ConfigError, Idle, Places, Policy, Restore, Storage, UserSource,
    options::{A_USER, AN_ORIGIN, OPTIONS},
    schema::{Path, check, option},
};
use crate::{
    destination::{Destinations, Target, join},
    expired::Expired,
    expiry::{TimeZone, Unit},
    jwt::PayloadDecoder,
    location::{Location, Lookup},
    origin::{is_insecure, named},
    retry::RetryPolicy,
    value::Value,
};

/// Which options are functions or objects with behaviour. The shell keeps them; the protocol only knows that they exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Functions {
    /// `refresh` is a function.
    pub refresh: bool,
    /// `logout` is a function.
    pub logout: bool,
    /// `expired.test` is given.
    pub expired_test: bool,
    /// `attach.exempt` has regular expressions.
    pub exempt: bool,
    /// `storage` is an object.
    pub storage: bool,
}

pub(super) const ROOT: Path<'static> = Path::root("config");

/// The parsers that the platform has.
pub struct Platform<'a> {
    /// Parses a URL, relative to the page.
    pub resolve: &'a dyn Fn(&str) -> Option<Target>,
    /// Decodes the payload of a JWT.
    pub payload_decoder: PayloadDecoder,
    /// Neither a page nor a worker is here.
    pub on_server: bool,
}

/// Parses a configuration.
///
/// # Errors
/// Names the path, what was expected there and what came.
pub fn parse(config: &Value, functions: Functions, platform: &Platform<'_>) -> Result<Policy, ConfigError> {
    check(config, &OPTIONS, &ROOT)?;
    let reader = Reader {
        base: text_or(config, "baseURL", ""),
        platform,
        destinations: Destinations::default(),
        endpoint_origins: Vec::new(),
    };
    reader.policy(config, functions)
}

/// Reads a configuration that has passed the check. What the schema cannot say is checked here.
pub(super) struct Reader<'a> {
    /// What URLs are joined to.
    base: String,
    platform: &'a Platform<'a>,
    pub(super) destinations: Destinations,
    /// The origins of login, refresh and logout.
    pub(super) endpoint_origins: Vec<String>,
}

impl Reader<'_> {
    fn policy(mut self, config: &Value, functions: Functions) -> Result<Policy, ConfigError> {
        // Without a page and a base there is no origin, so no request carries the token.
        let origin = match option(config, "baseURL") {
            Some(given) => {
                let target = self.target("", given, &ROOT.below("baseURL"))?;
                // Absolute from now on: later changes of the document's base do not move it (R25).
                self.base = target.href;
                target.origin
            }
            None => (self.platform.resolve)("").map_or_else(|| "null".to_string(), |page| page.origin),
        };
        self.destinations.origins.push(origin);
        let attach = self.attach(part(config, "attach"), functions)?;
        let login = self.login(config)?;
        let refresh = self.refresh(config, functions)?;
        let logout = self.logout(config, functions, &refresh)?;
        let places = self.places(part(config, "tokens"))?;
        let user = self.user(config)?;
        let insecure = self.insecure();
        let adopt = option(config, "adopt").map(adopt).transpose()?;
        let idle = option(config, "idle").map(idle).transpose()?;
        let (proactive, retry) = (part(config, "proactive"), part(config, "retry"));
        let by_default = RetryPolicy::default();
        let attempts = number_or(retry, "attempts", i64::from(by_default.attempts));
        Ok(Policy {
            destinations: self.destinations,
            login,
            logout,
            refresh,
            places,
            attach,
            expired: expired(part(config, "expired"), functions),
            success: body_matches(part(config, "success")).pop(),
            storage: storage(text(config, "storage"), functions),
            restore: text(config, "restore")
                .and_then(Restore::parse)
                .unwrap_or_default(),
            user,
            storage_key: text_or(config, "storageKey", "authflight"),
            adopt,
            idle,
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
            on_server: self.platform.on_server,
            payload_decoder: self.platform.payload_decoder,
            credentials: text(config, "credentials").map(str::to_string),
            insecure,
            base: self.base,
        })
    }

    pub(super) fn target(&self, url: &str, given: &Value, path: &Path<'_>) -> Result<Target, ConfigError> {
        (self.platform.resolve)(&join(&self.base, url)).ok_or_else(|| path.expected("a URL", given))
    }

    fn user(&self, config: &Value) -> Result<UserSource, ConfigError> {
        let Some(given) = option(config, "user") else {
            return Ok(UserSource::Claims);
        };
        let path = ROOT.below("user");
        match given.as_text() {
            Some("claims") => return Ok(UserSource::Claims),
            Some(url) => match Location::parse(url) {
                Some(Location::Body(path)) if !path.is_empty() => return Ok(UserSource::Reply { path }),
                Some(_) => return Err(path.expected(A_USER, given)),
                None => self.target(url, given, &path)?,
            },
            None => {
                let url = part(given, "url");
                self.target(url.as_text().unwrap_or_default(), url, &path.below("url"))?
            }
        };
        Ok(UserSource::Endpoint)
    }

    fn places(&self, given: &Value) -> Result<Places, ConfigError> {
        Ok(Places {
            access: lookup(given, "access", Lookup::ACCESS)?,
            refresh: lookup(given, "refresh", Lookup::REFRESH)?,
            access_expires: lookup(given, "accessExpires", Lookup::ACCESS_EXPIRES)?,
            refresh_expires: lookup(given, "refreshExpires", Lookup::REFRESH_EXPIRES)?,
            zone: text(given, "timeZone")
                .and_then(TimeZone::parse)
                .unwrap_or_default(),
            unit: text(given, "unit").and_then(Unit::parse).unwrap_or_default(),
            origins: self.origins(given, &ROOT.below("tokens"))?,
        })
    }

    fn attach(&mut self, given: &Value, functions: Functions) -> Result<Attach, ConfigError> {
        let path = ROOT.below("attach");
        let mut header = text_or(given, "header", "authorization");
        header.make_ascii_lowercase();
        let follow_redirects = match text(given, "redirect") {
            Some(redirect) => redirect == "follow",
            None => header == "authorization",
        };
        let origins = self.origins(given, &path)?;
        self.destinations.origins.extend(origins);
        let exempt = path.below("exempt");
        for (index, item) in items(part(given, "exempt")).iter().enumerate() {
            let written = item.as_text().unwrap_or_default();
            // The path as it stands in the URL, and as it is written below baseURL.
            let target = self.target(written, item, &exempt.item(index))?;
            self.destinations.exempt.push(target.path);
            if written.starts_with('/') {
                self.destinations.exempt.push(written.to_string());
            }
        }
        Ok(Attach {
            by_cookie: *given == Value::Bool(false),
            exempts_by_pattern: functions.exempt,
            header,
            scheme: text_or(given, "scheme", "Bearer"),
            follow_redirects,
        })
    }

    /// The origins that an option lists, as the URL parser writes them.
    fn origins(&self, given: &Value, path: &Path<'_>) -> Result<Vec<String>, ConfigError> {
        let path = path.below("origins");
        let mut origins = Vec::new();
        for (index, item) in items(part(given, "origins")).iter().enumerate() {
            let origin = named(item.as_text().unwrap_or_default(), self.platform.resolve);
            origins.push(origin.ok_or_else(|| path.item(index).expected(AN_ORIGIN, item))?);
        }
        Ok(origins)
    }

    /// The origins of this configuration that tokens travel to over plain http, each once.
    fn insecure(&self) -> Vec<String> {
        let mut insecure: Vec<String> = Vec::new();
        for origin in self.destinations.origins.iter().chain(&self.endpoint_origins) {
            if is_insecure(origin) && !insecure.contains(origin) {
                insecure.push(origin.clone());
            }
        }
        insecure
    }
}

/// Where replies carry one kind of value.
fn lookup(tokens: &Value, name: &str, by_default: Lookup) -> Result<Lookup, ConfigError> {
    let Some(given) = option(tokens, name) else {
        return Ok(by_default);
    };
    let places = items(given).iter();
    let places: Vec<_> = places
        .filter_map(|item| Location::parse(item.as_text()?))
        .collect();
    if places.is_empty() {
        let tokens = ROOT.below("tokens");
        return Err(tokens.below(name).expected("at least one location", given));
    }
    Ok(Lookup::Configured(places))
}

fn adopt(given: &Value) -> Result<Adopt, ConfigError> {
    match text(given, "access") {
        Some(access) => Ok(Adopt {
            access: access.to_string(),
            refresh: text(given, "refresh").map(str::to_string),
        }),
        None => {
            let expected = "the key of the access token as \"access\"";
            Err(ROOT.below("adopt").expected(expected, given))
        }
    }
}

/// Seconds, kept as milliseconds.
fn idle(given: &Value) -> Result<Idle, ConfigError> {
    let path = ROOT.below("idle");
    if option(given, "after").is_none() {
        return Err(path.expected("so many seconds as \"after\"", given));
    }
    let after = scaled_or(given, "after", 1_000.0, 0);
    let warn = scaled_or(given, "warn", 1_000.0, (after / 2).min(60_000));
    match option(given, "warn").filter(|_| warn >= after) {
        Some(given) => Err(path.below("warn").expected("fewer seconds than \"after\"", given)),
        None => Ok(Idle { after, warn }),
    }
}

/// A part of the configuration. One that is not given has no options.
pub(super) fn part<'a>(value: &'a Value, name: &str) -> &'a Value {
    option(value, name).unwrap_or(&Value::Null)
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    option(value, name)?.as_text()
}

pub(super) fn text_or(value: &Value, name: &str, by_default: &str) -> String {
    text(value, name).unwrap_or(by_default).to_string()
}

fn number_or(value: &Value, name: &str, by_default: i64) -> i64 {
    scaled_or(value, name, 1.0, by_default)
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn scaled_or(value: &Value, name: &str, scale: f64, by_default: i64) -> i64 {
    match option(value, name) {
        // Rounded up: half a millisecond is not "none".
        Some(Value::Number(number)) => (number * scale).ceil() as i64,
        _ => by_default,
    }
}

/// Flags are on unless they are turned off.
pub(super) fn flag(value: &Value, name: &str) -> bool {
    option(value, name) != Some(&Value::Bool(false))
}

/// The items of a list. A single value counts as a list of one, and no value as an empty list.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

fn expired(given: &Value, functions: Functions) -> Expired {
    Expired {
        status: option(given, "status").map_or_else(|| vec![401], statuses),
        body: body_matches(part(given, "body")),
        not: body_matches(part(given, "not")),
        redirect: option(given, "redirect") == Some(&Value::Bool(true)),
        test: functions.expired_test,
        searched: number_or(given, "searched", 1 << 20),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
pub(super) fn statuses(given: &Value) -> Vec<u16> {
    let status = |item: &Value| match item {
        Value::Number(number) => Some(*number as u16),
        _ => None,
    };
    items(given).iter().filter_map(status).collect()
}

pub(super) fn body_matches(given: &Value) -> Vec<BodyMatch> {
    items(given).iter().map(body_match).collect()
}

fn body_match(given: &Value) -> BodyMatch {
    BodyMatch {
        path: text_or(given, "path", ""),
        accepted: option(given, "in").map(|accepted| items(accepted).to_vec()),
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

//! Turns plain data into a [`Policy`], or into the sentence that says what is wrong with it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Adopt, Attach, BodyMatch, ConfigError, Endpoint, Expired, Places, Policy, Refresh, Storage,
    options::OPTIONS,
    schema::{Path, check, option},
};
use crate::core::{
    destination::{Destinations, Target, join},
    expiry::TimeZone,
    location::{Location, found_without_configuration},
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

const ROOT: Path<'static> = Path::root("config");

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
    let base = text(config, "baseURL").unwrap_or_default();
    let urls = Urls { base: &base, resolve };
    let mut destinations = Destinations::default();
    // Without a page there is no origin to hold by: then none may carry the token.
    let origin = match option(config, "baseURL") {
        Some(given) => urls.target("", given, &ROOT.below("baseURL"))?.origin,
        None => resolve("").map_or_else(|| "null".to_string(), |page| page.origin),
    };
    destinations.origins.push(origin);
    let attach = attach(option(config, "attach"), &mut destinations, &urls)?;
    let mut endpoint = |name: &str| -> Result<Option<Endpoint>, ConfigError> {
        let Some(given) = option(config, name) else {
            return Ok(None);
        };
        let endpoint = read_endpoint(given, &ROOT.below(name), &urls)?;
        destinations.endpoints.push(endpoint.target.clone());
        Ok(Some(endpoint))
    };
    let (login, logout) = (endpoint("login")?, endpoint("logout")?);
    let refresh = match (functions.refresh, endpoint("refresh")?) {
        (true, _) => Refresh::Callback,
        (false, None) => Refresh::None,
        (false, Some(endpoint)) => refresh(option(config, "refresh"), endpoint)?,
    };
    let proactive = option(config, "proactive");
    let retry = option(config, "retry");
    let by_default = RetryPolicy::default();
    Ok(Policy {
        destinations,
        login,
        logout,
        refresh,
        places: places(option(config, "tokens"))?,
        attach,
        expired: expired(option(config, "expired"), functions),
        success: option(config, "success").map(body_match),
        storage: storage(text(config, "storage").as_deref(), functions),
        storage_key: text(config, "storageKey").unwrap_or_else(|| "authflight".to_string()),
        adopt: option(config, "adopt").map(adopt).transpose()?,
        // Seconds, kept as milliseconds so that half a second is possible.
        leeway: proactive
            .and_then(|given| scaled(given, "leeway", 1_000.0))
            .unwrap_or(10_000),
        background: proactive.is_none_or(|given| flag(given, "background")),
        retry: RetryPolicy {
            attempts: inner(retry, "attempts").map_or(by_default.attempts, |attempts| {
                u32::try_from(attempts).unwrap_or(u32::MAX)
            }),
            base: inner(retry, "base").unwrap_or(by_default.base),
            cap: inner(retry, "cap").unwrap_or(by_default.cap),
        },
        timeout: number(config, "timeout").unwrap_or(0),
        refresh_timeout: number(config, "refreshTimeout").unwrap_or(10_000),
        stream_limit: inner(option(config, "replay"), "streamLimit").unwrap_or(1 << 20),
        cross_tab: flag(config, "crossTab"),
        credentials: text(config, "credentials"),
        headers: text_pairs(option(config, "headers")),
        unwrap: text(config, "unwrap"),
        base,
    })
}

/// Resolves URLs against the base and the page.
struct Urls<'a> {
    base: &'a str,
    resolve: &'a dyn Fn(&str) -> Option<Target>,
}

impl Urls<'_> {
    fn target(&self, url: &str, given: &Value, path: &Path<'_>) -> Result<Target, ConfigError> {
        (self.resolve)(&join(self.base, url)).ok_or_else(|| path.expected("a URL", given))
    }
}

// What follows reads values that have passed the check.

fn text(value: &Value, name: &str) -> Option<String> {
    option(value, name)?.as_text().map(str::to_string)
}

fn number(value: &Value, name: &str) -> Option<i64> {
    scaled(value, name, 1.0)
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn scaled(value: &Value, name: &str, scale: f64) -> Option<i64> {
    match option(value, name) {
        Some(Value::Number(number)) => Some((number * scale) as i64),
        _ => None,
    }
}

fn inner(value: Option<&Value>, name: &str) -> Option<i64> {
    number(value?, name)
}

/// Flags are on unless they are turned off.
fn flag(value: &Value, name: &str) -> bool {
    option(value, name) != Some(&Value::Bool(false))
}

fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::List(items)) => items,
        Some(one) => core::slice::from_ref(one),
        None => &[],
    }
}

fn text_pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if let Some(Value::Object(entries)) = value {
        for (key, value) in entries {
            pairs.push((key.clone(), value.as_text().unwrap_or_default().to_string()));
        }
    }
    pairs
}

fn read_endpoint(given: &Value, path: &Path<'_>, urls: &Urls<'_>) -> Result<Endpoint, ConfigError> {
    let url = text(given, "url");
    let target = match (&url, given) {
        (Some(url), _) => urls.target(url, given, &path.below("url"))?,
        (None, given) => urls.target(given.as_text().unwrap_or_default(), given, path)?,
    };
    let mut method = text(given, "method").unwrap_or_else(|| "POST".to_string());
    method.make_ascii_uppercase();
    Ok(Endpoint {
        target,
        method,
        headers: text_pairs(option(given, "headers")),
    })
}

fn refresh(given: Option<&Value>, endpoint: Endpoint) -> Result<Refresh, ConfigError> {
    let path = ROOT.below("refresh");
    let given = given.unwrap_or(&Value::Null);
    let send = text(given, "send").as_deref().and_then(Location::parse);
    if matches!(endpoint.method.as_str(), "GET" | "HEAD") {
        match (&send, option(given, "send")) {
            (Some(Location::Body(_) | Location::Form(_)), Some(sent)) => {
                let expected = "\"query:…\", \"header:…\" or \"cookie\" with GET";
                return Err(path.below("send").expected(expected, sent));
            }
            (None, _) => {
                return Err(path.expected("a send location, because GET has no body", given));
            }
            _ => {}
        }
    }
    let body = match option(given, "body") {
        Some(Value::Object(entries)) => entries.clone(),
        _ => Vec::new(),
    };
    let send = send.unwrap_or_else(|| Location::Body("refresh_token".to_string()));
    Ok(Refresh::Endpoint { endpoint, send, body })
}

fn places(given: Option<&Value>) -> Result<Places, ConfigError> {
    let place = |name: &str, by_default: &[&str]| -> Result<Vec<Location>, ConfigError> {
        let Some(given) = given.and_then(|given| option(given, name)) else {
            return Ok(found_without_configuration(by_default));
        };
        let mut locations = Vec::new();
        for item in items(Some(given)) {
            locations.extend(item.as_text().and_then(Location::parse));
        }
        if locations.is_empty() {
            let tokens = ROOT.below("tokens");
            return Err(tokens.below(name).expected("at least one location", given));
        }
        Ok(locations)
    };
    let zone = given.and_then(|given| text(given, "timeZone"));
    Ok(Places {
        access: place("access", &["access_token", "accessToken", "token"])?,
        refresh: place("refresh", &["refresh_token", "refreshToken"])?,
        access_expires: place("accessExpires", &["expires_in", "expires_at", "accessExpires"])?,
        refresh_expires: place(
            "refreshExpires",
            &["refresh_expires_in", "refresh_token_expires_in", "refreshExpires"],
        )?,
        zone: zone.as_deref().and_then(TimeZone::parse).unwrap_or_default(),
    })
}

fn attach(
    given: Option<&Value>,
    destinations: &mut Destinations,
    urls: &Urls<'_>,
) -> Result<Attach, ConfigError> {
    let given = given.unwrap_or(&Value::Null);
    let path = ROOT.below("attach");
    let mut header = text(given, "header").unwrap_or_else(|| "authorization".to_string());
    header.make_ascii_lowercase();
    let follow_redirects = match text(given, "redirect") {
        Some(redirect) => redirect == "follow",
        None => header == "authorization",
    };
    let origins = path.below("origins");
    for (index, item) in items(option(given, "origins")).iter().enumerate() {
        let origin = item
            .as_text()
            .and_then(urls.resolve)
            .map(|target| target.origin)
            .filter(|origin| origin != "null");
        let expected = "an origin such as \"https://api.example\"";
        let Some(origin) = origin else {
            return Err(origins.item(index).expected(expected, item));
        };
        destinations.origins.push(origin);
    }
    let exempt = path.below("exempt");
    for (index, item) in items(option(given, "exempt")).iter().enumerate() {
        let written = item.as_text().unwrap_or_default();
        // As it stands in the URL, and as it is written below baseURL.
        let target = urls.target(written, item, &exempt.item(index))?;
        destinations.exempt.push(target.path);
        if written.starts_with('/') {
            destinations.exempt.push(written.to_string());
        }
    }
    let scheme = text(given, "scheme").unwrap_or_else(|| "Bearer".to_string());
    Ok(Attach {
        header,
        scheme,
        follow_redirects,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
fn expired(given: Option<&Value>, functions: Functions) -> Expired {
    let given = given.unwrap_or(&Value::Null);
    let mut status = Vec::new();
    for item in items(option(given, "status")) {
        if let Value::Number(number) = item {
            status.push(*number as u16);
        }
    }
    if option(given, "status").is_none() {
        status.push(401);
    }
    let mut body = Vec::new();
    for item in items(option(given, "body")) {
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
        path: text(given, "path").unwrap_or_default(),
        accepted: items(option(given, "in")).to_vec(),
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

fn adopt(given: &Value) -> Result<Adopt, ConfigError> {
    let Some(access) = text(given, "access") else {
        let path = ROOT.below("adopt");
        return Err(path.expected("the key of the access token as \"access\"", given));
    };
    Ok(Adopt {
        access,
        refresh: text(given, "refresh"),
    })
}

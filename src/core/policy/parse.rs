//! Turns plain data into a [`Policy`], or into the sentence that says what is wrong with it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Adopt, Attach, BodyMatch, ConfigError, Endpoint, Expired, Places, Policy, Refresh, Storage,
    fields::{Field, Parsed},
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

const OPTIONS: &[&str] = &[
    "baseURL", "login", "refresh", "logout", "tokens", "attach", "expired", "success", "storage",
    "storageKey", "adopt", "proactive", "retry", "timeout", "refreshTimeout", "crossTab",
    "credentials", "headers", "unwrap",
];

/// Parses a configuration. `resolve` is the browser's URL parser, relative to the page.
///
/// # Errors
/// Names the path, what was expected there and what came.
pub fn parse(
    config: &Value,
    functions: Functions,
    resolve: &dyn Fn(&str) -> Option<Target>,
) -> Result<Policy, ConfigError> {
    let root = Field::root(config);
    root.only(OPTIONS)?;
    let base = root.get("baseURL").map(|field| field.text()).transpose()?.unwrap_or_default();
    let urls = Urls { base, resolve };
    let base_target = match root.get("baseURL") {
        Some(field) => urls.target(&field, "")?,
        // Without a page there is no origin to hold by: then none may carry the token.
        None => resolve("").unwrap_or_else(nowhere),
    };

    let login = root.get("login").map(|field| endpoint(&field, &urls, &[])).transpose()?;
    let logout = root.get("logout").map(|field| endpoint(&field, &urls, &[])).transpose()?;
    let refresh = refresh(&root, functions, &urls)?;

    let mut destinations = Destinations::default();
    destinations.origins.push(base_target.origin);
    let made = match &refresh {
        Refresh::Endpoint { endpoint, .. } => Some(endpoint),
        Refresh::None | Refresh::Callback => None,
    };
    destinations.endpoints = [login.as_ref(), made, logout.as_ref()]
        .into_iter()
        .flatten()
        .map(|endpoint| endpoint.target.clone())
        .collect();

    let mut policy = Policy {
        base: base.to_string(),
        attach: attach(root.get("attach"), &mut destinations, &urls)?,
        destinations,
        login,
        logout,
        refresh,
        places: places(root.get("tokens"))?,
        expired: expired(root.get("expired"), functions)?,
        success: root.get("success").map(|field| body_match(&field)).transpose()?,
        storage: storage(root.get("storage"), functions)?,
        storage_key: "authflight".to_string(),
        adopt: root.get("adopt").map(|field| adopt(&field)).transpose()?,
        leeway: 10_000,
        background: true,
        retry: retry(root.get("retry"))?,
        timeout: 0,
        refresh_timeout: 10_000,
        cross_tab: true,
        credentials: None,
        headers: Vec::new(),
        unwrap: None,
    };
    if let Some(field) = root.get("storageKey") {
        policy.storage_key = field.filled_text()?.to_string();
    }
    if let Some(field) = root.get("proactive") {
        field.only(&["leeway", "background"])?;
        if let Some(leeway) = field.get("leeway") {
            policy.leeway = leeway.seconds()?;
        }
        if let Some(background) = field.get("background") {
            policy.background = background.boolean()?;
        }
    }
    if let Some(field) = root.get("timeout") {
        policy.timeout = field.number(0)?;
    }
    if let Some(field) = root.get("refreshTimeout") {
        policy.refresh_timeout = field.number(1)?;
    }
    if let Some(field) = root.get("crossTab") {
        policy.cross_tab = field.boolean()?;
    }
    if let Some(field) = root.get("credentials") {
        let credentials = one_of(&field, &["omit", "same-origin", "include"])?;
        policy.credentials = Some(credentials.to_string());
    }
    if let Some(field) = root.get("headers") {
        policy.headers = field.text_pairs()?;
    }
    if let Some(field) = root.get("unwrap") {
        policy.unwrap = Some(field.filled_text()?.to_string());
    }
    Ok(policy)
}

/// Resolves URLs against the base and the page.
struct Urls<'a> {
    base: &'a str,
    resolve: &'a dyn Fn(&str) -> Option<Target>,
}

impl Urls<'_> {
    fn target(&self, field: &Field<'_>, url: &str) -> Parsed<Target> {
        (self.resolve)(&join(self.base, url)).ok_or_else(|| field.expected("a URL"))
    }
}

fn nowhere() -> Target {
    Target { href: String::new(), origin: "null".to_string(), path: String::new() }
}

fn one_of<'a>(field: &Field<'a>, allowed: &[&str]) -> Parsed<&'a str> {
    match field.value().as_text() {
        Some(text) if allowed.contains(&text) => Ok(text),
        _ => {
            let mut expected = String::from("one of ");
            for (index, word) in allowed.iter().enumerate() {
                if index > 0 {
                    expected.push_str(", ");
                }
                expected.push('"');
                expected.push_str(word);
                expected.push('"');
            }
            Err(field.expected(&expected))
        }
    }
}

fn endpoint(field: &Field<'_>, urls: &Urls<'_>, more: &[&str]) -> Parsed<Endpoint> {
    let mut method = "POST".to_string();
    let mut headers = Vec::new();
    let target = if field.is_text() {
        urls.target(field, field.filled_text()?)?
    } else {
        let mut known = alloc::vec!["url", "method", "headers"];
        known.extend(more);
        field.only(&known).map_err(|error| match field.value() {
            Value::Object(_) => error,
            _ => field.expected("a URL or an endpoint"),
        })?;
        let Some(url) = field.get("url") else {
            return Err(field.expected("an endpoint with a url"));
        };
        if let Some(given) = field.get("method") {
            method = given.filled_text()?.to_ascii_uppercase();
        }
        if let Some(given) = field.get("headers") {
            headers = given.text_pairs()?;
        }
        urls.target(&url, url.filled_text()?)?
    };
    Ok(Endpoint { target, method, headers })
}

fn refresh(root: &Field<'_>, functions: Functions, urls: &Urls<'_>) -> Parsed<Refresh> {
    if functions.refresh {
        return Ok(Refresh::Callback);
    }
    let Some(field) = root.get("refresh") else {
        return Ok(Refresh::None);
    };
    let endpoint = endpoint(&field, urls, &["send", "body"])?;
    let mut send = Location::Body("refresh_token".to_string());
    if let Some(given) = field.get("send") {
        send = location(&given)?;
        let bodiless = matches!(endpoint.method.as_str(), "GET" | "HEAD");
        if bodiless && matches!(send, Location::Body(_) | Location::Form(_)) {
            return Err(given.expected("\"query:…\", \"header:…\" or \"cookie\" with GET"));
        }
    } else if endpoint.method == "GET" || endpoint.method == "HEAD" {
        return Err(field.expected("a send location, because GET has no body"));
    }
    let body = match field.get("body") {
        None => Vec::new(),
        Some(given) => match given.value() {
            Value::Object(entries) => entries.clone(),
            _ => return Err(given.expected("an object")),
        },
    };
    Ok(Refresh::Endpoint { endpoint, send, body })
}

fn location(field: &Field<'_>) -> Parsed<Location> {
    field.value().as_text().and_then(Location::parse).ok_or_else(|| {
        field.expected("\"body:…\", \"header:…\", \"query:…\", \"form:…\" or \"cookie\"")
    })
}

fn places(field: Option<Field<'_>>) -> Parsed<Places> {
    let mut places = Places {
        access: found_without_configuration(&["access_token", "accessToken", "token"]),
        refresh: found_without_configuration(&["refresh_token", "refreshToken"]),
        access_expires: found_without_configuration(&["expires_in", "expires_at", "accessExpires"]),
        refresh_expires: found_without_configuration(&[
            "refresh_expires_in",
            "refresh_token_expires_in",
            "refreshExpires",
        ]),
        zone: TimeZone::Local,
    };
    let Some(field) = field else {
        return Ok(places);
    };
    field.only(&["access", "refresh", "accessExpires", "refreshExpires", "timeZone"])?;
    for (name, slot) in [
        ("access", &mut places.access),
        ("refresh", &mut places.refresh),
        ("accessExpires", &mut places.access_expires),
        ("refreshExpires", &mut places.refresh_expires),
    ] {
        if let Some(given) = field.get(name) {
            *slot = readable_locations(&given)?;
        }
    }
    if let Some(given) = field.get("timeZone") {
        places.zone = given
            .value()
            .as_text()
            .and_then(TimeZone::parse)
            .ok_or_else(|| given.expected("\"local\", \"utc\" or an offset such as \"+08:00\""))?;
    }
    Ok(places)
}

fn readable_locations(field: &Field<'_>) -> Parsed<Vec<Location>> {
    let found: Vec<Location> = field
        .one_or_many()
        .iter()
        .map(|item| match location(item)? {
            place if place.is_readable() => Ok(place),
            _ => Err(item.expected("\"body:…\" or \"header:…\", as replies carry it")),
        })
        .collect::<Parsed<_>>()?;
    if found.is_empty() {
        return Err(field.expected("at least one location"));
    }
    Ok(found)
}

fn attach(
    field: Option<Field<'_>>,
    destinations: &mut Destinations,
    urls: &Urls<'_>,
) -> Parsed<Attach> {
    let mut attach = Attach {
        header: "authorization".to_string(),
        scheme: "Bearer".to_string(),
        follow_redirects: true,
    };
    let Some(field) = field else {
        return Ok(attach);
    };
    field.only(&["header", "scheme", "origins", "redirect", "exempt"])?;
    if let Some(given) = field.get("header") {
        let name = given.filled_text()?;
        if !is_header_name(name) {
            return Err(given.expected("a header name"));
        }
        attach.header = name.to_ascii_lowercase();
        attach.follow_redirects = attach.header == "authorization";
    }
    if let Some(given) = field.get("scheme") {
        attach.scheme = given.text()?.to_string();
    }
    if let Some(given) = field.get("redirect") {
        attach.follow_redirects = one_of(&given, &["follow", "error"])? == "follow";
    }
    if let Some(given) = field.get("origins") {
        for item in given.items()? {
            let origin = (urls.resolve)(item.text()?)
                .map(|target| target.origin)
                .filter(|origin| origin != "null")
                .ok_or_else(|| item.expected("an origin such as \"https://api.example\""))?;
            destinations.origins.push(origin);
        }
    }
    if let Some(given) = field.get("exempt") {
        for item in given.items()? {
            let path = item.filled_text()?;
            // As it stands in the URL, and as it is written below baseURL.
            destinations.exempt.push(urls.target(&item, path)?.path);
            if path.starts_with('/') {
                destinations.exempt.push(path.to_string());
            }
        }
    }
    Ok(attach)
}

/// RFC 9110 §5.6.2: a token.
fn is_header_name(name: &str) -> bool {
    name.bytes()
        .all(|letter| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&letter))
}

fn expired(field: Option<Field<'_>>, functions: Functions) -> Parsed<Expired> {
    let mut expired = Expired {
        status: alloc::vec![401],
        body: Vec::new(),
        test: functions.expired_test,
    };
    let Some(field) = field else {
        return Ok(expired);
    };
    field.only(&["status", "body", "test"])?;
    if let Some(given) = field.get("test") {
        return Err(given.expected("a function"));
    }
    if let Some(given) = field.get("status") {
        expired.status = given
            .items()?
            .iter()
            .map(|item| {
                let status = item.number(1)?;
                u16::try_from(status).map_err(|_| item.expected("an HTTP status"))
            })
            .collect::<Parsed<_>>()?;
    }
    if let Some(given) = field.get("body") {
        expired.body = given.one_or_many().iter().map(body_match).collect::<Parsed<_>>()?;
    }
    Ok(expired)
}

fn body_match(field: &Field<'_>) -> Parsed<BodyMatch> {
    field.only(&["path", "in"])?;
    let Some(path) = field.get("path") else {
        return Err(field.expected("a match with a path"));
    };
    let Some(accepted) = field.get("in") else {
        return Err(field.expected("a match with a list \"in\""));
    };
    let accepted = accepted
        .items()?
        .iter()
        .map(|item| match item.value() {
            Value::List(_) | Value::Object(_) => {
                Err(item.expected("a string, a number, a boolean or null"))
            }
            value => Ok(value.clone()),
        })
        .collect::<Parsed<_>>()?;
    Ok(BodyMatch { path: path.filled_text()?.to_string(), accepted })
}

fn storage(field: Option<Field<'_>>, functions: Functions) -> Parsed<Storage> {
    if functions.storage {
        return Ok(Storage::Custom);
    }
    let Some(field) = field else {
        return Ok(Storage::Local);
    };
    match field.value().as_text() {
        Some("local") => Ok(Storage::Local),
        Some("session") => Ok(Storage::Session),
        Some("memory") => Ok(Storage::Memory),
        _ => Err(field.expected("\"local\", \"session\", \"memory\" or a storage object")),
    }
}

fn adopt(field: &Field<'_>) -> Parsed<Adopt> {
    field.only(&["access", "refresh"])?;
    let Some(access) = field.get("access") else {
        return Err(field.expected("the key of the access token as \"access\""));
    };
    let refresh = match field.get("refresh") {
        Some(given) => Some(given.filled_text()?.to_string()),
        None => None,
    };
    Ok(Adopt { access: access.filled_text()?.to_string(), refresh })
}

fn retry(field: Option<Field<'_>>) -> Parsed<RetryPolicy> {
    let mut retry = RetryPolicy::default();
    let Some(field) = field else {
        return Ok(retry);
    };
    field.only(&["attempts", "base", "cap"])?;
    if let Some(given) = field.get("attempts") {
        retry.attempts = u32::try_from(given.number(1)?).unwrap_or(u32::MAX);
    }
    if let Some(given) = field.get("base") {
        retry.base = given.number(0)?;
    }
    if let Some(given) = field.get("cap") {
        retry.cap = given.number(0)?;
    }
    Ok(retry)
}

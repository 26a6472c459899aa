//! Turns plain data into a [`Policy`], or into the sentence that says what is wrong with it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Adopt, BodyMatch, ConfigError, Expired, Policy, Refresh, Storage,
    endpoints::{Urls, endpoint, refresh},
    fields::{Field, Parsed, one_of},
    places::{attach, places},
};
use crate::core::{
    destination::{Destinations, Target},
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
    "baseURL",
    "login",
    "refresh",
    "logout",
    "tokens",
    "attach",
    "expired",
    "success",
    "storage",
    "storageKey",
    "adopt",
    "proactive",
    "retry",
    "timeout",
    "refreshTimeout",
    "crossTab",
    "credentials",
    "headers",
    "unwrap",
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
    let base = root
        .get("baseURL")
        .map(|field| field.text())
        .transpose()?
        .unwrap_or_default();
    let urls = Urls { base, resolve };
    let base_target = match root.get("baseURL") {
        Some(field) => urls.target(&field, "")?,
        // Without a page there is no origin to hold by: then none may carry the token.
        None => resolve("").unwrap_or_else(nowhere),
    };

    let login = root
        .get("login")
        .map(|field| endpoint(&field, &urls, &[]))
        .transpose()?;
    let logout = root
        .get("logout")
        .map(|field| endpoint(&field, &urls, &[]))
        .transpose()?;
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

fn nowhere() -> Target {
    Target {
        href: String::new(),
        origin: "null".to_string(),
        path: String::new(),
    }
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
        expired.body = given
            .one_or_many()
            .iter()
            .map(body_match)
            .collect::<Parsed<_>>()?;
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
            Value::List(_) | Value::Object(_) => Err(item.expected("a string, a number, a boolean or null")),
            value => Ok(value.clone()),
        })
        .collect::<Parsed<_>>()?;
    Ok(BodyMatch {
        path: path.filled_text()?.to_string(),
        accepted,
    })
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
    Ok(Adopt {
        access: access.filled_text()?.to_string(),
        refresh,
    })
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

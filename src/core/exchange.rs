//! Builds the requests that authflight makes itself: the refresh and the logout.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    cut::cut,
    location::Location,
    policy::{Endpoint, Policy, Refresh},
    secret::Secret,
    session::Tokens,
    value::{Value, decimal},
};

/// A request that authflight makes itself. Its parts may contain tokens, so they are secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exchange {
    /// The URL, the query included.
    pub url: Secret,
    /// In upper case.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, Secret)>,
    /// What is sent.
    pub body: ExchangeBody,
}

/// The body of an [`Exchange`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ExchangeBody {
    /// Nothing.
    Empty,
    /// A JSON value.
    Json(Value),
    /// `application/x-www-form-urlencoded` fields.
    Form(Vec<(String, Secret)>),
}

/// The refresh exchange for these tokens; `None` when it is not ours to make (a callback), or a
/// refresh token is needed and there is none.
#[must_use]
pub fn refresh(policy: &Policy, tokens: &Tokens) -> Option<Exchange> {
    let Refresh::Endpoint { endpoint, send, body } = &policy.refresh else {
        return None;
    };
    if policy.refresh.needs_token() && tokens.refresh.is_none() {
        return None;
    }
    Some(build(endpoint, send, body, tokens.refresh.as_ref()))
}

/// The logout call, with the old tokens: the access token as requests carry it, the refresh token
/// as the refresh sends it.
#[must_use]
pub fn logout(policy: &Policy, tokens: &Tokens) -> Option<Exchange> {
    let endpoint = policy.logout.as_ref()?;
    let by_default = Location::Body("refresh_token".to_string());
    let send = match &policy.refresh {
        Refresh::Endpoint { send, .. } => send,
        Refresh::None | Refresh::Callback => &by_default,
    };
    let bodiless = matches!(endpoint.method.as_str(), "GET" | "HEAD");
    let token = match send {
        Location::Body(_) | Location::Form(_) if bodiless => None,
        _ => tokens.refresh.as_ref(),
    };
    let mut exchange = build(endpoint, send, &[], token);
    let value = policy.attach.value(tokens.access.reveal());
    exchange
        .headers
        .push((policy.attach.header.clone(), Secret::new(&value)));
    Some(exchange)
}

fn build(endpoint: &Endpoint, send: &Location, body: &[(String, Value)], token: Option<&Secret>) -> Exchange {
    let mut exchange = Exchange {
        url: Secret::new(&endpoint.target.href),
        method: endpoint.method.clone(),
        headers: endpoint
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), Secret::new(value)))
            .collect(),
        body: ExchangeBody::Empty,
    };
    match (send, token) {
        (Location::Form(name), token) => {
            let mut fields: Vec<(String, Secret)> = body
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), Secret::new(&plain(value)?))))
                .collect();
            if let Some(token) = token {
                fields.push((name.clone(), token.clone()));
            }
            exchange.body = ExchangeBody::Form(fields);
            return exchange;
        }
        (Location::Header(name), Some(token)) => {
            exchange.headers.push((name.clone(), token.clone()));
        }
        (Location::Query(name), Some(token)) => {
            exchange.url = Secret::new(&with_parameter(&endpoint.target.href, name, token));
        }
        _ => {}
    }
    let mut json = (!body.is_empty()).then(|| Value::Object(body.to_vec()));
    if let (Location::Body(path), Some(token)) = (send, token) {
        json.get_or_insert(Value::Null)
            .set(path, Value::Text(token.reveal().to_string()));
    }
    if let Some(json) = json.filter(|_| !matches!(exchange.method.as_str(), "GET" | "HEAD")) {
        exchange.body = ExchangeBody::Json(json);
    }
    exchange
}

/// A form field's text; objects have none.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(true) => Some("true".to_string()),
        Value::Bool(false) => Some("false".to_string()),
        Value::Number(_) => value.as_whole().map(decimal),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

/// Appends a parameter, before the fragment.
fn with_parameter(url: &str, name: &str, token: &Secret) -> String {
    let (url, fragment) = match cut(url, b'#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (url, None),
    };
    let mut whole = url.to_string();
    whole.push(if cut(url, b'?').is_some() { '&' } else { '?' });
    percent_encode(name, &mut whole);
    whole.push('=');
    percent_encode(token.reveal(), &mut whole);
    if let Some(fragment) = fragment {
        whole.push('#');
        whole.push_str(fragment);
    }
    whole
}

/// All but RFC 3986's unreserved characters.
fn percent_encode(text: &str, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            for nibble in [byte >> 4, byte & 15] {
                into.push(char::from(*HEX.get(usize::from(nibble)).unwrap_or(&b'0')));
            }
        }
    }
}

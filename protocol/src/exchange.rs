//! Builds the requests that authflight makes itself: the refresh and the logout.

use super::{
    Output,
    ledger::FlightId,
    location::Location,
    policy::{Endpoint, Logout, LogoutTokens, Policy, Refresh},
    secret::Secret,
    session::Tokens,
    value::Value,
};

/// A request that authflight makes itself. Its parts may contain tokens, so they are secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenRequest {
    /// The URL, the query included.
    pub url: Secret,
    /// In upper case.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, Secret)>,
    /// What is sent.
    pub body: TokenRequestBody,
}

/// The body of a [`TokenRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TokenRequestBody {
    /// Nothing.
    Empty,
    /// A JSON value.
    Json(Value),
    /// `application/x-www-form-urlencoded` fields.
    Form(Vec<(String, Secret)>),
}

/// The refresh exchange for these tokens. `None` if a callback makes it, or if it needs a refresh token and there is none
/// that can be sent.
#[must_use]
pub fn refresh(policy: &Policy, tokens: &Tokens) -> Option<TokenRequest> {
    let Refresh::Endpoint { endpoint, send, body } = &policy.refresh else {
        return None;
    };
    let token = policy.refresh_token_of(tokens);
    if policy.refresh.needs_token() && token.is_none() {
        return None;
    }
    let mut draft = Draft::new(endpoint, body, matches!(send, Location::Form(_)));
    if let Some(token) = token {
        draft.carry(send, &token);
    }
    Some(draft.finish())
}

/// The output that makes the exchange for these tokens: a request, or a call of the application's function.
pub(super) fn output(policy: &Policy, tokens: &Tokens, flight: FlightId) -> Output {
    match refresh(policy, tokens) {
        Some(exchange) => Output::Exchange { flight, exchange },
        None => Output::Callback {
            flight,
            access_token: tokens.access.clone(),
            refresh_token: tokens.refresh.clone(),
        },
    }
}

/// A logout call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogoutRequest {
    /// What to send.
    pub request: TokenRequest,
    /// It carries the access token.
    pub carries_access: bool,
    /// The endpoint's origin, if a token was withheld from it.
    pub withheld_from: Option<String>,
}

/// The logout call, with the old tokens (R25). The access token goes only to an origin that may see it; the refresh token
/// also goes where `logout.send` says so.
#[must_use]
pub fn logout(policy: &Policy, tokens: &Tokens) -> Option<LogoutRequest> {
    let Logout { endpoint, send } = policy.logout.as_ref()?;
    let origin = &endpoint.target.origin;
    let is_allowed = policy.destinations.allows(origin);
    let (draft, names_access) = match send {
        Some(send) => (
            logout_as_configured(policy, endpoint, send, tokens),
            send.access.is_some(),
        ),
        None => (logout_by_default(policy, endpoint, tokens), true),
    };
    Some(LogoutRequest {
        request: draft.finish(),
        carries_access: names_access && is_allowed,
        withheld_from: (names_access && !is_allowed).then(|| origin.clone()),
    })
}

/// Sends what `logout.send` names, and nothing else.
fn logout_as_configured(policy: &Policy, endpoint: &Endpoint, send: &LogoutTokens, tokens: &Tokens) -> Draft {
    let in_form = |place: &Option<Location>| matches!(place, Some(Location::Form(_)));
    let mut draft = Draft::new(endpoint, &[], in_form(&send.refresh) || in_form(&send.access));
    let mut carry = |place: &Location, token: &Secret| match place {
        Location::Header(name) if name == "authorization" => {
            draft.carry(place, &Secret::new(&policy.attach.value(token.reveal())));
        }
        _ => draft.carry(place, token),
    };
    if let (Some(place), Some(token)) = (&send.refresh, policy.refresh_token_of(tokens)) {
        carry(place, &token);
    }
    if let Some(place) = &send.access
        && policy.destinations.allows(&endpoint.target.origin)
    {
        carry(place, &tokens.access);
    }
    draft
}

/// Sends the access token as requests carry it and the refresh token as the refresh sends it, to an origin that may see
/// them.
fn logout_by_default(policy: &Policy, endpoint: &Endpoint, tokens: &Tokens) -> Draft {
    let usual = Location::Body("refresh_token".to_string());
    let place = policy.refresh.send().unwrap_or(&usual);
    let mut draft = Draft::new(endpoint, &[], matches!(place, Location::Form(_)));
    if policy.destinations.allows(&endpoint.target.origin) {
        if let Some(refresh) = policy.refresh_token_of(tokens) {
            draft.carry(place, &refresh);
        }
        let access = policy.attach.value(tokens.access.reveal());
        let header = Location::Header(policy.attach.header.clone());
        draft.carry(&header, &Secret::new(&access));
    }
    draft
}

/// An exchange that is being built.
struct Draft {
    exchange: TokenRequest,
    json: Option<Value>,
    form: Option<Vec<(String, Secret)>>,
}

impl Draft {
    /// Starts with what is sent beside the tokens.
    fn new(endpoint: &Endpoint, body: &[(String, Value)], as_form: bool) -> Self {
        let headers = endpoint.headers.iter();
        let fields = || {
            body.iter()
                .filter_map(|(name, value)| Some((name.clone(), field(value)?)))
        };
        Self {
            exchange: TokenRequest {
                url: Secret::new(&endpoint.target.href),
                method: endpoint.method.clone(),
                headers: headers
                    .map(|(name, value)| (name.clone(), Secret::new(value)))
                    .collect(),
                body: TokenRequestBody::Empty,
            },
            json: (!as_form && !body.is_empty()).then(|| Value::Object(body.to_vec())),
            form: as_form.then(|| fields().collect()),
        }
    }

    fn carry(&mut self, place: &Location, token: &Secret) {
        match place {
            Location::Header(name) => self.exchange.headers.push((name.clone(), token.clone())),
            Location::Query(name) => {
                self.exchange.url = Secret::new(&with_parameter(self.exchange.url.reveal(), name, token));
            }
            Location::Form(name) => {
                let form = self.form.get_or_insert_default();
                form.push((name.clone(), token.clone()));
            }
            Location::Body(path) => {
                let json = self.json.get_or_insert(Value::Null);
                json.set(path, Value::Text(token.reveal().to_string()));
            }
            Location::Cookie => {}
        }
    }

    fn finish(self) -> TokenRequest {
        let mut exchange = self.exchange;
        let has_body = !matches!(exchange.method.as_str(), "GET" | "HEAD");
        exchange.body = match (self.form, self.json) {
            (Some(form), _) if has_body => TokenRequestBody::Form(form),
            (None, Some(json)) if has_body => TokenRequestBody::Json(json),
            _ => TokenRequestBody::Empty,
        };
        exchange
    }
}

/// The text of a form field; lists and objects have none.
pub(super) fn field(value: &Value) -> Option<Secret> {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(_) => value.as_whole()?.to_string(),
        Value::Null | Value::List(_) | Value::Object(_) => return None,
    };
    Some(Secret::new(&text))
}

/// Appends a parameter, before the fragment.
fn with_parameter(url: &str, name: &str, token: &Secret) -> String {
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let separator = if url.contains('?') { '&' } else { '?' };
    let (name, token) = (percent_encoded(name), percent_encoded(token.reveal()));
    format!("{url}{separator}{name}={token}{fragment}")
}

/// Encodes everything but the unreserved characters of RFC 3986.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_goes_before_the_fragment() {
        let token = Secret::new("a b/\u{e9}");
        for (url, with_token) in [
            ("/r", "/r?t=a%20b%2F%C3%A9"),
            ("/r?x=1", "/r?x=1&t=a%20b%2F%C3%A9"),
            ("/r#top", "/r?t=a%20b%2F%C3%A9#top"),
            ("/r#top?", "/r?t=a%20b%2F%C3%A9#top?"),
        ] {
            assert_eq!(with_parameter(url, "t", &token), with_token);
        }
    }

    #[test]
    fn a_form_field_is_plain_text() {
        for (value, text) in [
            (Value::text("x"), Some("x")),
            (Value::Bool(true), Some("true")),
            (Value::whole(-10), Some("-10")),
            (Value::Number(1.5), None),
            (Value::Null, None),
            (Value::List(Vec::new()), None),
        ] {
            assert_eq!(field(&value), text.map(Secret::new));
        }
    }
}

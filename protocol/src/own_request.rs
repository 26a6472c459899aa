//! Builds the requests that authflight makes itself: the refresh and the logout.

use super::{
    Output,
    ledger::FlightId,
    location::Location,
    policy::{Endpoint, Logout, Policy, Refresh, SentTokens},
    secret::Secret,
    session::Tokens,
    value::Value,
};

/// A request that authflight makes itself. Its parts may contain tokens, so they are secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnRequest {
    /// The URL, the query included.
    pub url: Secret,
    /// In upper case.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, Secret)>,
    /// What is sent.
    pub body: OwnRequestBody,
    /// fetch's `credentials`, if the endpoint has its own.
    pub credentials: Option<String>,
}

/// The body of a [`OwnRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OwnRequestBody {
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
pub fn refresh(policy: &Policy, tokens: &Tokens) -> Option<OwnRequest> {
    let Refresh::Endpoint { endpoint, send, .. } = &policy.refresh else {
        return None;
    };
    let token = policy.refresh_token_of(tokens);
    if policy.refresh.needs_token() && token.is_none() {
        return None;
    }
    let mut draft = Draft::new(endpoint, send.in_form());
    // The endpoint issues access tokens, so it may see one, wherever it is.
    draft.carry_all(policy, send, token.as_ref(), tokens.access.as_ref());
    Some(draft.finish())
}

/// The output that makes the exchange for these tokens: a request, or a call of the application's function. `None` if they
/// cannot be renewed.
pub(super) fn exchange(policy: &Policy, tokens: &Tokens, flight: FlightId) -> Option<Output> {
    match policy.refresh {
        Refresh::None => None,
        Refresh::Endpoint { .. } => {
            refresh(policy, tokens).map(|request| Output::Exchange { flight, request })
        }
        Refresh::Callback => Some(Output::Callback {
            flight,
            access_token: tokens.access.clone(),
            refresh_token: tokens.refresh.clone(),
        }),
    }
}

/// A logout call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogoutCall {
    /// What to send. `None` if the application's function makes the call.
    pub request: Option<OwnRequest>,
    /// It carries the access token.
    pub carries_access: bool,
    /// The endpoint's origin, if a token was withheld from it.
    pub withheld_from: Option<String>,
}

/// The logout call, with the old tokens (R25). The access token goes only to an origin that may see it; the refresh token
/// also goes where `logout.send` says so.
#[must_use]
pub fn logout(policy: &Policy, tokens: &Tokens) -> Option<LogoutCall> {
    let Logout::Endpoint { endpoint, send } = policy.logout.as_ref()? else {
        return Some(LogoutCall {
            request: None,
            carries_access: true,
            withheld_from: None,
        });
    };
    let origin = &endpoint.target.origin;
    let is_allowed = policy.destinations.allows(origin);
    let (draft, names_access) = match send {
        Some(send) => {
            let mut draft = Draft::new(endpoint, send.in_form());
            let access = tokens.access.as_ref().filter(|_| is_allowed);
            draft.carry_all(policy, send, policy.refresh_token_of(tokens).as_ref(), access);
            (draft, send.access.is_some())
        }
        None => (logout_by_default(policy, endpoint, tokens), true),
    };
    Some(LogoutCall {
        request: Some(draft.finish()),
        carries_access: names_access && is_allowed,
        withheld_from: (names_access && !is_allowed).then(|| origin.clone()),
    })
}

/// Sends the access token as requests carry it and the refresh token as the refresh sends it, to an origin that may see
/// them.
fn logout_by_default(policy: &Policy, endpoint: &Endpoint, tokens: &Tokens) -> Draft {
    let usual = SentTokens {
        refresh: Some(Location::Body("refresh_token".to_string())),
        ..SentTokens::default()
    };
    let send = policy.refresh.send().unwrap_or(&usual);
    let mut draft = Draft::new(endpoint, send.in_form());
    if policy.destinations.allows(&endpoint.target.origin) {
        draft.carry_all(policy, send, policy.refresh_token_of(tokens).as_ref(), None);
        if let Some(access) = &tokens.access {
            let header = Location::Header(policy.attach.header.clone());
            draft.carry(&header, Secret::new(&policy.attach.value(access.reveal())));
        }
    }
    draft
}

/// A request that is being built.
struct Draft {
    request: OwnRequest,
    json: Option<Value>,
    form: Option<Vec<(String, Secret)>>,
}

impl Draft {
    /// Starts with what is sent beside the tokens.
    fn new(endpoint: &Endpoint, as_form: bool) -> Self {
        let (headers, body) = (endpoint.headers.iter(), &endpoint.body);
        let fields = || {
            body.iter()
                .filter_map(|(name, value)| Some((name.clone(), field(value)?)))
        };
        Self {
            request: OwnRequest {
                url: Secret::new(&endpoint.target.href),
                method: endpoint.method.clone(),
                headers: headers
                    .map(|(name, value)| (name.clone(), Secret::new(value)))
                    .collect(),
                body: OwnRequestBody::Empty,
                credentials: endpoint.credentials.clone(),
            },
            json: (!as_form && !body.is_empty()).then(|| Value::Object(body.clone())),
            form: as_form.then(|| fields().collect()),
        }
    }

    /// Puts each token that has a place there.
    fn carry_all(
        &mut self,
        policy: &Policy,
        send: &SentTokens,
        refresh: Option<&Secret>,
        access: Option<&Secret>,
    ) {
        for (place, token) in [(&send.refresh, refresh), (&send.access, access)] {
            if let (Some(place), Some(token)) = (place, token) {
                self.carry(place, send.written(place, token, &policy.attach));
            }
        }
    }

    fn carry(&mut self, place: &Location, token: Secret) {
        match place {
            // One header holds one token, and the last one wins.
            Location::Header(name) => {
                self.request.headers.retain(|(other, _)| other != name);
                self.request.headers.push((name.clone(), token));
            }
            Location::Query(name) => {
                self.request.url = Secret::new(&with_parameter(self.request.url.reveal(), name, &token));
            }
            Location::Form(name) => {
                let form = self.form.get_or_insert_default();
                form.push((name.clone(), token));
            }
            Location::Body(path) => {
                let json = self.json.get_or_insert(Value::Null);
                json.set(path, Value::Text(token.reveal().to_string()));
            }
            Location::Cookie => {}
        }
    }

    fn finish(self) -> OwnRequest {
        let mut request = self.request;
        let has_body = !matches!(request.method.as_str(), "GET" | "HEAD");
        request.body = match (self.form, self.json) {
            (Some(form), _) if has_body => OwnRequestBody::Form(form),
            (None, Some(json)) if has_body => OwnRequestBody::Json(json),
            _ => OwnRequestBody::Empty,
        };
        request
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

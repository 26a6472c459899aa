//! The endpoints and what they carry, read from the configuration.

use super::{
    ConfigError, Endpoint, Functions, Logout, Refresh, Refused, SentTokens,
    parse::{ROOT, Reader, body_matches, flag, part, statuses, text, text_or},
    schema::{Path, option},
};
use crate::{destination::ExemptEndpoint, location::Location, own_request, value::Value};

impl Reader<'_> {
    pub(super) fn login(&mut self, config: &Value) -> Result<Option<Endpoint>, ConfigError> {
        let login = self.endpoint(config, "login")?;
        if let Some(endpoint) = &login {
            let path = ROOT.below("login");
            check_body(endpoint, part(config, "login"), false, &path.below("body"))?;
        }
        Ok(login)
    }

    pub(super) fn refresh(&mut self, config: &Value, functions: Functions) -> Result<Refresh, ConfigError> {
        if functions.refresh {
            return Ok(Refresh::Callback);
        }
        let Some(endpoint) = self.endpoint(config, "refresh")? else {
            return Ok(Refresh::None);
        };
        let (given, path) = (part(config, "refresh"), ROOT.below("refresh"));
        let send = match sent_tokens(&endpoint, given, &path)? {
            Some(SentTokens {
                refresh: None,
                access: None,
                ..
            }) => {
                return Err(path
                    .below("send")
                    .expected("a place for a token", part(given, "send")));
            }
            Some(send) => send,
            None if endpoint.is_bodiless() => {
                return Err(path.expected("a send location, because GET has no body", given));
            }
            None => SentTokens {
                refresh: Some(Location::Body("refresh_token".to_string())),
                ..SentTokens::default()
            },
        };
        check_body(&endpoint, given, send.in_form(), &path.below("body"))?;
        let refused = part(given, "refused");
        Ok(Refresh::Endpoint {
            endpoint,
            send,
            success: body_matches(part(given, "success")).pop(),
            refused: Refused {
                status: statuses(part(refused, "status")),
                body: body_matches(part(refused, "body")),
            },
        })
    }

    pub(super) fn logout(
        &mut self,
        config: &Value,
        functions: Functions,
        refresh: &Refresh,
    ) -> Result<Option<Logout>, ConfigError> {
        if functions.logout {
            return Ok(Some(Logout::Callback));
        }
        let Some(endpoint) = self.endpoint(config, "logout")? else {
            return Ok(None);
        };
        let (given, path) = (part(config, "logout"), ROOT.below("logout"));
        let send = sent_tokens(&endpoint, given, &path)?;
        let sent = send.as_ref().or_else(|| refresh.send());
        let in_form = sent.is_some_and(SentTokens::in_form);
        check_body(&endpoint, given, in_form, &path.below("body"))?;
        Ok(Some(Logout::Endpoint { endpoint, send }))
    }

    fn endpoint(&mut self, config: &Value, name: &str) -> Result<Option<Endpoint>, ConfigError> {
        let Some(given) = option(config, name) else {
            return Ok(None);
        };
        let path = ROOT.below(name);
        let target = match text(given, "url") {
            Some(url) => self.target(url, given, &path.below("url"))?,
            None => self.target(given.as_text().unwrap_or_default(), given, &path)?,
        };
        self.endpoint_origins.push(target.origin.clone());
        let mut method = text_or(given, "method", "POST");
        method.make_ascii_uppercase();
        if flag(given, "exempt") {
            self.destinations.endpoints.push(ExemptEndpoint {
                method: method.clone(),
                target: target.clone(),
                is_login: name == "login",
            });
        }
        Ok(Some(Endpoint {
            target,
            method,
            headers: text_pairs(given),
            credentials: text(given, "credentials").map(str::to_string),
            body: match part(given, "body") {
                Value::Object(entries) => entries.clone(),
                _ => Vec::new(),
            },
        }))
    }
}

/// How an endpoint carries the tokens, if that is given.
fn sent_tokens(
    endpoint: &Endpoint,
    given: &Value,
    path: &Path<'_>,
) -> Result<Option<SentTokens>, ConfigError> {
    let scheme = text(given, "scheme").map(str::to_string);
    let in_header = |place: &Option<Location>| matches!(place, Some(Location::Header(_)));
    let no_header = || {
        let path = path.below("scheme");
        path.expected("none where no token travels in a header", part(given, "scheme"))
    };
    let Some(send) = option(given, "send") else {
        return if scheme.is_some() {
            Err(no_header())
        } else {
            Ok(None)
        };
    };
    let path = path.below("send");
    let (refresh, access) = if send.as_text().is_some() {
        (place(endpoint, send, &path)?, None)
    } else {
        (
            place(endpoint, part(send, "refresh"), &path.below("refresh"))?,
            place(endpoint, part(send, "access"), &path.below("access"))?,
        )
    };
    if scheme.is_some() && !in_header(&refresh) && !in_header(&access) {
        return Err(no_header());
    }
    let in_form = |place: &Option<Location>| matches!(place, Some(Location::Form(_)));
    let in_json = |place: &Option<Location>| matches!(place, Some(Location::Body(_)));
    if (in_form(&refresh) && in_json(&access)) || (in_json(&refresh) && in_form(&access)) {
        return Err(path.expected("both in a form, or both in a JSON body", send));
    }
    if refresh.is_some() && refresh == access && refresh != Some(Location::Cookie) {
        return Err(path.expected("a place for each token", send));
    }
    Ok(Some(SentTokens {
        refresh,
        access,
        scheme,
    }))
}

/// Where a token is sent, if that is given. A request without a body has no place for one there.
fn place(endpoint: &Endpoint, given: &Value, path: &Path<'_>) -> Result<Option<Location>, ConfigError> {
    let place = given.as_text().and_then(Location::parse);
    let is_in_body = matches!(place, Some(Location::Body(_) | Location::Form(_)));
    if is_in_body && endpoint.is_bodiless() {
        return Err(path.expected("\"query:…\", \"header:…\" or \"cookie\" with GET", given));
    }
    if place == Some(Location::WHOLE_BODY) && !endpoint.body.is_empty() {
        return Err(path.expected("a path in the body, beside what else is sent there", given));
    }
    Ok(place)
}

/// Checks that a request to the endpoint can hold what is sent beside the tokens.
fn check_body(endpoint: &Endpoint, given: &Value, in_form: bool, path: &Path<'_>) -> Result<(), ConfigError> {
    if option(given, "body").is_some() && endpoint.is_bodiless() {
        return Err(path.expected("none with GET", part(given, "body")));
    }
    for (name, value) in endpoint.body.iter().filter(|_| in_form) {
        if *value != Value::Null && own_request::field(value).is_none() {
            let expected = "a string, a boolean or a whole number, as a form holds it";
            return Err(path.below(name).expected(expected, value));
        }
    }
    Ok(())
}

fn text_pairs(value: &Value) -> Vec<(String, String)> {
    match part(value, "headers") {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), value.as_text().unwrap_or_default().to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

//! What the reply to a login or a refresh means (R10–R12).

use super::{
    clock, expiry, jwt,
    location::Location,
    moment::{EpochMs, Moment},
    policy::{Endpoint, Policy, Refused},
    secret::Secret,
    session::Tokens,
    token,
    value::Value,
};

/// A reply to a login, a refresh or a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The parsed JSON body; `None` when it was empty or no JSON.
    pub body: Option<Value>,
    /// The body is an HTML document: it begins with a doctype or `<html`.
    pub is_document: bool,
    /// The headers that [`Policy::reply_headers`] asked for, names in lower case.
    pub headers: Vec<(String, Secret)>,
    /// The `Date` header.
    pub date: Option<EpochMs>,
    /// `Retry-After`, as a delay in ms.
    pub retry_after: Option<i64>,
    /// It came from another origin than the page's, so CORS may hide headers.
    pub cross_origin: bool,
    /// The origin of the reply's final URL; `None` if the platform names none, as mocks do.
    pub url_origin: Option<String>,
    /// The endpoint answered with a redirect, which was not followed.
    pub redirect: bool,
}

/// What a reply means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RefreshOutcome {
    /// It brings tokens.
    Granted(Grant),
    /// The refresh is refused for good (R11).
    Refused,
    /// The refresh may succeed later (R12).
    Transient {
        /// How long the server asks to wait, in ms.
        retry_after: Option<i64>,
    },
}

/// Tokens a server has issued.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The tokens. Without a new refresh token the old one stays (R10).
    pub tokens: Tokens,
    /// How far the server's clock is ahead, in ms.
    pub skew: i64,
}

/// Whether a refresh that was answered with this status is refused for good (R11). Any other failure is transient
/// (R12).
#[must_use]
pub fn is_terminal(status: u16, is_document: bool) -> bool {
    (400..500).contains(&status) && !matches!(status, 408 | 425 | 429) && !is_page(status, is_document)
}

/// Whether a firewall, a gateway or a deploy says this, and not the API: statuses that these use, with an HTML document.
/// An API that refuses sends JSON, or a short text.
fn is_page(status: u16, is_document: bool) -> bool {
    is_document && matches!(status, 403 | 404 | 405 | 451)
}

impl Reply {
    /// Reads the reply to a refresh.
    #[must_use]
    pub fn refresh_outcome(&self, policy: &Policy, moment: Moment) -> RefreshOutcome {
        let transient = RefreshOutcome::Transient {
            retry_after: self.retry_after,
        };
        if self.refresh_was_redirected(policy) {
            return transient;
        }
        if self.is_refused(policy) {
            return RefreshOutcome::Refused;
        }
        match self.status {
            200..=299 => {
                if self.success_fails(policy) {
                    return RefreshOutcome::Refused;
                }
                match self.grant(policy, moment) {
                    Some(grant) => RefreshOutcome::Granted(grant),
                    None => transient,
                }
            }
            status if is_terminal(status, self.is_document) => RefreshOutcome::Refused,
            _ => transient,
        }
    }

    /// Whether the configured `refresh.refused` says no for good.
    fn is_refused(&self, policy: &Policy) -> bool {
        let Refused { status, body } = &policy.refused;
        let says = |reply: &Value| body.iter().any(|no| no.holds(reply));
        status.contains(&self.status) || self.body.as_ref().is_some_and(says)
    }

    /// Whether something that is not the API has answered the refresh, or the API with something else than tokens.
    pub(super) fn is_not_understood(&self) -> bool {
        self.is_good() || is_page(self.status, self.is_document)
    }

    /// Reads the reply to a login.
    #[must_use]
    pub fn login_grant(&self, policy: &Policy, moment: Moment) -> Option<Grant> {
        (!self.login_was_redirected(policy)).then(|| self.grant(policy, moment))?
    }

    /// Reads an ordinary reply, whose headers may carry new tokens.
    pub(super) fn slid_grant(&self, policy: &Policy, moment: Moment) -> Option<Grant> {
        let is_listed = self
            .url_origin
            .as_deref()
            .is_none_or(|origin| policy.takes_tokens_from(origin));
        (is_listed && self.is_good()).then(|| self.grant(policy, moment))?
    }

    pub(super) fn login_was_redirected(&self, policy: &Policy) -> bool {
        self.was_redirected_from(policy.login.as_ref())
    }

    pub(super) fn refresh_was_redirected(&self, policy: &Policy) -> bool {
        self.was_redirected_from(policy.refresh.endpoint())
    }

    /// Whether the reply is a redirect, or comes from another origin than the endpoint's. What another server says about
    /// tokens does not count (R25).
    fn was_redirected_from(&self, asked: Option<&Endpoint>) -> bool {
        let is_elsewhere = |asked: &Endpoint| {
            let origin = self.url_origin.as_deref();
            origin.is_some_and(|origin| origin != asked.target.origin)
        };
        self.redirect || asked.is_some_and(is_elsewhere)
    }

    pub(super) fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether it says that a logout is done. A body that the configured `success` knows nothing of says nothing against it.
    pub(super) fn confirms(&self, policy: &Policy) -> bool {
        let denies = |reply: &Value| {
            let success = policy.success.as_ref();
            success.is_some_and(|success| {
                reply
                    .walk(&success.path)
                    .is_some_and(|found| !success.accepts(found))
            })
        };
        self.is_good() && !self.body.as_ref().is_some_and(denies)
    }

    /// The names in a JSON body. Unlike its values they are not secret.
    pub(super) fn body_names(&self) -> String {
        let Some(Value::Object(entries)) = &self.body else {
            return "no JSON object".to_string();
        };
        let names: Vec<_> = entries.iter().map(|(name, _)| name.clone()).collect();
        names.join(", ")
    }

    /// Whether a JSON body says that the request failed, by the configured `success`. The HTML of a captive portal says
    /// nothing.
    fn success_fails(&self, policy: &Policy) -> bool {
        match (&policy.success, &self.body) {
            (Some(success), Some(body)) => !success.holds(body),
            _ => false,
        }
    }

    /// The tokens of a good reply.
    #[must_use]
    pub fn grant(&self, policy: &Policy, moment: Moment) -> Option<Grant> {
        if self.success_fails(policy) {
            return None;
        }
        let places = &policy.places;
        let access = self.token(&places.access, token::for_header)?;
        let refresh = self.token(&places.refresh, |text| policy.refresh_token(text));
        let claims = jwt::claims(access.reveal(), policy.payload_decoder);
        let skew = clock::skew(self.date, moment.now);
        let ends = |locations: &[Location], claims: jwt::Claims| {
            locations
                .iter()
                .filter_map(|place| self.value_at(place))
                .find_map(|value| expiry::parse(&value, places.zone, moment))
                .or(claims.expires_at.map(expiry::Expiry::At))
                .map(|expiry| clock::on_this_device(expiry, skew, claims.lifetime(), moment))
        };
        let access_expires_at = ends(&places.access_expires, claims);
        let refresh_claims = refresh
            .as_ref()
            .map(|token| jwt::claims(token.reveal(), policy.payload_decoder));
        let refresh_expires_at = ends(&places.refresh_expires, refresh_claims.unwrap_or_default())
            .filter(|end| clock::lies_ahead(*end, moment));
        let renew_at = access_expires_at.and_then(|end| clock::renew_at(end, policy.leeway, moment.now));
        Some(Grant {
            tokens: Tokens {
                access,
                refresh,
                access_expires_at,
                refresh_expires_at,
                renew_at,
            },
            skew,
        })
    }

    /// The first token that `read` accepts.
    fn token(&self, places: &[Location], read: impl Fn(&str) -> Option<Secret>) -> Option<Secret> {
        places.iter().find_map(|place| match place {
            Location::Header(name) => read(self.header(name)?.reveal()),
            _ => read(self.value_at(place)?.as_text()?),
        })
    }

    fn value_at(&self, place: &Location) -> Option<Value> {
        match place {
            Location::Body(path) => self.body.as_ref()?.walk(path).cloned(),
            Location::Header(name) => self
                .header(name)
                .map(|value| Value::Text(value.reveal().to_string())),
            Location::Query(_) | Location::Form(_) | Location::Cookie => None,
        }
    }

    fn header(&self, name: &str) -> Option<Secret> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    }

    /// The access token's configured header, if CORS may hide it: the reply is good, of another origin, and brings no
    /// access token.
    #[must_use]
    pub fn hidden_header(&self, policy: &Policy) -> Option<String> {
        let hidden = self.cross_origin && self.is_good() && !self.success_fails(policy);
        policy.access_header().filter(|_| hidden).map(ToString::to_string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_error_is_terminal_unless_it_asks_for_patience() {
        for terminal in [400, 401, 403, 404, 407, 409, 422, 424, 426, 428, 430, 499] {
            assert!(is_terminal(terminal, false), "{terminal}");
        }
        for transient in [0, 100, 200, 204, 302, 399, 408, 425, 429, 500, 502, 503, 599] {
            assert!(!is_terminal(transient, false), "{transient}");
        }
    }

    #[test]
    fn a_document_counts_only_where_firewalls_and_deploys_send_one() {
        for status in 400..500 {
            let spares = matches!(status, 403 | 404 | 405 | 408 | 425 | 429 | 451);
            assert_eq!(is_terminal(status, true), !spares, "{status}");
        }
    }
}

//! What the reply to a login or a refresh means (R10–R12).

use super::{
    clock, expiry, jwt,
    location::{Location, Lookup},
    moment::{EpochMs, Moment},
    policy::{BodyMatch, Endpoint, Policy, Refresh},
    secret::Secret,
    session::Tokens,
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
    /// The origin of the reply's final URL; `None` if the platform names none, as mocks do, or if the caller has said where a
    /// login goes.
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
    /// What it says of the user (R32).
    pub user: Option<Box<Value>>,
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
                let success = policy.refresh_success();
                if self.denies(success) {
                    return RefreshOutcome::Refused;
                }
                match self.grant(policy, success, moment) {
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
        let Refresh::Endpoint { refused, .. } = &policy.refresh else {
            return false;
        };
        let says = |reply: &Value| refused.body.iter().any(|no| no.holds(reply));
        refused.status.contains(&self.status) || self.body.as_ref().is_some_and(says)
    }

    /// Whether something that is not the API has answered the refresh, or the API with something else than tokens.
    pub(super) fn is_not_understood(&self) -> bool {
        self.is_good() || is_page(self.status, self.is_document)
    }

    /// Reads the reply to a login.
    #[must_use]
    pub fn login_grant(&self, policy: &Policy, moment: Moment) -> Option<Grant> {
        (!self.login_was_redirected(policy)).then(|| self.grant(policy, policy.success.as_ref(), moment))?
    }

    /// Whether it is a good reply to a step of a login that brings no tokens: the code has been sent, say.
    #[must_use]
    pub fn is_good_without_tokens(&self, policy: &Policy, moment: Moment) -> bool {
        let brings_tokens = !policy.attach.by_cookie && self.login_grant(policy, moment).is_some();
        !self.redirect && self.confirms(policy) && !brings_tokens
    }

    /// Reads an ordinary reply, whose headers may carry new tokens.
    pub(super) fn sliding_grant(&self, policy: &Policy, moment: Moment) -> Option<Grant> {
        let is_listed = self
            .url_origin
            .as_deref()
            .is_none_or(|origin| policy.takes_tokens_from(origin));
        is_listed.then(|| self.grant(policy, None, moment))?
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

    /// Whether it says yes to what needs no tokens, such as a logout. A body that the configured `success` knows nothing of says nothing against it.
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

    /// Whether a JSON body says that the request failed. The HTML of a captive portal says nothing.
    fn denies(&self, success: Option<&BodyMatch>) -> bool {
        match (success, &self.body) {
            (Some(success), Some(body)) => !success.holds(body),
            _ => false,
        }
    }

    /// The tokens of a good reply, if it holds what `success` asks for.
    fn grant(&self, policy: &Policy, success: Option<&BodyMatch>, moment: Moment) -> Option<Grant> {
        if !self.is_good() || self.denies(success) {
            return None;
        }
        let places = &policy.places;
        let access = if policy.attach.by_cookie {
            // The server's own cookie is the token, so a good status says that there is one (R29).
            if self.is_document {
                return None;
            }
            None
        } else {
            Some(self.token(&places.access, |text| policy.access_token(text))?)
        };
        let refresh = self.token(&places.refresh, |text| policy.refresh_token(text));
        let claims_of = |token: &Secret| jwt::claims(token.reveal(), policy.payload_decoder);
        let claims = access.as_ref().map(claims_of).unwrap_or_default();
        let skew = clock::skew(self.date, moment.now);
        let ends = |lookup: &Lookup, claims: jwt::Claims| {
            self.first(lookup, |value| {
                expiry::parse(value, places.zone, places.unit, moment)
            })
            .or(claims.expires_at.map(expiry::Expiry::At))
            .map(|expiry| clock::on_this_device(expiry, skew, claims.lifetime(), moment))
        };
        let access_expires_at = ends(&places.access_expires, claims);
        // An access token that renews itself does so after its own end as well.
        let refresh_claims = refresh
            .as_ref()
            .filter(|token| Some(*token) != access.as_ref())
            .map(claims_of);
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
            user: policy.user.in_reply(self.body.as_ref()),
        })
    }

    /// The first token that `read` accepts.
    fn token(&self, lookup: &Lookup, read: impl Fn(&str) -> Option<Secret>) -> Option<Secret> {
        let whole = self.body.as_ref().and_then(Value::as_text);
        self.first(lookup, |value| {
            let text = value.as_text()?;
            let token = read(text)?;
            // A whole body that is a sentence or a page is not a token.
            let is_bare = || !token.reveal().contains([' ', '\t', '<']);
            (whole != Some(text) || is_bare()).then_some(token)
        })
    }

    /// What `read` makes of the first value that it accepts.
    fn first<T>(&self, lookup: &Lookup, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        match lookup {
            Lookup::Configured(places) => places.iter().find_map(|place| match place {
                Location::Body(path) => read(self.body_at(path)?),
                Location::Header(name) => read(&Value::text(self.header(name)?.reveal())),
                Location::Query(_) | Location::Form(_) | Location::Cookie => None,
            }),
            Lookup::Usual(names) => {
                let parents = Lookup::PARENTS.iter().filter_map(|path| self.body_at(path));
                let mut values =
                    parents.flat_map(|parent| names.iter().filter_map(|name| parent.field(name)));
                values.find_map(read)
            }
        }
    }

    /// What stands at a path of the body. An empty path leads to the whole body.
    fn body_at(&self, path: &str) -> Option<&Value> {
        let body = self.body.as_ref()?;
        if path.is_empty() {
            Some(body)
        } else {
            body.walk(path)
        }
    }

    fn header(&self, name: &str) -> Option<Secret> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    }

    /// The access token's configured header, if CORS may hide it: the reply is good by `success`, of another origin, and brings
    /// no access token.
    #[must_use]
    pub fn hidden_header(&self, policy: &Policy, success: Option<&BodyMatch>) -> Option<String> {
        let hidden = self.cross_origin && self.is_good() && !self.denies(success);
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

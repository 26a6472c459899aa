//! GraphQL: one URL, and every refusal is a 200 with `errors`.
//!
//! A request is executed twice: once to read what it asks for, so that nothing is decided for one that is not valid, and
//! once to answer it. So aliases, fragments, variables and directives mean what they mean everywhere.

mod request;
mod samples;
mod schema;

use axum::response::Response;

use super::{
    definition::{Credentials, Dialect, Outcome, RefreshRefusal},
    one_url::{OneUrl, Sample, Served, Wanted},
};
use crate::{
    call::Call,
    sessions::{AccessRefusal, Grant, Identity},
};
use request::{answered, read};
use schema::{Answer, Asked, Issued};

/// The dialect, and its only URL.
pub struct Graphql;

impl Dialect for Graphql {
    fn name(&self) -> &'static str {
        "graphql"
    }

    fn one_url(&self) -> Option<&'static dyn OneUrl> {
        Some(&Self)
    }

    fn credentials(&self, call: &Call) -> Option<Credentials> {
        match read(call).ok()? {
            Asked::Login { username, password } => Some(Credentials { username, password }),
            _ => None,
        }
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        match read(call) {
            Ok(Asked::Refresh { token }) if !token.is_empty() => Ok(token),
            _ => Err(RefreshRefusal::Missing),
        }
    }

    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        match read(call).ok()? {
            Asked::Logout { token } => token,
            _ => None,
        }
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        samples::answered(samples::LOGIN, Answer::Login(Some(Issued::from(grant))))
    }

    fn login_refused(&self) -> Response {
        samples::answered(samples::LOGIN, Answer::Login(None))
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        samples::answered(samples::REFRESH, Answer::Refresh(Some(Issued::from(grant))))
    }

    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        samples::answered(samples::REFRESH, Answer::Refresh(None))
    }

    fn access_refused(&self, why: AccessRefusal) -> Response {
        samples::answered(samples::RESOURCES, Answer::Resources(Err(why)))
    }

    fn logged_out(&self) -> Response {
        samples::answered(samples::LOGOUT, Answer::Logout(Ok(())))
    }

    fn reply(&self, call: &Call, outcome: &Outcome<'_>) -> Response {
        let answer = match *outcome {
            Outcome::LoggedIn(grant) => Answer::Login(Some(Issued::from(grant))),
            Outcome::LoginRefused => Answer::Login(None),
            Outcome::Refreshed(grant) => Answer::Refresh(Some(Issued::from(grant))),
            Outcome::RefreshRefused(_) => Answer::Refresh(None),
            Outcome::AccessRefused(why) => Answer::Logout(Err(why)),
            Outcome::LoggedOut => Answer::Logout(Ok(())),
        };
        answered(call, answer).0
    }
}

impl OneUrl for Graphql {
    fn path(&self) -> &'static str {
        "/graphql"
    }

    fn wanted(&self, call: &Call) -> Result<Wanted, Box<Response>> {
        Ok(match read(call)? {
            Asked::Login { .. } => Wanted::Login,
            Asked::Refresh { .. } => Wanted::Refresh,
            Asked::Logout { .. } => Wanted::Logout,
            Asked::Resources => Wanted::Resources,
        })
    }

    fn serve(&self, call: &Call, who: Result<Identity, AccessRefusal>) -> Served {
        let (reply, refused) = answered(call, Answer::Resources(who));
        Served { reply, refused }
    }

    fn samples(&self) -> Vec<Sample> {
        let grant = Grant::sample();
        let who = Identity {
            user: grant.user.clone(),
            session: grant.family.clone(),
        };
        let served = samples::answered(samples::RESOURCES, Answer::Resources(Ok(who)));
        [
            (
                "Login",
                samples::LOGIN,
                vec![
                    ("logged in", self.logged_in(&grant)),
                    ("wrong credentials", self.login_refused()),
                ],
            ),
            (
                "Refresh",
                samples::REFRESH,
                vec![
                    ("granted", self.refreshed(&grant)),
                    ("refresh refused", self.refresh_refused(RefreshRefusal::Refused)),
                ],
            ),
            ("Logout", samples::LOGOUT, vec![("logged out", self.logged_out())]),
            (
                "Resources",
                samples::RESOURCES,
                vec![
                    ("served", served),
                    (
                        "refused access token",
                        self.access_refused(AccessRefusal::Invalid),
                    ),
                ],
            ),
        ]
        .map(|(name, query, replies)| Sample {
            name,
            body: samples::body(query),
            replies,
        })
        .into()
    }
}

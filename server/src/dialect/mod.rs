//! Dialects: each is a back-end as teams really write them. All share one session service.
//!
//! Invariant: a dialect only says where tokens are in a request and what a reply looks like. It decides nothing.

mod bearer;
mod bearer_refresh;
mod code;
mod cookie;
mod cookies;
mod definition;
mod envelope;
mod forbidden;
mod graphql;
mod header;
mod oauth2;
mod one_url;
mod pair;
mod query;
mod self_renewing;
mod set_cookie;

pub use definition::{Credentials, Dialect, DoubleSubmit, Endpoints, Outcome, Place, RefreshRefusal};
pub use one_url::{OneUrl, Sample, Served, Wanted};

/// All dialects.
pub fn all() -> Vec<&'static dyn Dialect> {
    vec![
        &bearer::Bearer,
        &forbidden::Forbidden,
        &query::Query,
        &header::Header,
        &envelope::Envelope,
        &code::Code,
        &oauth2::Oauth2,
        &cookie::Cookie,
        &cookies::Cookies,
        &bearer_refresh::BearerRefresh,
        &pair::Pair,
        &self_renewing::SelfRenewing,
        &graphql::Graphql,
    ]
}

//! Dialects: each is a back-end as teams really write them. All share one session service.
//!
//! Invariant: a dialect only says where tokens are in a request and what a reply looks like. It decides nothing.

mod bearer;
mod code;
mod cookie;
mod definition;
mod envelope;
mod forbidden;
mod header;
mod oauth2;
mod query;

pub use definition::{Credentials, Dialect, Endpoints, Place, RefreshRefusal};

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
    ]
}

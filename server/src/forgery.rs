//! Forged calls (CSRF): a browser sends a session's cookies also with calls that a strange page makes.
//!
//! Invariant: where cookies authenticate, a call that may change something is carried out only if it repeats a cookie in a
//! header. A strange page cannot read the cookie.

use axum::http::Method;

use crate::{
    call::Call,
    dialect::{Dialect, DoubleSubmit},
};

const CHANGES_NOTHING: [Method; 3] = [Method::GET, Method::HEAD, Method::OPTIONS];

/// Whether a strange page may have made this call.
pub fn is_forged(dialect: &dyn Dialect, call: &Call) -> bool {
    let Some(DoubleSubmit { cookie, header }) = dialect.double_submit() else {
        return false;
    };
    let expected = call.cookie(cookie);
    !CHANGES_NOTHING.contains(&call.method) && (expected.is_none() || call.header(header) != expected)
}

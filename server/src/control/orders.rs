//! Orders: failures to come, calls to hold, and tokens to invalidate.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::order::{Rejected, read};
use crate::{call::Call, failures::FailureOrder, reply, sessions::SessionError, state::App, target::Target};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    target: Target,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whose {
    user: Option<String>,
}

pub(super) async fn fail(State(app): State<App>, call: Call) -> Result<StatusCode, Rejected> {
    let wanted: FailureOrder = read(&call)?;
    app.failures
        .arm(&wanted)
        .map_err(|error| Rejected::because(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn hold(State(app): State<App>, call: Call) -> Result<StatusCode, Rejected> {
    let gate: Gate = read(&call)?;
    app.holds.hold(gate.target);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn release(State(app): State<App>, call: Call) -> Result<StatusCode, Rejected> {
    let gate: Gate = read(&call)?;
    app.holds.release(gate.target);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn expire_access(State(app): State<App>, call: Call) -> Result<StatusCode, Rejected> {
    let whose: Whose = if call.body.is_empty() {
        Whose::default()
    } else {
        read(&call)?
    };
    app.sessions.expire_access(whose.user);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn revoke(State(app): State<App>) -> Response {
    done(app.sessions.revoke_refreshes().await)
}

pub(super) async fn reset(State(app): State<App>) -> Response {
    done(app.reset().await)
}

fn done(outcome: Result<(), SessionError>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => reply::broken(&error),
    }
}

//! Settings and counters.

use std::time::Duration;

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Rejected, read};
use crate::{call::Call, counters::Counters, reply::json_reply, settings::Settings, state::App};

/// The longest that `wait` waits.
const LONGEST_WAIT: u64 = 60_000;

pub(super) async fn state(State(app): State<App>) -> Json<Value> {
    Json(json!({ "settings": app.settings_now(), "counters": app.tally.snapshot() }))
}

pub(super) async fn change_settings(State(app): State<App>, call: Call) -> Result<Json<Settings>, Rejected> {
    let change: Value = read(&call)?;
    let mut outcome = Ok(());
    app.settings
        .send_if_modified(|settings| match settings.merged(&change) {
            Ok(merged) => {
                *settings = merged;
                true
            }
            Err(error) => {
                outcome = Err(Rejected::because(&error));
                false
            }
        });
    outcome.map(|()| Json(app.settings_now()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wait {
    counter: String,
    at_least: u64,
    #[serde(default = "five_seconds")]
    timeout_ms: u64,
}

const fn five_seconds() -> u64 {
    5_000
}

pub(super) async fn wait(
    State(app): State<App>,
    wait: Result<Query<Wait>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Rejected> {
    let Query(wait) = wait.map_err(|rejection| Rejected(rejection.body_text()))?;
    if Counters::default().value(&wait.counter).is_none() {
        return Err(Rejected(format!("unknown counter {}", wait.counter)));
    }
    let within = Duration::from_millis(wait.timeout_ms.min(LONGEST_WAIT));
    let reached = app.tally.reached(&wait.counter, wait.at_least, within).await;
    let counters = app.tally.snapshot();
    let status = if reached {
        StatusCode::OK
    } else {
        StatusCode::REQUEST_TIMEOUT
    };
    Ok(json_reply(
        status,
        json!({ "counter": wait.counter, "value": counters.value(&wait.counter), "counters": counters }),
    ))
}

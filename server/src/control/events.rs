//! The log, complete and as a stream.

use std::convert::Infallible;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt, future};
use serde::Deserialize;
use tokio_stream::wrappers::BroadcastStream;

use super::order::Rejected;
use crate::{journal::Entry, state::App};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    #[serde(default)]
    after: u64,
}

pub(super) async fn log(
    State(app): State<App>,
    known: Result<Query<Known>, QueryRejection>,
) -> Result<Json<Vec<Entry>>, Rejected> {
    let Query(known) = known.map_err(|rejection| Rejected(rejection.body_text()))?;
    Ok(Json(app.journal.entries(known.after)))
}

pub(super) async fn events(State(app): State<App>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // A follower that is too slow for the channel misses entries; `n` shows the gap, and the log contains them.
    let entries = BroadcastStream::new(app.journal.follow())
        .filter_map(|entry| {
            future::ready(
                entry
                    .ok()
                    .and_then(|entry| Event::default().json_data(entry).ok()),
            )
        })
        .map(Ok);
    Sse::new(entries).keep_alive(KeepAlive::default())
}

//! The log, complete and as a stream.

use std::convert::Infallible;

use axum::{
    Json,
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt, future};
use tokio_stream::wrappers::BroadcastStream;

use crate::{journal::Entry, state::App};

pub(super) async fn log(State(app): State<App>) -> Json<Vec<Entry>> {
    Json(app.journal.entries())
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

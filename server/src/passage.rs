//! The steps that every counted call goes through before it is processed: holds, ordered failures, latency.

use std::time::Duration;

use axum::response::Response;

use crate::{failures::Failure, reply, state::AppState, target::Target};

/// What happens to a call after those steps.
pub enum Passage {
    /// Process it and reply.
    Process,
    /// Process it, then close the connection instead of replying.
    ProcessThenDrop,
    /// Send this reply without processing it.
    Instead(Response),
    /// Neither process it nor reply.
    Hang,
}

/// Waits as long as the call has to wait, and says what happens to it.
pub async fn pass(app: &AppState, target: Target) -> Passage {
    app.holds.pass(target).await;
    // Taken after the hold, so that a test can order a failure for a call that it holds.
    let failure = app.failures.take(target);
    let latency = app.settings.borrow().latency_ms.of(target);
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    match failure {
        None => Passage::Process,
        Some(Failure::DropAfter) => Passage::ProcessThenDrop,
        Some(Failure::Status { status, retry_after }) => Passage::Instead(reply::status(status, retry_after)),
        Some(Failure::Drop) => Passage::Instead(reply::dropped()),
        Some(Failure::Html) => Passage::Instead(reply::page()),
        Some(Failure::Hang) => Passage::Hang,
    }
}

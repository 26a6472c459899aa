//! What every counted call goes through before it is processed: holds, ordered failures, latency.

use std::time::Duration;

use axum::response::Response;

use crate::{app::Parts, failures::Failure, reply, target::Target};

/// How a call that got through is to be treated.
pub enum Passage {
    /// Process it and reply.
    Process,
    /// Process it, then close the connection instead of replying.
    ProcessThenDrop,
    /// Don't process it; this is the reply.
    Instead(Response),
    /// Don't process it, and never reply.
    Hang,
}

/// Waits as long as the call has to wait, and says how it is to be treated.
pub async fn pass(app: &Parts, target: Target) -> Passage {
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

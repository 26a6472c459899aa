//! Starting and stopping: from flags to a served port, and back.

use std::{
    io::{self, ErrorKind, Write},
    net::Ipv4Addr,
    sync::Arc,
    time::Duration,
};

use tokio::{io::AsyncReadExt, net::TcpListener};

use crate::{
    flags::Flags,
    router::router,
    serve::serve,
    state::AppState,
    store::{OpenError, Store},
};

/// Why the server did not start. The text is one sentence and says how to fix it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process has the port.
    #[error(
        "port {0} on 127.0.0.1 is already in use; choose another with --port, or let --port 0 pick a free one"
    )]
    PortTaken(u16),
    /// The port is not available for another reason.
    #[error("cannot listen on port {port} of 127.0.0.1 ({reason}); choose another with --port")]
    Port {
        /// The port.
        port: u16,
        /// What the system said.
        reason: io::Error,
    },
    /// The database could not be opened.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The system has no randomness to give.
    #[error("cannot make a signing key ({0}); the system has no randomness to give")]
    Randomness(#[from] getrandom::Error),
    /// Signals cannot be watched.
    #[error("cannot watch for signals ({0})")]
    Signals(io::Error),
}

/// Serves until it is told to stop.
///
/// # Errors
/// When the server cannot start.
pub async fn run(flags: &Flags) -> Result<(), StartError> {
    let port = flags.port;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|reason| match reason.kind() {
            ErrorKind::AddrInUse => StartError::PortTaken(port),
            _ => StartError::Port { port, reason },
        })?;
    let address = listener
        .local_addr()
        .map_err(|reason| StartError::Port { port, reason })?;
    let patience = Duration::from_millis(flags.database_patience);
    let store = Store::open(&flags.database).await?.with_patience(patience);
    let app = Arc::new(AppState::new(store)?);
    let stop = told_to_stop(flags.exit_with_stdin)?;
    announce(&format!("listening on http://{address}"));
    serve(
        listener,
        router(&app, &flags.site()),
        app.failures.breaking_ordered(),
        stop,
    )
    .await;
    app.sessions.close().await;
    Ok(())
}

/// Prints the line that the parent process waits for. The server runs even if nobody reads it.
fn announce(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn told_to_stop(with_stdin: bool) -> Result<impl Future<Output = ()>, StartError> {
    let signalled = signalled().map_err(StartError::Signals)?;
    Ok(async move {
        tokio::select! {
            () = signalled => {}
            () = stdin_closed(), if with_stdin => {}
        }
    })
}

#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

async fn stdin_closed() {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 1024];
    while !matches!(stdin.read(&mut ignored).await, Ok(0) | Err(_)) {}
}

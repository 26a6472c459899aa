//! Serves connections, and breaks them when a failure was ordered.
//!
//! `axum::serve` cannot be used: a handler cannot make it close a connection without a reply.

use std::{
    error::Error,
    future::{Future, poll_fn},
    net::SocketAddr,
    pin::{Pin, pin},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::ServiceExt;

use crate::reply::Dropped;

/// A reply that no client can parse: its status is not a number, and it has two lengths.
///
/// To close the connection is not enough. If it was kept alive from an earlier reply, all engines send the request again
/// on a new connection; Chromium does so even with a `POST`. Firefox reads a reply that does not look like HTTP as
/// HTTP/0.9 on a new connection. WebKit accepts two lengths alone. WebKit also sends a `GET` again if the connection was
/// kept alive, so no connection is kept alive while an order to break one is open. With all of this, one ordered failure
/// is exactly one network error in Chromium, Firefox, WebKit and Node (each measured).
const UNREADABLE: &[u8] = b"HTTP/1.1 dropped\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";

/// How long connections may take to end after the server is told to stop.
const FAREWELL: Duration = Duration::from_millis(300);

/// The reply was marked [`Dropped`].
#[derive(Debug, thiserror::Error)]
#[error("the reply was dropped by order")]
struct DroppedByOrder;

/// Serves until `stop` completes. When `retire` changes, idle connections are closed at once, and busy ones after their
/// reply.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    retire: watch::Receiver<()>,
    stop: impl Future<Output = ()>,
) {
    let mut stop = pin!(stop);
    let farewell = watch::Sender::new(());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => drop(tokio::spawn(connection(
                stream,
                peer,
                router.clone(),
                retire.clone(),
                farewell.subscribe(),
            ))),
            // Usually out of file descriptors: other connections will be closed soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    farewell.send_replace(());
    // Event streams and held calls never end by themselves.
    let _ = tokio::time::timeout(FAREWELL, farewell.closed()).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut retire: watch::Receiver<()>,
    mut farewell: watch::Receiver<()>,
) {
    // Send small replies immediately: tests measure latencies.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let router = router.clone();
        request.extensions_mut().insert(ConnectInfo(peer));
        // Boxed, because hyper returns the stream only from a connection that is `Unpin`.
        Box::pin(async move {
            let Ok(response) = router.oneshot(request.map(Body::new)).await;
            if response.extensions().get::<Dropped>().is_some() {
                Err(DroppedByOrder)
            } else {
                Ok(response)
            }
        })
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    // Orders from before this connection do not concern it.
    retire.mark_unchanged();
    let mut leaving = false;
    let outcome = loop {
        tokio::select! {
            outcome = poll_fn(|context| connection.poll_without_shutdown(context)) => break outcome,
            _ = farewell.changed(), if !leaving => leaving = true,
            _ = retire.changed(), if !leaving => leaving = true,
        }
        Pin::new(&mut connection).graceful_shutdown();
    };
    let mut stream = connection.into_parts().io.into_inner();
    let by_order = outcome.is_err_and(|error| error.source().is_some_and(<dyn Error>::is::<DroppedByOrder>));
    if by_order {
        let _ = stream.write_all(UNREADABLE).await;
    }
    // The client may have disconnected first.
    let _ = stream.shutdown().await;
}

//! Serving connections, and breaking them when a failure was ordered.
//!
//! Why not `axum::serve`: a handler cannot make it end a connection without a reply.

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

/// A reply that no client can read: a status that is no number, and two lengths.
///
/// Merely closing a connection is no failure to a browser: if it was kept alive from an earlier reply, all engines send
/// the request again on a new one, Chromium a `POST` too. What is plainly no HTTP, Firefox takes for HTTP/0.9 on a new
/// connection; two lengths alone, WebKit takes; and WebKit sends a `GET` again all the same if the connection was kept
/// alive, hence none is while an order to break one is open. All together, one ordered failure is exactly one network
/// error in Chromium, Firefox, WebKit and Node (each measured).
const UNREADABLE: &[u8] = b"HTTP/1.1 dropped\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";

/// How long connections may take to end, once the server is told to stop.
const FAREWELL: Duration = Duration::from_millis(300);

/// The reply was marked [`Dropped`].
#[derive(Debug, thiserror::Error)]
#[error("the reply was dropped by order")]
struct DroppedByOrder;

/// Serves until `stop` is done. Whenever `retire` changes, idle connections are closed, and busy ones after their reply.
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
            // Out of file descriptors, mostly: others will be closed soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    farewell.send_replace(());
    // Events and held calls never end by themselves.
    let _ = tokio::time::timeout(FAREWELL, farewell.closed()).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut retire: watch::Receiver<()>,
    mut farewell: watch::Receiver<()>,
) {
    // Small replies at once: tests measure latencies.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let router = router.clone();
        request.extensions_mut().insert(ConnectInfo(peer));
        // Boxed, since hyper hands the stream back only from a connection that may be moved.
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
    // What was ordered before this connection came is none of its business.
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
    // Whoever is at the other end may have gone first.
    let _ = stream.shutdown().await;
}

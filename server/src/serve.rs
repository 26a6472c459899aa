//! Serving connections, and breaking them when a failure was ordered.
//!
//! Why not `axum::serve`: a handler cannot make it end a connection without a reply.

use std::{
    error::Error,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    time::Duration,
};

use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::ServiceExt;

use crate::reply::Dropped;

/// Not HTTP. Merely closing the connection is no failure to a browser: Chromium and Firefox send the request again on
/// a new connection, a POST too, if the old one was kept alive from an earlier reply. After an answer that cannot be
/// read they give up, so that one ordered failure is one network error.
const GIBBERISH: &[u8] = b"\0\0\0 this reply was dropped by order \0\0\0\r\n\r\n";

/// How long connections may take to end, once the server is told to stop.
const FAREWELL: Duration = Duration::from_millis(300);

/// The reply was marked [`Dropped`].
#[derive(Debug, thiserror::Error)]
#[error("the reply was dropped by order")]
struct DroppedByOrder;

/// Serves until `stop` is done.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    let farewell = watch::Sender::new(());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, _)) => drop(tokio::spawn(connection(
                stream,
                router.clone(),
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

async fn connection(stream: TcpStream, router: Router, mut farewell: watch::Receiver<()>) {
    // Small replies at once: tests measure latencies.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
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
    let mut leaving = false;
    let outcome = loop {
        tokio::select! {
            outcome = poll_fn(|context| connection.poll_without_shutdown(context)) => break outcome,
            _ = farewell.changed(), if !leaving => leaving = true,
        }
        Pin::new(&mut connection).graceful_shutdown();
    };
    let mut stream = connection.into_parts().io.into_inner();
    let by_order = outcome.is_err_and(|error| error.source().is_some_and(<dyn Error>::is::<DroppedByOrder>));
    if by_order {
        let _ = stream.write_all(GIBBERISH).await;
    }
    // Whoever is at the other end may have gone first.
    let _ = stream.shutdown().await;
}

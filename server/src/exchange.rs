//! Login, refresh and logout, the same for every dialect.
//!
//! Invariant: once an exchange has arrived, it is carried out to the end even if the client disconnects, as most servers
//! do. So a page that reloads in the middle of a refresh finds that its token is used up.

use std::{future::Future, time::Instant};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{
    call::Call,
    dialect::RefreshRefusal,
    journal::Entry,
    passage::{Passage, pass},
    reply, resource,
    sessions::{Grant, SessionError},
    state::Mounted,
    store::Refusal,
    target::Target,
    tokens::RefreshToken,
};

/// Logs a user in.
pub async fn login(State(mounted): State<Mounted>, call: Call) -> Response {
    to_the_end(async move {
        let app = &mounted.app;
        app.tally.count(|counters| counters.login += 1);
        let mut entry = mounted.entry(&call, "login");
        let passage = pass(app, Target::Login).await;
        finish(&mounted, passage, &mut entry, async |entry: &mut Entry| {
            log_in(&mounted, &call, entry).await
        })
        .await
    })
    .await
}

async fn log_in(mounted: &Mounted, call: &Call, entry: &mut Entry) -> Result<Response, SessionError> {
    let Some(credentials) = mounted.dialect.credentials(call) else {
        return Ok(mounted.dialect.login_refused());
    };
    let settings = mounted.app.settings_now();
    let granted = mounted
        .app
        .sessions
        .log_in(&credentials.username, &credentials.password, &settings)
        .await?;
    Ok(match granted {
        Some(grant) => {
            note(entry, &grant);
            mounted.dialect.logged_in(&grant)
        }
        None => mounted.dialect.login_refused(),
    })
}

/// Exchanges a refresh token.
pub async fn refresh(State(mounted): State<Mounted>, call: Call) -> Response {
    if mounted.dialect.logs_in_where_it_refreshes(&call) {
        return login(State(mounted), call).await;
    }
    to_the_end(async move {
        let app = &mounted.app;
        let mut entry = mounted.entry(&call, "refresh");
        let presented = mounted
            .dialect
            .presented_refresh(&call)
            .map(RefreshToken::presented);
        let family = match &presented {
            Ok(token) => app.sessions.family_of(token).await.ok().flatten(),
            Err(_) => None,
        };
        let _under_way = family.map(|(family, user)| {
            entry.session = Some(family.clone());
            entry.user = Some(user);
            app.tally.refreshing(family)
        });
        // Counted last, so that a test that waits for this counter finds everything else in place.
        app.tally.count(|counters| counters.refresh.received += 1);
        let allowed = app.settings.borrow().refreshes_per_minute;
        let passage = match app.refresh_limit.exceeded(call.peer, allowed, Instant::now()) {
            Some(seconds) => Passage::Instead(reply::status(429, Some(seconds))),
            None => pass(app, Target::Refresh).await,
        };
        if !matches!(passage, Passage::Process) {
            app.tally.count(|counters| counters.refresh.failed += 1);
        }
        finish(&mounted, passage, &mut entry, async |entry: &mut Entry| {
            exchange(&mounted, presented, entry).await
        })
        .await
    })
    .await
}

async fn exchange(
    mounted: &Mounted,
    presented: Result<RefreshToken, RefreshRefusal>,
    entry: &mut Entry,
) -> Result<Response, SessionError> {
    let app = &mounted.app;
    let outcome = match presented {
        Ok(token) => app.sessions.refresh(&token, &app.settings_now()).await?,
        Err(malformed) => {
            app.tally.count(|counters| counters.refresh.refused += 1);
            return Ok(mounted.dialect.refresh_refused(malformed));
        }
    };
    Ok(match outcome {
        Ok(grant) => {
            note(entry, &grant);
            app.tally.count(|counters| counters.refresh.granted += 1);
            mounted.dialect.refreshed(&grant)
        }
        Err(why) => {
            app.tally.count(|counters| {
                counters.refresh.refused += 1;
                counters.refresh.reuse_detected += u64::from(why == Refusal::Reused);
            });
            mounted.dialect.refresh_refused(RefreshRefusal::Refused)
        }
    })
}

/// Ends the session that the call's tokens belong to. A call without tokens succeeds as well.
pub async fn logout(State(mounted): State<Mounted>, call: Call) -> Response {
    to_the_end(async move {
        let app = &mounted.app;
        app.tally.count(|counters| counters.logout += 1);
        let mut entry = mounted.entry(&call, "logout");
        let passage = pass(app, Target::Logout).await;
        finish(&mounted, passage, &mut entry, async |entry: &mut Entry| {
            log_out(&mounted, &call, entry).await
        })
        .await
    })
    .await
}

async fn log_out(mounted: &Mounted, call: &Call, entry: &mut Entry) -> Result<Response, SessionError> {
    let sessions = &mounted.app.sessions;
    if mounted.app.settings_now().guard_logout
        && let Err(refusal) = resource::check(mounted, call).await?
    {
        return Ok(mounted.dialect.access_refused(refusal));
    }
    // An expired access token still identifies the session to end.
    if let Some(claims) = mounted
        .dialect
        .presented_access(call)
        .and_then(|token| sessions.read(token))
    {
        sessions.log_out(&claims.sid).await?;
        entry.session = Some(claims.sid);
        entry.user = Some(claims.sub);
        entry.token_serial = Some(claims.serial);
    }
    if let Some(token) = mounted
        .dialect
        .refresh_at_logout(call)
        .map(RefreshToken::presented)
        && let Some((family, user)) = sessions.family_of(&token).await?
    {
        sessions.log_out(&family).await?;
        entry.session = Some(family);
        entry.user = Some(user);
    }
    Ok(mounted.dialect.logged_out())
}

/// Runs an exchange in a task of its own, and waits for it.
async fn to_the_end(exchange: impl Future<Output = Option<Response>> + Send + 'static) -> Response {
    match tokio::spawn(exchange).await {
        Ok(Some(response)) => response,
        Ok(None) => std::future::pending().await,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Processes the call if its passage says so, and writes the log entry. `None` means: never reply.
async fn finish(
    mounted: &Mounted,
    passage: Passage,
    entry: &mut Entry,
    process: impl AsyncFnOnce(&mut Entry) -> Result<Response, SessionError>,
) -> Option<Response> {
    let response = match passage {
        Passage::Hang => None,
        Passage::Instead(response) => Some(response),
        Passage::Process => Some(process(entry).await.unwrap_or_else(|error| reply::broken(&error))),
        Passage::ProcessThenDrop => {
            if let Err(error) = process(entry).await {
                reply::broken(&error);
            }
            Some(reply::dropped())
        }
    };
    entry.status = reply::sent_status(response.as_ref());
    mounted.app.journal.write(entry.clone());
    response
}

fn note(entry: &mut Entry, grant: &Grant) {
    entry.user = Some(grant.user.clone());
    entry.session = Some(grant.family.clone());
    entry.token_serial = Some(grant.serial);
}

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
    dialect::{Outcome, RefreshRefusal},
    forgery::is_forged,
    journal::Entry,
    passage::{Passage, pass},
    reply, resource,
    sessions::{AccessRefusal, Grant, SessionError},
    settings::Rotation,
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
        return Ok(mounted.dialect.reply(call, &Outcome::LoginRefused));
    };
    let settings = mounted.app.settings_now();
    let granted = mounted
        .app
        .sessions
        .log_in(
            &credentials.username,
            &credentials.password,
            mounted.dialect.refresh_form(),
            &settings,
        )
        .await?;
    Ok(match granted {
        Some(grant) => {
            note(entry, &grant);
            mounted.dialect.reply(call, &Outcome::LoggedIn(&grant))
        }
        None => mounted.dialect.reply(call, &Outcome::LoginRefused),
    })
}

/// Exchanges a refresh token.
pub async fn refresh(State(mounted): State<Mounted>, call: Call) -> Response {
    if mounted.dialect.logs_in_where_it_refreshes(&call) {
        return login(State(mounted), call).await;
    }
    let app = mounted.app.clone();
    let awaited = app.tally.awaited();
    let response = to_the_end(async move {
        let app = &mounted.app;
        let mut entry = mounted.entry(&call, "refresh");
        let presented = presented(&mounted, &call);
        let family = match &presented {
            Ok(token) => app.sessions.family_of(token).await.ok().flatten(),
            Err(_) => None,
        };
        let _under_way = family.map(|(family, user)| {
            entry.session = Some(family.clone());
            entry.user = Some(user);
            let under_way = app.tally.refreshing(family);
            entry.at_once = Some(under_way.at_once());
            under_way
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
            exchange(&mounted, &call, presented, entry).await
        })
        .await
    })
    .await;
    awaited.replied();
    response
}

fn presented(mounted: &Mounted, call: &Call) -> Result<RefreshToken, RefreshRefusal> {
    let text = mounted.dialect.presented_refresh(call)?;
    mounted
        .app
        .sessions
        .presented(text, mounted.dialect.refresh_form())
        .map_err(RefreshRefusal::Unfit)
}

async fn exchange(
    mounted: &Mounted,
    call: &Call,
    presented: Result<RefreshToken, RefreshRefusal>,
    entry: &mut Entry,
) -> Result<Response, SessionError> {
    let Mounted { app, dialect } = mounted;
    let count_refused = |entry: &mut Entry| {
        app.tally.count(|counters| counters.refresh.refused += 1);
        entry.refused = true;
    };
    if is_forged(*dialect, call) {
        count_refused(entry);
        return Ok(dialect.forgery_refused());
    }
    let refused = |entry: &mut Entry, why| {
        count_refused(entry);
        Ok(dialect.reply(call, &Outcome::RefreshRefused(why)))
    };
    let token = match presented {
        Ok(token) => token,
        Err(why) => return refused(entry, why),
    };
    if let Some(access_token) = dialect.access_at_refresh(call)
        && !app.sessions.belong_together(&access_token, &token).await?
    {
        return refused(entry, RefreshRefusal::Refused);
    }
    let mut settings = app.settings_now();
    if !dialect.rotates() {
        settings.rotation = Rotation::None;
    }
    let outcome = app
        .sessions
        .refresh(&token, dialect.refresh_form(), &settings)
        .await?;
    Ok(match outcome {
        Ok(grant) => {
            note(entry, &grant);
            app.tally.count(|counters| counters.refresh.granted += 1);
            dialect.reply(call, &Outcome::Refreshed(&grant))
        }
        Err(why) => {
            let reused = why == Refusal::Reused;
            app.tally
                .count(|counters| counters.refresh.reuse_detected += u64::from(reused));
            return refused(entry, RefreshRefusal::Refused);
        }
    })
}

/// Ends the session that the call's tokens belong to. A call without tokens succeeds as well.
pub async fn logout(State(mounted): State<Mounted>, call: Call) -> Response {
    to_the_end(async move {
        let mut entry = mounted.entry(&call, "logout");
        let passage = logout_passage(&mounted).await;
        finish(&mounted, passage, &mut entry, async |entry: &mut Entry| {
            log_out(&mounted, &call, entry).await
        })
        .await
    })
    .await
}

/// Ends the session of one token, as RFC 7009 has it. An unknown token is no error (§2.2).
pub async fn revoke(State(mounted): State<Mounted>, call: Call) -> Response {
    to_the_end(async move {
        let mut entry = mounted.entry(&call, "logout");
        let passage = logout_passage(&mounted).await;
        finish(&mounted, passage, &mut entry, async |entry: &mut Entry| {
            let token = match mounted.dialect.token_to_revoke(&call) {
                Ok(token) => token,
                Err(response) => return Ok(*response),
            };
            end_by_access(&mounted, &token, entry).await?;
            end_by_refresh(&mounted, token, entry).await?;
            Ok(mounted.dialect.revoked())
        })
        .await
    })
    .await
}

async fn logout_passage(mounted: &Mounted) -> Passage {
    mounted.app.tally.count(|counters| counters.logout += 1);
    pass(&mounted.app, Target::Logout).await
}

async fn log_out(mounted: &Mounted, call: &Call, entry: &mut Entry) -> Result<Response, SessionError> {
    let dialect = mounted.dialect;
    // Also without a session's cookies: the reply deletes cookies, and browsers keep some back from strange pages' calls.
    if is_forged(dialect, call) {
        return Ok(dialect.forgery_refused());
    }
    if mounted.app.settings_now().guard_logout
        && let Err(refusal) = resource::check(mounted, call).await?
        && !(refusal == AccessRefusal::RefreshToken && refresh_goes_on(mounted, call).await?)
    {
        return Ok(dialect.reply(call, &Outcome::AccessRefused(refusal)));
    }
    if let Some(token) = dialect.presented_access(call) {
        end_by_access(mounted, token, entry).await?;
    }
    if let Some(token) = dialect.refresh_at_logout(call) {
        end_by_refresh(mounted, token, entry).await?;
    }
    Ok(dialect.reply(call, &Outcome::LoggedOut))
}

/// Whether a refresh token came in the place of the access token, and its session goes on.
async fn refresh_goes_on(mounted: &Mounted, call: &Call) -> Result<bool, SessionError> {
    let sessions = &mounted.app.sessions;
    let claims = mounted
        .dialect
        .presented_access(call)
        .and_then(|token| sessions.read_refresh(token));
    match claims {
        Some(claims) => sessions.goes_on(&claims).await,
        None => Ok(false),
    }
}

/// An expired access token still identifies the session to end.
async fn end_by_access(mounted: &Mounted, token: &str, entry: &mut Entry) -> Result<(), SessionError> {
    let sessions = &mounted.app.sessions;
    if let Some(claims) = sessions.read(token) {
        sessions.log_out(&claims.sid).await?;
        entry.session = Some(claims.sid);
        entry.user = Some(claims.sub);
        entry.token_serial = Some(claims.serial);
    }
    Ok(())
}

async fn end_by_refresh(mounted: &Mounted, token: String, entry: &mut Entry) -> Result<(), SessionError> {
    let sessions = &mounted.app.sessions;
    if let Ok(token) = sessions.presented(token, mounted.dialect.refresh_form())
        && let Some((family, user)) = sessions.family_of(&token).await?
    {
        sessions.log_out(&family).await?;
        entry.session = Some(family);
        entry.user = Some(user);
    }
    Ok(())
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

//! The check of the access token before every protected resource.

use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    call::Call,
    dialect::OneUrl,
    forgery::is_forged,
    journal::Entry,
    passage::{Passage, pass},
    reply,
    sessions::{AccessRefusal, Identity, SessionError},
    state::{AppState, Mounted},
    target::Target,
    tokens::AccessClaims,
};

/// Lets a request pass if its access token is valid and no strange page made it; otherwise replies as the dialect does.
pub async fn guard(State(mounted): State<Mounted>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let call = match Call::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(call) => call,
        Err(response) => return response,
    };
    let app = &mounted.app;
    let (mut entry, claims) = arrived(&mounted, &call);
    app.tally.count(|counters| counters.resource.received += 1);
    let passage = pass(app, Target::Resource).await;
    let mut request = Request::from_parts(parts, Body::from(call.body.clone()));
    let lost = matches!(passage, Passage::ProcessThenDrop);
    let response = match passage {
        Passage::Hang => None,
        Passage::Instead(response) => Some(response),
        Passage::Process | Passage::ProcessThenDrop => Some(match check(&mounted, &call).await {
            Ok(Ok(_)) if is_forged(mounted.dialect, &call) => {
                app.tally.count(|counters| counters.resource.refused += 1);
                mounted.dialect.forgery_refused()
            }
            Ok(Ok(identity)) => {
                app.tally.count(|counters| counters.resource.answered += 1);
                request.extensions_mut().insert(identity);
                let mut response = next.run(request).await;
                let settings = app.settings_now();
                if let Some(claims) = claims.filter(|_| settings.sliding)
                    && let Ok((token, ends_ms)) = app.sessions.slide(&claims, &settings)
                {
                    mounted.dialect.slide(&mut response, &token, ends_ms);
                }
                response
            }
            Ok(Err(refusal)) => {
                app.tally.count(|counters| counters.resource.refused += 1);
                entry.refused = true;
                mounted.dialect.access_refused(refusal)
            }
            Err(error) => reply::broken(&error),
        }),
    };
    send(app, entry, if lost { Some(reply::dropped()) } else { response }).await
}

/// The same for a dialect with one URL, which itself knows what of a call needs an access token.
pub async fn serve(mounted: &Mounted, call: &Call, place: &dyn OneUrl) -> Response {
    let app = &mounted.app;
    let (mut entry, _) = arrived(mounted, call);
    app.tally.count(|counters| counters.resource.received += 1);
    let passage = pass(app, Target::Resource).await;
    let lost = matches!(passage, Passage::ProcessThenDrop);
    let response = match passage {
        Passage::Hang => None,
        Passage::Instead(response) => Some(response),
        Passage::Process | Passage::ProcessThenDrop => Some(match check(mounted, call).await {
            Ok(who) => {
                let served = place.serve(call, who);
                app.tally.count(|counters| {
                    counters.resource.refused += u64::from(served.refused);
                    counters.resource.answered += u64::from(!served.refused);
                });
                entry.refused = served.refused;
                served.reply
            }
            Err(error) => reply::broken(&error),
        }),
    };
    send(app, entry, if lost { Some(reply::dropped()) } else { response }).await
}

/// The log entry, with whose access token came, and its claims, good or not.
fn arrived(mounted: &Mounted, call: &Call) -> (Entry, Option<AccessClaims>) {
    let mut entry = mounted.entry(call, "resource");
    let claims = mounted
        .dialect
        .presented_access(call)
        .and_then(|token| mounted.app.sessions.read(token));
    if let Some(claims) = &claims {
        entry.user = Some(claims.sub.clone());
        entry.session = Some(claims.sid.clone());
        entry.token_serial = Some(claims.serial);
    }
    (entry, claims)
}

/// Writes the log entry. `None` means: never reply.
async fn send(app: &AppState, mut entry: Entry, response: Option<Response>) -> Response {
    entry.status = reply::sent_status(response.as_ref());
    app.journal.write(entry);
    match response {
        Some(response) => response,
        None => std::future::pending().await,
    }
}

/// Whether the call carries an access token that is good.
pub async fn check(mounted: &Mounted, call: &Call) -> Result<Result<Identity, AccessRefusal>, SessionError> {
    let Some(token) = mounted.dialect.presented_access(call) else {
        return Ok(Err(AccessRefusal::Missing));
    };
    let settings = mounted.app.settings_now();
    let form = mounted.dialect.refresh_form();
    mounted.app.sessions.check(token, form, &settings).await
}

//! The check of the access token before every protected resource.

use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    call::Call,
    passage::{Passage, pass},
    reply,
    sessions::{AccessRefusal, SessionError},
    state::Mounted,
    target::Target,
};

/// The user and session of an authorised request.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The user.
    pub user: String,
    /// The family.
    pub session: String,
}

/// Lets a request pass if its access token is valid; otherwise replies as the dialect does.
pub async fn guard(State(mounted): State<Mounted>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let call = match Call::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(call) => call,
        Err(response) => return response,
    };
    let app = &mounted.app;
    let mut entry = mounted.entry(&call, "resource");
    let claims = mounted
        .dialect
        .presented_access(&call)
        .and_then(|token| app.sessions.read(token));
    if let Some(claims) = &claims {
        entry.user = Some(claims.sub.clone());
        entry.session = Some(claims.sid.clone());
        entry.token_serial = Some(claims.serial);
    }
    app.tally.count(|counters| counters.resource.received += 1);
    let passage = pass(app, Target::Resource).await;
    let mut request = Request::from_parts(parts, Body::from(call.body.clone()));
    let lost = matches!(passage, Passage::ProcessThenDrop);
    let response = match passage {
        Passage::Hang => None,
        Passage::Instead(response) => Some(response),
        Passage::Process | Passage::ProcessThenDrop => Some(match check(&mounted, &call).await {
            Ok(Ok(identity)) => {
                app.tally.count(|counters| counters.resource.answered += 1);
                request.extensions_mut().insert(identity);
                let mut response = next.run(request).await;
                let settings = app.settings_now();
                if let Some(claims) = claims.filter(|_| settings.sliding)
                    && let Ok(token) = app.sessions.slide(&claims, &settings)
                {
                    mounted.dialect.slide(&mut response, &token);
                }
                response
            }
            Ok(Err(refusal)) => {
                app.tally.count(|counters| counters.resource.refused += 1);
                mounted.dialect.access_refused(refusal)
            }
            Err(error) => reply::broken(&error),
        }),
    };
    let response = if lost { Some(reply::dropped()) } else { response };
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
    let sessions = &mounted.app.sessions;
    let refuse_always = mounted.app.settings.borrow().refuse_always;
    match sessions.read(token) {
        Some(claims) if !refuse_always && sessions.accepts(&claims).await? => Ok(Ok(Identity {
            user: claims.sub,
            session: claims.sid,
        })),
        _ => Ok(Err(AccessRefusal::Invalid)),
    }
}

//! One request from its call to its answer: `auth.fetch`, and what the verbs are built on.

use std::{cell::RefCell, convert::Infallible, pin::pin, rc::Rc};

use authflight_protocol::{
    Input,
    destination::{RequestFacts, Routing, join},
    event::Warning,
    expired::{BodyVerdict, HeadVerdict},
    input::CallId,
    output::{Fault, Outcome},
    reply::Reply as ReplyFacts,
    secret::Secret,
};
use futures::future::{Either, select};
use js_sys::{Promise, TypeError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::{Client, route_hash::route_hash};
use crate::browser::{
    cutoff::Cutoff,
    http, json,
    task::{promise, settled},
    template::{Facts, Reply, Template, is_unfollowed, json_of_copy, lacks_more, origin_of},
};

/// How many bytes the reply to a login may have. A longer one has no tokens.
const MAX_LOGIN: f64 = 1_048_576.0;

/// How long the body of a reply that is searched may take, in ms. A longer one is a stream.
const SEARCH_PAUSE: f64 = 2_000.0;
/// The same for the reply to a login, which is nobody's stream.
const LOGIN_PAUSE: f64 = 30_000.0;

/// A request and its destination.
struct Request {
    template: Template,
    /// The destination's origin.
    origin: String,
    /// Whether it carries the token. Then the protocol knows of it.
    carries_token: bool,
    /// Whether it is the application's own call of the login endpoint, whose reply is taken as that of `auth.login`.
    is_login: bool,
    /// A hash of its method and address. 0 if the URL is invalid.
    route_hash: u64,
    /// In ms. 0 is no timeout.
    timeout: i64,
    /// Whether a fault rejects even if there is a real reply.
    strict: bool,
    /// The call that was announced for it, if one was.
    announced: Option<CallId>,
}

/// What ended a request before the protocol did: the reason of the caller's signal, the timeout, or what fetch rejected with.
type Interrupted = JsValue;

impl Client {
    /// `auth.fetch`: fetch's contract, with the token. `None` if there is nothing to do, and the request is sent as it is.
    /// `strict`: a fault rejects with an error that holds the reply, if there is one.
    pub fn fetch(self: &Rc<Self>, template: Template, strict: bool) -> Option<Promise> {
        let timeout = self.policy.timeout;
        let request = self.route(template, &self.policy.base, false, timeout, strict);
        (request.carries_token || request.is_login || timeout != 0)
            .then(|| promise(Rc::clone(self).run(request)))
    }

    /// What the verbs are built on. A fault rejects with an error that holds the reply, if there is one. `for_login`: it
    /// is that of `auth.login`, which takes the reply itself. `announced`: the call that was announced for it.
    pub fn send_for_verb(
        self: &Rc<Self>,
        template: Template,
        base: Option<&str>,
        without_auth: bool,
        for_login: bool,
        announced: Option<CallId>,
    ) -> Promise {
        let base = base.unwrap_or(&self.policy.base);
        let mut request = self.route(template, base, without_auth || for_login, 0, true);
        request.is_login &= !for_login;
        if request.carries_token {
            request.announced = announced;
        } else if let Some(call) = announced {
            // Without the token it is nobody's.
            self.withdraw(call);
        }
        promise(Rc::clone(self).run(request))
    }

    /// A request is called for, and the application still makes it. It belongs to the session of now.
    pub fn announce(self: &Rc<Self>) -> CallId {
        let call = self.calls.next_call();
        self.calls.announce(call);
        self.notice_store();
        self.feed(Input::Announced { call });
        call
    }

    /// Forgets a call that nobody waits for any more.
    pub fn withdraw(self: &Rc<Self>, call: CallId) {
        if self.calls.withdraw(call) {
            self.feed(Input::Withdrawn { call });
        }
    }

    /// Finds out where a request goes and whether it carries the token there.
    fn route(
        &self,
        template: Template,
        base: &str,
        without_auth: bool,
        timeout: i64,
        strict: bool,
    ) -> Request {
        let url = template.relative_url().map(|url| join(base, &url));
        let mut request = Request {
            template,
            origin: String::new(),
            carries_token: false,
            is_login: false,
            route_hash: 0,
            timeout,
            strict,
            announced: None,
        };
        let attach = &self.policy.attach;
        // A URL that does not parse is refused by fetch itself.
        let Some(facts) = request.template.resolve(url.as_deref(), &self.sent_with) else {
            return request;
        };
        let Facts {
            target,
            method,
            has_header,
        } = facts;
        let routing = self.policy.destinations.route(&RequestFacts {
            target: &target,
            method: &method,
            has_own_header: has_header,
            without_auth,
            exempt_by_pattern: attach.exempts_by_pattern && self.hooks.is_exempt(&target.path),
        });
        if routing == Routing::Withheld && self.core.borrow().session().is_some() {
            self.warn(Warning::TokenWithheld {
                origin: target.origin.clone(),
            });
        }
        request.carries_token = routing == Routing::Authorized;
        request.is_login = self.policy.destinations.is_login(&method, &target);
        request.route_hash = route_hash(&method, &target);
        request.origin = target.origin;
        request
    }

    /// Runs a request, from its call to its answer. When it is cut off it ends at once, whatever it waits for (R8).
    async fn run(self: Rc<Self>, request: Request) -> Result<JsValue, JsValue> {
        let mut cutoff = Cutoff::new(request.template.signal(), request.timeout);
        if let Some(reason) = cutoff.reason_so_far() {
            return Err(reason);
        }
        if request.carries_token {
            self.run_with_token(&request, &mut cutoff).await
        } else {
            self.run_without_token(&request, &mut cutoff).await
        }
    }

    /// The protocol knows of the request, and settles it.
    async fn run_with_token(
        self: &Rc<Self>,
        request: &Request,
        cutoff: &mut Cutoff,
    ) -> Result<JsValue, JsValue> {
        let call = request.announced.unwrap_or_else(|| self.calls.next_call());
        let has_ended = self.calls.ended_early(call);
        let settled = self.calls.open(call);
        if has_ended {
            return self.result_of(request, None, &settled.await);
        }
        let in_hand = RefCell::default();
        let signal = cutoff.signal.clone();
        let outcome = {
            // The protocol may settle a call while it is told of the reply, so that future is polled first.
            let sent = pin!(self.send_until_settled(call, request, signal.as_ref(), &in_hand));
            let (settled, cut_off) = (pin!(settled), pin!(cutoff.reached()));
            match select(sent, select(settled, cut_off)).await {
                Either::Left((Err(cut_off), _)) | Either::Right((Either::Right((cut_off, _)), _)) => {
                    Err(cut_off)
                }
                Either::Right((Either::Left((outcome, _)), _)) => Ok(outcome),
            }
        };
        match outcome {
            Ok(outcome) => self.result_of(request, in_hand.take(), &outcome),
            Err(cut_off) => {
                self.withdraw(call);
                Err(cut_off)
            }
        }
    }

    /// The protocol knows of it only if it is a login.
    async fn run_without_token(
        self: &Rc<Self>,
        request: &Request,
        cutoff: &mut Cutoff,
    ) -> Result<JsValue, JsValue> {
        let login = request.is_login.then(|| self.login_started(false));
        let signal = cutoff.signal.clone();
        let sent = pin!(self.send_without_token(request, signal.as_ref(), login));
        let answer = match select(sent, pin!(cutoff.reached())).await {
            Either::Left((answer, _)) => answer,
            Either::Right((reason, _)) => Err(reason),
        };
        if let Some(call) = login {
            // It may have got no reply.
            self.feed(Input::Withdrawn { call });
        }
        answer
    }

    /// Sends a request as often as the protocol says and reports each reply, until the protocol settles the call.
    async fn send_until_settled(
        self: &Rc<Self>,
        call: CallId,
        request: &Request,
        signal: Option<&AbortSignal>,
        in_hand: &RefCell<Option<Reply>>,
    ) -> Result<Infallible, Interrupted> {
        let limit = i32::try_from(self.policy.stream_limit).unwrap_or(i32::MAX);
        let ready = request.template.prepare_replay(limit);
        self.notice_store();
        let mut send = self.calls.next_send(call);
        self.feed(Input::Requested {
            call,
            route_hash: request.route_hash,
            ready,
        });
        if !ready {
            // A stream is read first, so that it can be sent twice.
            request.template.buffer_stream(limit, signal).await?;
            self.feed(Input::BodyRead { call });
        }
        loop {
            let token = send.await;
            // On a second sending, the first reply is not the answer.
            drop(in_hand.take());
            let reply = self.send(request, signal, token.as_ref()).await?;
            self.answered.set(true);
            let expired = self.says_expired(request, &reply).await;
            let sliding = if expired {
                None
            } else {
                self.sliding_facts(request, &reply)
            };
            in_hand.replace(Some(reply));
            send = self.calls.next_send(call);
            self.feed(Input::Replied {
                call,
                expired,
                sliding,
            });
        }
    }

    /// Sends a request without the token. The reply to a login is taken as that of `auth.login`; the caller gets it as it
    /// is, unless it came too late (R9).
    async fn send_without_token(
        self: &Rc<Self>,
        request: &Request,
        signal: Option<&AbortSignal>,
        login: Option<CallId>,
    ) -> Result<JsValue, JsValue> {
        let reply = self.send(request, signal, None).await?;
        let Some(call) = login else {
            return Ok(reply.into_js());
        };
        let body = settled(&json_of_copy(reply.as_js(), MAX_LOGIN, true, LOGIN_PAUSE)).await;
        let outcome = self
            .login_outcome(call, reply.as_js(), &body.unwrap_or_default())
            .await;
        match outcome {
            Outcome::Fault(Fault::LoginRejected) => Ok(reply.into_js()),
            outcome => self.result_of(request, Some(reply), &outcome),
        }
    }

    /// Sends a request once, with this token if there is one.
    async fn send(
        &self,
        request: &Request,
        signal: Option<&AbortSignal>,
        token: Option<&Secret>,
    ) -> Result<Reply, Interrupted> {
        let attach = &self.policy.attach;
        let value = token.map(|token| attach.value(token.reveal()));
        let sent = request
            .template
            .send(signal, &self.sent_with, value.as_deref())
            .await;
        if let Err(error) = &sent
            && request.carries_token
            && value.is_some()
            && error.is_instance_of::<TypeError>()
            && request.template.is_sendable(&attach.header, value.as_deref())
        {
            self.hint_preflight(&self.answered, &attach.header, &request.template.url());
        }
        sent
    }

    /// Whether a reply says that the access token is no longer good. Its body is read only if a match or a test is
    /// configured, and then from a copy.
    async fn says_expired(&self, request: &Request, reply: &Reply) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "JavaScript's own numbers")]
        let limit = self.policy.expired.searched as f64;
        let body = async {
            settled(&json_of_copy(reply.as_js(), limit, false, SEARCH_PAUSE))
                .await
                .unwrap_or_default()
        };
        if !self.is_expired_answer(reply.status(), reply.as_js(), body).await {
            return false;
        }
        // A redirect has led to an origin that did not get the token, so its answer says nothing about the token.
        if !self.policy.destinations.origins.contains(&origin(request, reply)) {
            return false;
        }
        let repeatable = request.template.repeatable();
        if !repeatable {
            self.warn(Warning::NotReplayable);
        }
        repeatable
    }

    /// Asks the protocol whether a reply is a configured expiry answer, and the application where it decides. The parsed `body` is only
    /// waited for if that matters.
    pub(super) async fn is_expired_answer(
        &self,
        status: u16,
        reply: &JsValue,
        body: impl Future<Output = JsValue>,
    ) -> bool {
        let expired = &self.policy.expired;
        let by_head = match expired.of_head(status, || lacks_more(reply), || is_unfollowed(reply)) {
            HeadVerdict::Known(known) => return known,
            HeadVerdict::ReadBody { by_head } => by_head,
        };
        let body = body.await;
        if let BodyVerdict::Known(known) = expired.of_body(by_head, |path| json::at(&body, path)) {
            return known;
        }
        let test = settled(&self.hooks.tests_expired(reply, &body)).await;
        test.is_ok_and(|expired| expired.as_bool() == Some(true))
    }

    /// The facts of an ordinary reply, if its headers may carry a token.
    fn sliding_facts(&self, request: &Request, reply: &Reply) -> Option<ReplyFacts> {
        self.policy.access_header()?;
        let mut facts = http::reply(reply.as_js(), &JsValue::UNDEFINED, &self.policy);
        facts.url_origin = Some(origin(request, reply));
        Some(facts)
    }

    /// What the caller gets once the protocol has settled the call.
    fn result_of(
        &self,
        request: &Request,
        reply: Option<Reply>,
        outcome: &Outcome,
    ) -> Result<JsValue, JsValue> {
        let fault = match outcome {
            Outcome::Fault(fault) => Some(*fault),
            _ if reply.is_none() => Some(Fault::Disposed),
            _ => None,
        };
        let reply = reply.map(Reply::into_js).unwrap_or_default();
        match fault {
            // A real reply stays the answer, unless the refresh may succeed later.
            Some(fault) if request.strict || reply.is_undefined() || fault == Fault::RefreshUnavailable => {
                Err(self.error(fault, &reply))
            }
            _ => Ok(reply),
        }
    }
}

/// The origin that answered a request.
fn origin(request: &Request, reply: &Reply) -> String {
    origin_of(reply.as_js()).unwrap_or_else(|| request.origin.clone())
}

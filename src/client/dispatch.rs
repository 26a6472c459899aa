//! One request from its making to its answer: `auth.fetch`, and what the verbs are built on.

use std::rc::Rc;

use futures::future::{Either, select};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Request, Response, Url};

use super::{Answer, Client, body::Template, cutoff::Cutoff};
use crate::{
    bindings::errors,
    browser::{
        global::{self, member},
        json, task,
    },
    core::{
        Input,
        destination::{Passage, RequestFacts, Target, join},
        input::CallId,
        output::{Fault, Outcome},
    },
};

/// A JSON reply longer than this is not searched for "expired" (64 KiB of text).
const LONGEST_SEARCHED: u32 = 65_536;

/// Why there is no answer.
pub enum Failure {
    /// Something was thrown: by fetch, by a signal.
    Thrown(JsValue),
    /// The session's fault; the reply in hand, if there is one.
    Fault(Fault, Option<Response>),
}

impl From<JsValue> for Failure {
    fn from(error: JsValue) -> Self {
        Self::Thrown(error)
    }
}

/// A request whose way has been found.
pub struct Routed {
    /// A Request object, or the joined and resolved URL as a string.
    pub input: JsValue,
    /// How it travels.
    pub passage: Passage,
}

impl Client {
    /// `auth.fetch`: fetch's contract, with the token.
    pub fn fetch(self: &Rc<Self>, input: &JsValue, init: &JsValue) -> Promise {
        let routed = self.route(input, init, &self.policy.base, false);
        let timeout = self.policy.timeout;
        if routed.passage != Passage::Carried && timeout == 0 {
            return global::fetch(&routed.input, &self.with_credentials(&routed.input, init));
        }
        let client = Rc::clone(self);
        let taken = Template::take(routed.input, init);
        task::promise(async move {
            let template = taken?;
            let cutoff = Cutoff::new(template.signal(), timeout);
            let carried = routed.passage == Passage::Carried;
            let outcome = client.dispatch(template, &cutoff, carried).await;
            cutoff.stop_clock();
            match outcome {
                Ok(response) => Ok(response.into()),
                // A real reply stays the answer.
                Err(Failure::Fault(
                    Fault::SessionExpired | Fault::SessionChanged | Fault::Disposed,
                    Some(response),
                )) => Ok(response.into()),
                Err(failure) => Err(client.error(failure)),
            }
        })
    }

    /// What the verbs are built on: a fault rejects, its reply, if there is one, in the error.
    pub fn send_for_verb(
        self: &Rc<Self>,
        url: &JsValue,
        init: &JsValue,
        base: Option<&str>,
        opted_out: bool,
    ) -> Promise {
        let base = base.unwrap_or(&self.policy.base);
        let routed = self.route(url, init, base, opted_out);
        let client = Rc::clone(self);
        let taken = Template::take(routed.input, init);
        task::promise(async move {
            let template = taken?;
            let cutoff = Cutoff::new(template.signal(), 0);
            let carried = routed.passage == Passage::Carried;
            match client.dispatch(template, &cutoff, carried).await {
                Ok(response) => Ok(response.into()),
                Err(failure) => Err(client.error(failure)),
            }
        })
    }

    fn error(&self, failure: Failure) -> JsValue {
        match failure {
            Failure::Fault(fault, response) => errors::fault(&self.hooks, fault, response.as_ref()),
            Failure::Thrown(error) => error,
        }
    }

    fn with_credentials(&self, input: &JsValue, init: &JsValue) -> JsValue {
        match &self.policy.credentials {
            Some(credentials) if input.is_string() && member(init, "credentials").is_none() => {
                let copy = js_sys::Object::new();
                if init.is_object() {
                    js_sys::Object::assign(&copy, init.unchecked_ref());
                }
                json::set(&copy, "credentials", &JsValue::from_str(credentials));
                copy.into()
            }
            _ => init.clone(),
        }
    }

    /// Finds out where a request goes and whether it carries the token there.
    pub fn route(
        self: &Rc<Self>,
        input: &JsValue,
        init: &JsValue,
        base: &str,
        opted_out: bool,
    ) -> Routed {
        let request = input.dyn_ref::<Request>();
        let (input, url) = match request {
            Some(request) => (input.clone(), request.url()),
            None if input.is_instance_of::<Url>() => {
                let url = input.unchecked_ref::<Url>().href();
                (input.clone(), url)
            }
            None => {
                let url = join(base, &errors::text_of(input));
                (JsValue::from_str(&url), url)
            }
        };
        // A URL that does not parse is for fetch itself to refuse.
        let Some(target) = global::resolve(&url) else {
            return Routed { input, passage: Passage::Untouched };
        };
        let passage = self.passage(&target, request, init, opted_out);
        if passage == Passage::Withheld && self.with_core(|core| core.session().is_some()) {
            let mut message = String::from("The token was withheld from ");
            message.push_str(&target.origin);
            message.push_str(": add it to attach.origins if it may see the token.");
            self.warn("TOKEN_WITHHELD", message);
        }
        Routed { input, passage }
    }

    fn passage(
        &self,
        target: &Target,
        request: Option<&Request>,
        init: &JsValue,
        opted_out: bool,
    ) -> Passage {
        let header = &self.policy.attach.header;
        let headers = match member(init, "headers") {
            Some(given) => {
                Headers::new_with_record_from_str_to_str(given.unchecked_ref()).ok()
            }
            None => request.map(Request::headers),
        };
        let brings_header =
            headers.is_some_and(|headers| headers.has(header).unwrap_or(false));
        let exempt_by_pattern = self.hooks.is_exempt(&target.path);
        let facts = RequestFacts { target, brings_header, opted_out, exempt_by_pattern };
        self.policy.destinations.passage(&facts)
    }

    /// Sends a request and, where it carries the token, does with its reply what the core says.
    pub async fn dispatch(
        self: &Rc<Self>,
        mut template: Template,
        cutoff: &Cutoff,
        carried: bool,
    ) -> Result<Response, Failure> {
        if let Some(reason) = cutoff.reached() {
            return Err(reason.into());
        }
        if !carried {
            let (input, init) = template.arguments(None, &self.policy, cutoff.signal(), true)?;
            return Ok(JsFuture::from(global::fetch(&input, &init)).await?.unchecked_into());
        }
        self.notice_store();
        let call = self.answers.next_call();
        let mut reply: Option<Response> = None;
        let mut answer = self.ask(call, Input::Requested { call }, cutoff).await?;
        loop {
            match answer {
                Answer::Send(token) => {
                    discard(reply.take());
                    let sent = self.send(&mut template, token.as_ref(), cutoff).await;
                    let response = match sent {
                        Ok(response) => response,
                        Err(error) => {
                            self.withdraw(call);
                            return Err(error.into());
                        }
                    };
                    let expired = self.says_expired(&response).await;
                    let repeatable = template.can_repeat();
                    if expired && !repeatable {
                        self.warn(
                            "NOT_REPLAYABLE",
                            "A request with a stream as its body was answered \"expired\" and \
                             cannot be sent again; the first reply is the answer."
                                .to_string(),
                        );
                    }
                    reply = Some(response);
                    let expired = expired && repeatable;
                    answer = self.ask(call, Input::Replied { call, expired }, cutoff).await?;
                }
                Answer::Settled(outcome) => {
                    return match (outcome, reply) {
                        (Outcome::Fault(fault), reply) => Err(Failure::Fault(fault, reply)),
                        (_, Some(response)) => Ok(response),
                        (_, None) => Err(Failure::Fault(Fault::Disposed, None)),
                    };
                }
            }
        }
    }

    async fn send(
        &self,
        template: &mut Template,
        token: Option<&crate::core::secret::Secret>,
        cutoff: &Cutoff,
    ) -> Result<Response, JsValue> {
        let (input, init) = template.arguments(token, &self.policy, cutoff.signal(), false)?;
        Ok(JsFuture::from(global::fetch(&input, &init)).await?.unchecked_into())
    }

    /// Asks the core about a call and waits for its answer, or for the cutoff.
    pub(super) async fn ask(
        self: &Rc<Self>,
        call: CallId,
        input: Input,
        cutoff: &Cutoff,
    ) -> Result<Answer, Failure> {
        if let Some(reason) = cutoff.reached() {
            self.withdraw(call);
            return Err(reason.into());
        }
        let receiver = self.answers.expect(call);
        self.feed(input);
        let mut watch = cutoff.watch();
        match select(receiver, &mut watch.reached).await {
            Either::Left((Ok(answer), _)) => Ok(answer),
            Either::Left((Err(_), _)) => Err(Failure::Fault(Fault::Disposed, None)),
            Either::Right((reason, _)) => {
                self.withdraw(call);
                Err(reason.unwrap_or(JsValue::UNDEFINED).into())
            }
        }
    }

    /// Asks the core about something that is no request.
    pub(super) async fn inquire(self: &Rc<Self>, call: CallId, input: Input) -> Outcome {
        let receiver = self.answers.expect(call);
        self.feed(input);
        match receiver.await {
            Ok(Answer::Settled(outcome)) => outcome,
            _ => Outcome::Fault(Fault::Disposed),
        }
    }

    fn withdraw(self: &Rc<Self>, call: CallId) {
        self.answers.forget(call);
        self.feed(Input::Withdrawn { call });
    }

    /// Whether a reply says that the access token is no longer good. Its body is read only if
    /// a match or a test is configured, and then in a copy.
    async fn says_expired(&self, response: &Response) -> bool {
        let expired = &self.policy.expired;
        if expired.status.contains(&response.status()) {
            return true;
        }
        if expired.body.is_empty() && !expired.test {
            return false;
        }
        let body = json_of_copy(response).await;
        if let Some(body) = &body {
            let value = json::from_js(body);
            if expired.body.iter().any(|rule| rule.holds(&value)) {
                return true;
            }
        }
        expired.test && self.hooks.tests_expired(response, &body.unwrap_or(JsValue::UNDEFINED))
    }
}

/// The parsed JSON body of a copy of the response; the caller's own stays unread.
async fn json_of_copy(response: &Response) -> Option<JsValue> {
    let headers = response.headers();
    let kind = headers.get("content-type").ok().flatten()?;
    if !kind.contains("json") {
        return None;
    }
    let length = headers.get("content-length").ok().flatten();
    let length = length.and_then(|length| length.parse::<u32>().ok());
    if length.is_some_and(|length| length > LONGEST_SEARCHED) {
        return None;
    }
    let text = JsFuture::from(response.clone().ok()?.text().ok()?).await.ok()?;
    js_sys::JSON::parse(&text.as_string()?).ok()
}

/// A reply that is not the answer: its connection is freed.
fn discard(reply: Option<Response>) {
    let body = reply.and_then(|reply| reply.body());
    if let Some(body) = body {
        if !body.locked() {
            let cancelled = body.cancel();
            task::spawn(async move {
                drop(JsFuture::from(cancelled).await);
            });
        }
    }
}

//! One request from its making to its answer: `auth.fetch`, and what the verbs are built on.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::{Answer, Client, Warned};
use crate::{
    browser::{
        cutoff::Cutoff,
        global, json,
        request::{Template, brings, discard, json_of_copy, pass_on, text_of, url_of},
        task,
        timer::clamped,
    },
    core::{
        Input,
        destination::{Passage, RequestFacts, join},
        input::CallId,
        output::{Fault, Outcome},
        secret::Secret,
    },
};

/// Why there is no answer.
enum Failure {
    /// Something was thrown: by fetch, by a signal.
    Thrown(JsValue),
    /// The session's fault; the reply in hand, or undefined.
    Fault(Fault, JsValue),
}

impl From<JsValue> for Failure {
    fn from(error: JsValue) -> Self {
        Self::Thrown(error)
    }
}

/// A request whose way has been found.
struct Routed {
    /// A Request or URL object, or the joined URL as a string.
    input: JsValue,
    /// It carries the token.
    carried: bool,
}

impl Client {
    /// `auth.fetch`: fetch's contract, with the token.
    pub fn fetch(self: &Rc<Self>, input: &JsValue, init: &JsValue) -> Promise {
        let routed = self.route(input, init, &self.policy.base, false);
        let timeout = self.policy.timeout;
        if !routed.carried && timeout == 0 {
            return pass_on(&routed.input, init, self.policy.credentials.as_deref());
        }
        self.answer(&routed, init, timeout, false)
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
        self.answer(&routed, init, 0, true)
    }

    /// `strict`: a fault rejects even if there is a real reply.
    fn answer(self: &Rc<Self>, routed: &Routed, init: &JsValue, timeout: i64, strict: bool) -> Promise {
        let credentials = self.policy.credentials.as_deref();
        // What is none of ours is never sent again.
        let limit = if routed.carried {
            self.policy.stream_limit
        } else {
            0
        };
        let template = match Template::take(&routed.input, init, credentials, clamped(limit)) {
            Ok(template) => template,
            Err(error) => return Promise::reject(&error),
        };
        let call = self.answers.next_call();
        let cutoff = {
            let client = Rc::clone(self);
            let reached = move |reason| client.answers.give(call, Answer::CutOff(reason));
            Cutoff::new(template.signal(), timeout, reached)
        };
        let carried = routed.carried;
        let client = Rc::clone(self);
        task::promise(async move {
            let outcome = if carried {
                client.dispatch(call, &template, &cutoff).await
            } else {
                client.send(&template, None, &cutoff).await
            };
            drop(cutoff);
            match outcome {
                // A real reply stays the answer, unless the refresh may succeed later.
                Err(Failure::Fault(fault, response))
                    if !strict && !response.is_undefined() && fault != Fault::RefreshUnavailable =>
                {
                    Ok(response)
                }
                Err(Failure::Fault(fault, response)) => Err(client.hooks.fault(fault as u32, &response)),
                Err(Failure::Thrown(error)) => Err(error),
                Ok(response) => Ok(response),
            }
        })
    }

    /// Finds out where a request goes and whether it carries the token there.
    fn route(&self, input: &JsValue, init: &JsValue, base: &str, opted_out: bool) -> Routed {
        let (input, url) = match url_of(input) {
            Some(url) => (input.clone(), url),
            None => {
                let url = join(base, &text_of(input));
                (JsValue::from_str(&url), url)
            }
        };
        // A URL that does not parse is for fetch itself to refuse.
        let Some(target) = global::resolve(&url) else {
            return Routed {
                input,
                carried: false,
            };
        };
        let passage = self.policy.destinations.passage(&RequestFacts {
            target: &target,
            brings_header: brings(&self.policy.attach.header, &input, init),
            opted_out,
            exempt_by_pattern: self.hooks.is_exempt(&target.path),
        });
        if passage == Passage::Withheld && self.core.borrow().session().is_some() {
            self.warn(Warned::TokenWithheld, target.origin);
        }
        Routed {
            input,
            carried: passage == Passage::Carried,
        }
    }

    /// Sends a request that carries the token, and does with its reply what the core says.
    async fn dispatch(
        self: &Rc<Self>,
        call: CallId,
        template: &Template,
        cutoff: &Cutoff,
    ) -> Result<JsValue, Failure> {
        let mut reply = JsValue::UNDEFINED;
        let mut input = Input::Requested { call };
        if cutoff.reached().is_none() {
            self.notice_store();
        }
        loop {
            match self.ask(call, input, cutoff).await {
                Answer::Send(token) => {
                    discard(&reply);
                    reply = match self.send(template, token.as_ref(), cutoff).await {
                        Ok(reply) => reply,
                        Err(error) => {
                            self.withdraw(call);
                            return Err(error);
                        }
                    };
                    let mut expired = self.says_expired(reply.unchecked_ref()).await;
                    if expired && !template.repeatable() {
                        self.warn(Warned::NotReplayable, String::new());
                        expired = false;
                    }
                    input = Input::Replied { call, expired };
                }
                Answer::Settled(Outcome::Fault(fault)) => return Err(Failure::Fault(fault, reply)),
                Answer::Settled(_) if reply.is_undefined() => {
                    return Err(Failure::Fault(Fault::Disposed, reply));
                }
                Answer::Settled(_) => return Ok(reply),
                Answer::CutOff(reason) => {
                    self.withdraw(call);
                    return Err(reason.into());
                }
            }
        }
    }

    async fn send(
        &self,
        template: &Template,
        token: Option<&Secret>,
        cutoff: &Cutoff,
    ) -> Result<JsValue, Failure> {
        let attach = &self.policy.attach;
        let value = token.map(|token| attach.value(token.reveal()));
        let signal = cutoff.signal.as_ref();
        let sent = template.send(signal, &attach.header, value.as_deref(), attach.follow_redirects);
        Ok(JsFuture::from(sent).await?)
    }

    /// Asks the core about a call and waits for its answer, or for the cutoff.
    async fn ask(self: &Rc<Self>, call: CallId, input: Input, cutoff: &Cutoff) -> Answer {
        match cutoff.reached() {
            Some(reason) => Answer::CutOff(reason),
            None => self.answered(call, input).await,
        }
    }

    /// Asks the core about a call and waits for its answer.
    pub(super) async fn answered(self: &Rc<Self>, call: CallId, input: Input) -> Answer {
        let receiver = self.answers.expect(call);
        self.feed(input);
        let disposed = Answer::Settled(Outcome::Fault(Fault::Disposed));
        receiver.await.unwrap_or(disposed)
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
        let body = JsFuture::from(json_of_copy(response))
            .await
            .unwrap_or(JsValue::UNDEFINED);
        if !body.is_undefined() {
            let value = json::from_js(&body);
            if expired.body.iter().any(|rule| rule.holds(&value)) {
                return true;
            }
        }
        expired.test && self.hooks.tests_expired(response, &body)
    }
}

//! One request from its making to its answer: `auth.fetch`, and what the verbs are built on.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Promise, TypeError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

use super::{Client, Warned, callers::Caller};
use crate::{
    browser::{
        cutoff::Cutoff,
        global, http, json,
        request::{Template, brings, discard, json_of_copy, pass_on, text_of, url_of},
        settled::{Deferred, settled},
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

/// A request whose way has been found.
struct Routed {
    /// A Request or URL object, or the joined URL as a string.
    input: JsValue,
    /// Where it goes.
    url: String,
    /// It carries the token.
    carried: bool,
}

/// A request on its way.
pub(super) struct Sending {
    call: CallId,
    template: Template,
    url: String,
    /// What the caller waits for.
    answer: Deferred,
    /// The core knows of it: it carries the token.
    carried: bool,
    /// A fault rejects even if there is a real reply.
    strict: bool,
    /// The reply in hand, or undefined.
    reply: Cell<JsValue>,
    cutoff: RefCell<Option<Cutoff>>,
}

impl Client {
    /// `auth.fetch`: fetch's contract, with the token.
    pub fn fetch(self: &Rc<Self>, input: &JsValue, init: &JsValue) -> Promise {
        let routed = self.route(input, init, &self.policy.base, false);
        let timeout = self.policy.timeout;
        if !routed.carried && timeout == 0 {
            return pass_on(&routed.input, init, self.policy.credentials.as_deref());
        }
        self.answer(routed, init, timeout, false)
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
        self.answer(routed, init, 0, true)
    }

    fn answer(self: &Rc<Self>, routed: Routed, init: &JsValue, timeout: i64, strict: bool) -> Promise {
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
        let call = self.callers.next_call();
        let cutoff = {
            let client = Rc::clone(self);
            Cutoff::new(template.signal(), timeout, move |reason| {
                client.cut_off(call, &reason);
            })
        };
        let reached = cutoff.reached();
        let sending = Rc::new(Sending {
            call,
            template,
            url: routed.url,
            answer: Deferred::new(),
            carried: routed.carried,
            strict,
            reply: Cell::new(JsValue::UNDEFINED),
            cutoff: RefCell::new(Some(cutoff)),
        });
        let answer = sending.answer.promise();
        self.callers.open(call, Caller::Request(Rc::clone(&sending)));
        match reached {
            Some(reason) => self.cut_off(call, &reason),
            None if sending.carried => {
                self.notice_store();
                self.feed(Input::Requested {
                    call,
                    endpoint: 0,
                    ready: true,
                });
            }
            None => self.send(&sending, None),
        }
        answer
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
                url,
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
            url,
            carried: passage == Passage::Carried,
        }
    }

    /// Sends a request, with this token if there is one.
    pub(super) fn send(self: &Rc<Self>, sending: &Rc<Sending>, token: Option<&Secret>) {
        discard(&sending.reply.take());
        let attach = &self.policy.attach;
        let value = token.map(|token| attach.value(token.reveal()));
        let signal = sending
            .cutoff
            .borrow()
            .as_ref()
            .and_then(|cutoff| cutoff.signal.clone());
        let sent = sending.template.send(
            signal.as_ref(),
            &attach.header,
            value.as_deref(),
            attach.follow_redirects,
        );
        let (client, sending) = (Rc::clone(self), Rc::clone(sending));
        settled(&sent, move |reply, well| match (well, sending.carried) {
            (false, carried) => {
                if carried && reply.is_instance_of::<TypeError>() {
                    let header = &client.policy.attach.header;
                    client.unanswered(&client.answered, header, &sending.url);
                }
                client.cut_off(sending.call, &reply);
            }
            (true, true) => {
                client.answered.set(true);
                client.replied(&sending, reply.unchecked_into());
            }
            (true, false) => {
                if client.callers.close(sending.call).is_some() {
                    sending.resolve(&reply);
                }
            }
        });
    }

    /// Finds out whether a reply says that the access token is no longer good. Its body is read
    /// only if a match or a test is configured, and then in a copy.
    fn replied(self: &Rc<Self>, sending: &Rc<Sending>, response: Response) {
        let expired = &self.policy.expired;
        let by_status = expired.status.contains(&response.status());
        if by_status || (expired.body.is_empty() && !expired.test) {
            return self.judged(sending, response.into(), by_status);
        }
        let body = json_of_copy(&response);
        let (client, sending) = (Rc::clone(self), Rc::clone(sending));
        settled(&body, move |body, _| {
            let expired = client.body_says_expired(&response, &body);
            client.judged(&sending, response.into(), expired);
        });
    }

    fn body_says_expired(&self, response: &Response, body: &JsValue) -> bool {
        let expired = &self.policy.expired;
        if !body.is_undefined() {
            let value = json::from_js(body);
            if expired.body.iter().any(|rule| rule.holds(&value)) {
                return true;
            }
        }
        expired.test && self.hooks.tests_expired(response, body)
    }

    /// Tells the core what the reply says, and keeps it in hand until the core has decided.
    fn judged(self: &Rc<Self>, sending: &Rc<Sending>, reply: JsValue, mut expired: bool) {
        let call = sending.call;
        if self.callers.request(call).is_none() {
            return;
        }
        if expired && !sending.template.repeatable() {
            self.warn(Warned::NotReplayable, String::new());
            expired = false;
        }
        if !expired && self.policy.access_header().is_some() {
            let reply = http::reply(&reply, &JsValue::UNDEFINED, &self.policy);
            self.feed(Input::Slid { call, reply });
        }
        sending.reply.set(reply);
        self.feed(Input::Replied { call, expired });
    }

    /// The caller's signal, the timeout or the network came first: at once, whatever the request
    /// was waiting for (R8).
    fn cut_off(self: &Rc<Self>, call: CallId, reason: &JsValue) {
        if let Some(Caller::Request(sending)) = self.callers.close(call) {
            sending.reject(reason);
            discard(&sending.reply.take());
            if sending.carried {
                self.feed(Input::Withdrawn { call });
            }
        }
    }

    /// The core has decided about a call.
    pub(super) fn settle(&self, call: CallId, outcome: Outcome) {
        let sending = match self.callers.close(call) {
            None => return,
            Some(Caller::Inquiry(answer)) => return self.settle_inquiry(&answer, outcome),
            Some(Caller::Request(sending)) => sending,
        };
        let reply = sending.reply.take();
        let fault = match outcome {
            Outcome::Fault(fault) => Some(fault),
            _ if reply.is_undefined() => Some(Fault::Disposed),
            _ => None,
        };
        match fault {
            // A real reply stays the answer, unless the refresh may succeed later.
            Some(fault) if sending.strict || reply.is_undefined() || fault == Fault::RefreshUnavailable => {
                sending.reject(&self.hooks.fault(fault as u32, &reply));
            }
            _ => sending.resolve(&reply),
        }
    }
}

impl Sending {
    fn resolve(&self, reply: &JsValue) {
        self.cutoff.take();
        self.answer.resolve(reply);
    }

    fn reject(&self, error: &JsValue) {
        self.cutoff.take();
        self.answer.reject(error);
    }
}

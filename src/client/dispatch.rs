//! One request from its making to its answer: `auth.fetch`, and what the verbs are built on.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Promise, TypeError};
use wasm_bindgen::{JsCast, JsValue};

use super::{Client, Warned, callers::Caller};
use crate::{
    browser::cutoff::Cutoff, browser::http, browser::json, browser::settled::Deferred,
    browser::settled::settled, browser::template::Sent, browser::template::Template,
    browser::template::discard, browser::template::json_of_copy, browser::template::origin_of,
    browser::timer::clamped,
};
use authflight_protocol::{
    Input, destination::Passage, destination::RequestFacts, destination::Target, destination::join,
    input::CallId, output::Fault, output::Outcome, secret::Secret,
};

/// Where a request goes and how.
struct Route {
    /// The origin it goes to.
    origin: String,
    /// It carries the token.
    carried: bool,
    /// Names its method and address; 0 for what is no URL.
    endpoint: u64,
}

/// A request on its way.
pub(super) struct Sending {
    call: CallId,
    template: Template,
    /// The origin it goes to.
    origin: String,
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
    /// `auth.fetch`: fetch's contract, with the token. `None`: the request is passed on as it is.
    pub fn fetch(self: &Rc<Self>, template: Template) -> Option<Promise> {
        let route = self.route(&template, &self.policy.base, false);
        let timeout = self.policy.timeout;
        (route.carried || timeout != 0).then(|| self.answer(template, route, timeout, false))
    }

    /// What the verbs are built on: a fault rejects, its reply, if there is one, in the error.
    pub fn send_for_verb(
        self: &Rc<Self>,
        template: Template,
        base: Option<&str>,
        opted_out: bool,
    ) -> Promise {
        let route = self.route(&template, base.unwrap_or(&self.policy.base), opted_out);
        self.answer(template, route, 0, true)
    }

    fn answer(self: &Rc<Self>, template: Template, route: Route, timeout: i64, strict: bool) -> Promise {
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
            origin: route.origin,
            answer: Deferred::new(),
            carried: route.carried,
            strict,
            reply: Cell::new(JsValue::UNDEFINED),
            cutoff: RefCell::new(Some(cutoff)),
        });
        let answer = sending.answer.promise();
        self.callers.open(call, Caller::Request(Rc::clone(&sending)));
        match reached {
            Some(reason) => self.cut_off(call, &reason),
            None if sending.carried => self.request(&sending, route.endpoint),
            None => self.send(&sending, None),
        }
        answer
    }

    /// Tells the core of a request. A stream is read first, so that it can be sent twice.
    fn request(self: &Rc<Self>, sending: &Rc<Sending>, endpoint: u64) {
        let call = sending.call;
        let limit = clamped(self.policy.stream_limit);
        let ready = !sending.template.streams(limit);
        self.notice_store();
        self.feed(Input::Requested {
            call,
            endpoint,
            ready,
        });
        if ready {
            return;
        }
        let client = Rc::clone(self);
        sending
            .template
            .keep(limit, sending.signal().as_ref(), move |error| {
                if error.is_undefined() {
                    client.feed(Input::BodyRead { call });
                } else {
                    client.cut_off(call, &error);
                }
            });
    }

    /// Finds out where a request goes and whether it carries the token there.
    fn route(&self, template: &Template, base: &str, opted_out: bool) -> Route {
        let url = template.url();
        let url = if template.joins() { join(base, &url) } else { url };
        // A URL that does not parse is for fetch itself to refuse.
        let Some(target) = template.resolve(&url, self.policy.credentials.as_deref()) else {
            return Route {
                origin: String::new(),
                carried: false,
                endpoint: 0,
            };
        };
        let passage = self.policy.destinations.passage(&RequestFacts {
            target: &target,
            brings_header: template.brings(&self.policy.attach.header),
            opted_out,
            exempt_by_pattern: self.hooks.is_exempt(&target.path),
        });
        let endpoint = endpoint(&template.method(), &target);
        if passage == Passage::Withheld && self.core.borrow().session().is_some() {
            self.warn(Warned::TokenWithheld, target.origin.clone());
        }
        Route {
            origin: target.origin,
            carried: passage == Passage::Carried,
            endpoint,
        }
    }

    /// Sends a request, with this token if there is one.
    pub(super) fn send(self: &Rc<Self>, sending: &Rc<Sending>, token: Option<&Secret>) {
        discard(&sending.reply.take());
        let attach = &self.policy.attach;
        let value = token.map(|token| attach.value(token.reveal()));
        let (client, sent) = (Rc::clone(self), Rc::clone(sending));
        sending.template.send(
            sending.signal().as_ref(),
            &attach.header,
            value.as_deref(),
            attach.follow_redirects,
            move |reply| client.came(&sent, reply),
        );
    }

    /// A reply has come, or what fetch rejected with.
    fn came(self: &Rc<Self>, sending: &Rc<Sending>, reply: Sent) {
        match reply {
            Err(error) => {
                if sending.carried && error.is_instance_of::<TypeError>() {
                    let header = &self.policy.attach.header;
                    self.unanswered(&self.answered, header, &sending.template.url());
                }
                self.cut_off(sending.call, &error);
            }
            Ok((reply, status)) if sending.carried => {
                self.answered.set(true);
                self.replied(sending, reply, status);
            }
            Ok((reply, _)) => {
                if self.callers.close(sending.call).is_some() {
                    sending.resolve(&reply);
                }
            }
        }
    }

    /// Finds out whether a reply says that the access token is no longer good. Its body is read
    /// only if a match or a test is configured, and then in a copy.
    fn replied(self: &Rc<Self>, sending: &Rc<Sending>, reply: JsValue, status: u16) {
        let expired = &self.policy.expired;
        let by_status = expired.status.contains(&status);
        if by_status || (expired.body.is_empty() && !expired.test) {
            return self.judged(sending, reply, by_status);
        }
        let body = json_of_copy(&reply);
        let (client, sending) = (Rc::clone(self), Rc::clone(sending));
        settled(&body, move |body, _| client.body_read(&sending, reply, &body));
    }

    /// Looks for what is configured to say "expired" in a body, and asks the user's own test, if there is one.
    fn body_read(self: &Rc<Self>, sending: &Rc<Sending>, reply: JsValue, body: &JsValue) {
        let expired = &self.policy.expired;
        let says_expired = !expired.body.is_empty() && !body.is_undefined() && {
            let value = json::from_js(body);
            expired.body.iter().any(|rule| rule.holds(&value))
        };
        if says_expired || !expired.test {
            return self.judged(sending, reply, says_expired);
        }
        let test = self.hooks.tests_expired(&reply, body);
        let (client, sending) = (Rc::clone(self), Rc::clone(sending));
        settled(&test, move |expired, _| {
            client.judged(&sending, reply, expired.as_bool() == Some(true));
        });
    }

    /// Tells the core what the reply says, and keeps it in hand until the core has decided.
    fn judged(self: &Rc<Self>, sending: &Rc<Sending>, reply: JsValue, mut expired: bool) {
        let call = sending.call;
        if self.callers.request(call).is_none() {
            return;
        }
        let origin = origin_of(&reply).unwrap_or_else(|| sending.origin.clone());
        // A redirect has led elsewhere, where the token was not: what is said there says nothing of it.
        expired = expired && self.policy.destinations.origins.contains(&origin);
        if expired && !sending.template.repeatable() {
            self.warn(Warned::NotReplayable, String::new());
            expired = false;
        }
        if !expired && self.policy.access_header().is_some() {
            let mut facts = http::reply(&reply, &JsValue::UNDEFINED, &self.policy);
            facts.url_origin = Some(origin);
            self.feed(Input::Slid { call, reply: facts });
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
    fn signal(&self) -> Option<web_sys::AbortSignal> {
        let cutoff = self.cutoff.borrow();
        cutoff.as_ref().and_then(|cutoff| cutoff.signal.clone())
    }

    fn resolve(&self, reply: &JsValue) {
        self.cutoff.take();
        self.answer.resolve(reply);
    }

    fn reject(&self, error: &JsValue) {
        self.cutoff.take();
        self.answer.reject(error);
    }
}

/// Names a method and an address, without its query: their FNV-1a hash. The standard library's would be 1 kB of the binary.
fn endpoint(method: &str, target: &Target) -> u64 {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    for part in [method, &target.origin, &target.path] {
        for byte in part.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    hash.max(1)
}

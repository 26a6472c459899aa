//! Logins, logouts, and calls that ask for tokens.

use std::rc::Rc;

use authflight_protocol::{
    Input,
    input::CallId,
    output::{Fault, Outcome},
};
use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::Client;
use crate::{
    browser::{clock, http, json, task::promise},
    exports::tokens,
};

impl Client {
    /// A login is about to be sent. Whatever happens from now on is later than this login. `until_closed`: the browser is to
    /// forget its session when it is closed.
    pub fn login_started(self: &Rc<Self>, until_closed: bool) -> CallId {
        let call = self.calls.next_call();
        self.notice_store();
        self.feed(Input::LoginStarted { call, until_closed });
        call
    }

    /// Takes the tokens out of the reply to a login. Resolves with whether it is a good one. `has_own_url`: its caller has said
    /// where it goes. `tokens_optional`: it is good without tokens as well.
    pub fn login_replied(
        self: &Rc<Self>,
        call: CallId,
        response: &JsValue,
        body: &JsValue,
        has_own_url: bool,
        tokens_optional: bool,
    ) -> Promise {
        let mut reply = http::reply(response, body, &self.policy);
        if has_own_url {
            reply.url_origin = None;
        }
        if tokens_optional && reply.is_good_without_tokens(&self.policy, clock::moment()) {
            self.feed(Input::Withdrawn { call });
            return Promise::resolve(&JsValue::TRUE);
        }
        self.notice_store();
        self.submit_as(call, Input::LoginReplied { call, reply })
    }

    /// As [`Self::login_replied`], for a request that the application has made itself.
    pub(super) async fn login_outcome(
        self: &Rc<Self>,
        call: CallId,
        response: &JsValue,
        body: &JsValue,
    ) -> Outcome {
        let reply = http::reply(response, body, &self.policy);
        self.notice_store();
        let outcome = self.calls.open(call);
        self.feed(Input::LoginReplied { call, reply });
        outcome.await
    }

    /// Ends the session in this tab at once, and then tells the server.
    pub fn logout(self: &Rc<Self>) -> Promise {
        self.submit(|call| Input::LogoutRequested { call })
    }

    /// Refreshes, or joins the refresh under way.
    pub fn refresh(self: &Rc<Self>) -> Promise {
        self.notice_store();
        self.submit(|call| Input::RefreshRequested { call })
    }

    /// Resolves with the access token, which is refreshed first if necessary, or with null when signed out.
    pub fn access_token(self: &Rc<Self>) -> Promise {
        self.notice_store();
        self.submit(|call| Input::TokenRequested { call })
    }

    /// Starts a session with tokens that came in another way than a login. Rejects with `CONFIG` if they are not tokens.
    pub fn set_tokens(self: &Rc<Self>, given: &JsValue) -> Promise {
        match tokens::read_set(given) {
            Some(tokens) => self.submit(|call| Input::TokensGiven { call, tokens }),
            None => Promise::reject(&self.hooks.misuse(
                "setTokens: expected { access: string, refresh?: string, accessExpiresAt?: number, \
                 refreshExpiresAt?: number }",
            )),
        }
    }

    /// The claims of the present access token; undefined if there are none.
    pub fn claims(&self) -> JsValue {
        let claims = self.core.borrow().claims();
        claims.as_ref().map_or(JsValue::UNDEFINED, json::to_js)
    }

    /// What the back-end has said of the user; undefined if it has said nothing.
    pub fn user(&self) -> JsValue {
        self.core.borrow().user().map_or(JsValue::UNDEFINED, json::to_js)
    }

    fn submit(self: &Rc<Self>, input: impl FnOnce(CallId) -> Input) -> Promise {
        let call = self.calls.next_call();
        self.submit_as(call, input(call))
    }

    /// Opens the call, feeds the input, and resolves with the outcome. A fault rejects.
    fn submit_as(self: &Rc<Self>, call: CallId, input: Input) -> Promise {
        let client = Rc::clone(self);
        promise(async move {
            let outcome = client.calls.open(call);
            client.feed(input);
            match outcome.await {
                Outcome::Token(Some(token)) => Ok(JsValue::from_str(token.reveal())),
                Outcome::Token(None) => Ok(JsValue::NULL),
                Outcome::Done | Outcome::Deliver => Ok(JsValue::TRUE),
                Outcome::Fault(Fault::LoginRejected) => Ok(JsValue::FALSE),
                Outcome::Fault(fault) => Err(client.error(fault, &JsValue::UNDEFINED)),
            }
        })
    }
}

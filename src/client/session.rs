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
    browser::{http, task::promise},
    exports::tokens,
};

impl Client {
    /// A login is about to be sent. Whatever happens from now on is later than this login.
    pub fn login_started(self: &Rc<Self>) -> CallId {
        let call = self.calls.next_call();
        self.notice_store();
        self.feed(Input::LoginStarted { call });
        call
    }

    /// Takes the tokens out of the reply to a login. Resolves with whether there were any.
    pub fn login_replied(self: &Rc<Self>, call: CallId, response: &JsValue, body: &JsValue) -> Promise {
        let input = self.reply_to_login(call, response, body);
        self.submit_as(call, input)
    }

    /// As [`Self::login_replied`], for a request that the application has made itself.
    pub(super) async fn login_outcome(
        self: &Rc<Self>,
        call: CallId,
        response: &JsValue,
        body: &JsValue,
    ) -> Outcome {
        let input = self.reply_to_login(call, response, body);
        let outcome = self.calls.open(call);
        self.feed(input);
        outcome.await
    }

    fn reply_to_login(self: &Rc<Self>, call: CallId, response: &JsValue, body: &JsValue) -> Input {
        let reply = http::reply(response, body, &self.policy);
        self.notice_store();
        Input::LoginReplied { call, reply }
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
        match tokens::brought(given) {
            Some(tokens) => self.submit(|call| Input::TokensGiven { call, tokens }),
            None => Promise::reject(&self.hooks.misuse(
                "setTokens: expected { access: string, refresh?: string, accessExpiresAt?: number, \
                 refreshExpiresAt?: number }",
            )),
        }
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

//! Logging in and out, and asking for tokens.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::{Answer, Client};
use crate::{
    bindings::tokens,
    browser::{http, task},
    core::{
        Input,
        input::CallId,
        output::{Fault, Outcome},
    },
};

impl Client {
    /// Takes the tokens out of the reply to a login; resolves with whether there were any.
    pub fn login_replied(self: &Rc<Self>, response: &JsValue, body: &JsValue) -> Promise {
        let reply = http::reply(response, body, &self.policy);
        self.inquire(|call| Input::LoginReplied { call, reply })
    }

    /// Ends the session here and at once, and tells the server.
    pub fn logout(self: &Rc<Self>) -> Promise {
        self.inquire(|call| Input::LogoutRequested { call })
    }

    /// Refreshes, or joins the refresh under way.
    pub fn refresh(self: &Rc<Self>) -> Promise {
        self.notice_store();
        self.inquire(|call| Input::RefreshRequested { call })
    }

    /// Resolves with the access token, refreshed first if it must be; null when signed out.
    pub fn access_token(self: &Rc<Self>) -> Promise {
        self.notice_store();
        self.inquire(|call| Input::TokenRequested { call })
    }

    /// Starts a session with tokens that came by another way; rejects with `CONFIG` when they are
    /// no tokens.
    pub fn bring_tokens(self: &Rc<Self>, given: &JsValue) -> Promise {
        match tokens::brought(given) {
            Some(tokens) => self.inquire(|call| Input::TokensBrought { call, tokens }),
            None => Promise::reject(&self.hooks.misuse(
                "setTokens: expected { access: string, refresh?: string, accessExpiresAt?: number, \
                 refreshExpiresAt?: number }",
            )),
        }
    }

    /// Asks the core about something that is no request; a fault rejects.
    fn inquire(self: &Rc<Self>, input: impl FnOnce(CallId) -> Input) -> Promise {
        let call = self.answers.next_call();
        self.inquired(call, input(call))
    }

    fn inquired(self: &Rc<Self>, call: CallId, input: Input) -> Promise {
        let client = Rc::clone(self);
        task::promise(async move {
            let fault = match client.answered(call, input).await {
                Answer::Settled(Outcome::Done) => return Ok(JsValue::TRUE),
                Answer::Settled(Outcome::Token(token)) => {
                    return Ok(token.map_or(JsValue::NULL, |token| JsValue::from_str(token.reveal())));
                }
                Answer::Settled(Outcome::Fault(Fault::LoginRejected)) => return Ok(JsValue::FALSE),
                Answer::Settled(Outcome::Fault(fault)) => fault,
                _ => Fault::Disposed,
            };
            Err(client.hooks.fault(fault as u32, &JsValue::UNDEFINED))
        })
    }
}

//! Logging in and out, and asking for tokens.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use web_sys::Response;

use super::Client;
use crate::{
    bindings::{errors, tokens},
    browser::{http, json},
    core::{
        Input,
        output::{Fault, Outcome},
        value::Value,
    },
};

impl Client {
    /// Takes the tokens out of the reply to a login. Whether there were any.
    ///
    /// # Errors
    /// `DISPOSED`.
    pub async fn login_replied(
        self: &Rc<Self>,
        response: &Response,
        body: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let body = Some(json::from_js(body)).filter(|body| matches!(body, Value::Object(_)));
        let reply = http::reply(response, body, &self.policy);
        let call = self.answers.next_call();
        match self.inquire(call, Input::LoginReplied { call, reply }).await {
            Outcome::Done => Ok(JsValue::TRUE),
            Outcome::Fault(Fault::LoginRejected) => Ok(JsValue::FALSE),
            outcome => Err(self.failed(outcome)),
        }
    }

    /// Ends the session here and at once, and tells the server.
    pub async fn logout(self: &Rc<Self>) {
        let call = self.answers.next_call();
        self.inquire(call, Input::LogoutRequested { call }).await;
    }

    /// Refreshes, or joins the refresh under way.
    ///
    /// # Errors
    /// `SESSION_EXPIRED`, `REFRESH_UNAVAILABLE`, `SESSION_CHANGED` or `DISPOSED`.
    pub async fn refresh(self: &Rc<Self>) -> Result<(), JsValue> {
        self.notice_store();
        let call = self.answers.next_call();
        match self.inquire(call, Input::RefreshRequested { call }).await {
            Outcome::Done => Ok(()),
            outcome => Err(self.failed(outcome)),
        }
    }

    /// The access token, refreshed first if it must be; null when signed out.
    ///
    /// # Errors
    /// `REFRESH_UNAVAILABLE`, `SESSION_CHANGED` or `DISPOSED`.
    pub async fn access_token(self: &Rc<Self>) -> Result<JsValue, JsValue> {
        self.notice_store();
        let call = self.answers.next_call();
        match self.inquire(call, Input::TokenRequested { call }).await {
            Outcome::Token(token) => {
                Ok(token.map_or(JsValue::NULL, |token| JsValue::from_str(token.reveal())))
            }
            outcome => Err(self.failed(outcome)),
        }
    }

    /// Starts a session with tokens that came by another way.
    ///
    /// # Errors
    /// `CONFIG` when they are no tokens, `DISPOSED`.
    pub async fn bring_tokens(self: &Rc<Self>, given: &JsValue) -> Result<(), JsValue> {
        let Some(tokens) = tokens::brought(given) else {
            return Err(errors::misuse(
                &self.hooks,
                "setTokens: expected { access: string, refresh?: string, accessExpiresAt?: number, \
                 refreshExpiresAt?: number }",
            ));
        };
        let call = self.answers.next_call();
        match self.inquire(call, Input::TokensBrought { call, tokens }).await {
            Outcome::Done => Ok(()),
            outcome => Err(self.failed(outcome)),
        }
    }

    fn failed(&self, outcome: Outcome) -> JsValue {
        let fault = match outcome {
            Outcome::Fault(fault) => fault,
            _ => Fault::Disposed,
        };
        errors::fault(&self.hooks, fault, None)
    }
}

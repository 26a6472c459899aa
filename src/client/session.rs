//! Logging in and out, and asking for tokens.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::{
    Client,
    verbs::{Answered, Call},
};
use crate::{
    bindings::{errors, tokens},
    browser::{http, json},
    core::{
        Input,
        output::{Fault, Outcome},
    },
};

impl Client {
    /// Posts the credentials and keeps the tokens that the reply carries.
    ///
    /// # Errors
    /// `LOGIN_REJECTED`, `CONFIG` without a login endpoint, or the verbs' own.
    pub async fn login(
        self: &Rc<Self>,
        credentials: JsValue,
        config: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let Some(endpoint) = self.policy.login.clone() else {
            return Err(errors::misuse(&self.hooks, "config.login: needed by auth.login()"));
        };
        let call = Call::to_endpoint(&endpoint, credentials, config, self)?;
        let answered = self.exchange_verb(&call).await?;
        let body = answered.body_value();
        let response = &answered.response;
        let headers = response.headers();
        let reply = http::reply(
            response.status(),
            &|name| headers.get(name).ok().flatten(),
            &response.url(),
            body,
            &self.policy,
        );
        let id = self.answers.next_call();
        match self.inquire(id, Input::LoginReplied { call: id, reply }).await {
            Outcome::Done => Ok(answered.into_http_response(&call, self)),
            Outcome::Fault(Fault::LoginRejected) => {
                Err(self.rejected_login(&answered, &call))
            }
            outcome => Err(self.failed(outcome)),
        }
    }

    fn rejected_login(&self, answered: &Answered, call: &Call) -> JsValue {
        let message = match answered.body_value().and_then(|body| keys_of(&body)) {
            // Keys only: a value could be a token.
            Some(keys) => {
                let mut message = String::from(
                    "The login was answered, but no access token was found. The body has: ",
                );
                message.push_str(&keys);
                message.push('.');
                message
            }
            None => "The login was answered, but no access token was found.".to_string(),
        };
        errors::with_reply(&self.hooks, "LOGIN_REJECTED", &message, answered, call)
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

/// The names of a body's entries, those under `data` included.
fn keys_of(body: &crate::core::value::Value) -> Option<String> {
    use crate::core::value::Value;
    let Value::Object(entries) = body else { return None };
    let mut names = String::new();
    let mut add = |prefix: &str, name: &str| {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(prefix);
        names.push_str(name);
    };
    for (name, _) in entries {
        add("", name);
    }
    if let Some(Value::Object(inner)) = body.field("data") {
        for (name, _) in inner {
            add("data.", name);
        }
    }
    Some(names)
}

/// A body as the core reads it.
pub(super) fn value_of(data: &JsValue) -> Option<crate::core::value::Value> {
    json::from_js(data.clone())
}

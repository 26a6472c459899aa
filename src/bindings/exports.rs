//! What the TypeScript layer calls.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::hooks::Hooks;
use crate::{
    browser::{global, json, settled::Deferred},
    client::Client,
    core::{Input, policy},
};

/// One client. Every method takes `&self`, across awaits too, so that calls may overlap.
#[wasm_bindgen]
pub struct Auth {
    client: Rc<Client>,
}

#[wasm_bindgen]
impl Auth {
    /// Parses the configuration and starts a client; resolves with an `Auth`. Rejects with
    /// `CONFIG`, naming the path, what was expected and what came.
    pub fn create(config: &JsValue, hooks: Hooks) -> Promise {
        match policy::parse(&json::from_js(config), hooks.functions(), &global::resolve) {
            Ok(policy) => {
                let answer = Deferred::new();
                let promise = answer.promise();
                Client::start(policy, hooks, move |client| {
                    answer.resolve(&Self { client }.into());
                });
                promise
            }
            Err(error) => Promise::reject(&hooks.misuse(&error.message)),
        }
    }

    /// `fetch(input, init)`.
    pub fn fetch(&self, input: &JsValue, init: &JsValue) -> Promise {
        self.client.fetch(input, init)
    }

    /// What the verbs send by: `init` as fetch takes it, `base` instead of the configured one.
    #[expect(clippy::needless_pass_by_value, reason = "an optional text comes by value")]
    pub fn send(&self, url: &JsValue, init: &JsValue, base: Option<String>, opted_out: bool) -> Promise {
        self.client.send_for_verb(url, init, base.as_deref(), opted_out)
    }

    /// Takes the tokens out of the reply to a login; resolves with whether there were any.
    #[wasm_bindgen(js_name = loginReplied)]
    pub fn login_replied(&self, response: &JsValue, body: &JsValue) -> Promise {
        self.client.login_replied(response, body)
    }

    /// `logout()`.
    pub fn logout(&self) -> Promise {
        self.client.logout()
    }

    /// `refresh()`; the layer above adds the session.
    pub fn refresh(&self) -> Promise {
        self.client.refresh()
    }

    /// `getAccessToken()`.
    #[wasm_bindgen(js_name = getAccessToken)]
    pub fn access_token(&self) -> Promise {
        self.client.access_token()
    }

    /// `setTokens(tokens)`; the layer above adds the session.
    #[wasm_bindgen(js_name = setTokens)]
    pub fn bring_tokens(&self, tokens: &JsValue) -> Promise {
        self.client.bring_tokens(tokens)
    }

    /// Whether somebody listens to `trace`.
    pub fn trace(&self, on: bool) {
        self.client.feed(Input::Tracing(on));
    }

    /// `dispose()`.
    pub fn dispose(&self) {
        self.client.dispose();
    }
}

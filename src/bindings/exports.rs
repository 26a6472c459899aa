//! What the TypeScript layer calls.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Response;

use super::{errors, hooks::Hooks};
use crate::{
    browser::{global, json, task},
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
    /// Parses the configuration and starts a client.
    ///
    /// # Errors
    /// `CONFIG`, naming the path, what was expected and what came.
    pub async fn create(config: JsValue, hooks: Hooks) -> Result<Auth, JsValue> {
        let config = json::from_js(&config);
        match policy::parse(&config, hooks.functions(), &global::resolve) {
            Ok(policy) => Ok(Self { client: Client::start(policy, hooks).await }),
            Err(error) => Err(errors::misuse(&hooks, &error.message)),
        }
    }

    /// `fetch(input, init)`.
    #[must_use]
    pub fn fetch(&self, input: &JsValue, init: &JsValue) -> Promise {
        self.client.fetch(input, init)
    }

    /// What the verbs send by: `init` as fetch takes it, `base` instead of the configured one.
    #[must_use]
    pub fn send(&self, url: &JsValue, init: &JsValue, base: Option<String>, opted_out: bool) -> Promise {
        self.client.send_for_verb(url, init, base.as_deref(), opted_out)
    }

    /// Takes the tokens out of the reply to a login; resolves with whether there were any.
    #[wasm_bindgen(js_name = loginReplied)]
    #[must_use]
    pub fn login_replied(&self, response: Response, body: JsValue) -> Promise {
        let client = Rc::clone(&self.client);
        task::promise(async move { client.login_replied(&response, &body).await })
    }

    /// `logout()`.
    #[must_use]
    pub fn logout(&self) -> Promise {
        let client = Rc::clone(&self.client);
        task::promise(async move {
            client.logout().await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// `refresh()`; the layer above adds the session.
    #[must_use]
    pub fn refresh(&self) -> Promise {
        let client = Rc::clone(&self.client);
        task::promise(async move { client.refresh().await.map(|()| JsValue::UNDEFINED) })
    }

    /// `getAccessToken()`.
    #[wasm_bindgen(js_name = getAccessToken)]
    #[must_use]
    pub fn access_token(&self) -> Promise {
        let client = Rc::clone(&self.client);
        task::promise(async move { client.access_token().await })
    }

    /// `setTokens(tokens)`; the layer above adds the session.
    #[wasm_bindgen(js_name = setTokens)]
    #[must_use]
    pub fn bring_tokens(&self, tokens: JsValue) -> Promise {
        let client = Rc::clone(&self.client);
        task::promise(async move {
            client.bring_tokens(&tokens).await.map(|()| JsValue::UNDEFINED)
        })
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

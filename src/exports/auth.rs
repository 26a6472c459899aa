//! What the TypeScript layer calls, and only through its guard. The guard converts each argument to the type that is
//! declared here, and never enters while the binary runs (R34).

use std::rc::Rc;

use authflight_protocol::{
    Input,
    input::CallId,
    jwt::PayloadDecoder,
    policy::{self, Platform},
};
use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::hooks::Hooks;
use crate::{
    browser::{global, json, task::promise, template::Template},
    client::Client,
};

/// One client. Every method takes `&self`, also across awaits, so that calls may overlap.
#[wasm_bindgen]
pub struct Auth {
    client: Rc<Client>,
}

#[wasm_bindgen]
impl Auth {
    /// Parses the configuration and starts a client. Resolves with an `Auth`. Rejects with `CONFIG`, and names the path,
    /// what was expected and what came.
    pub fn create(config: &JsValue, hooks: Hooks) -> Promise {
        let platform = Platform {
            resolve: &global::resolve,
            payload_decoder: PayloadDecoder(json::parse_payload),
            on_server: global::is_server(),
        };
        let policy = policy::parse(&json::from_js(config), hooks.functions(), &platform);
        promise(async {
            match policy {
                Ok(policy) => {
                    let client = Client::start(policy, hooks).await;
                    Ok(Self { client }.into())
                }
                Err(error) => Err(hooks.misuse(&error.message)),
            }
        })
    }

    /// `auth.fetch`. `None` if the request carries no token and has no timeout: the TypeScript layer then sends the template
    /// as it is.
    pub fn fetch(&self, template: Template) -> Option<Promise> {
        self.client.fetch(template)
    }

    /// Sends a request of the verbs. `base` replaces the configured one. `for_login`: `login_replied` follows.
    #[expect(clippy::needless_pass_by_value, reason = "an optional text comes by value")]
    pub fn send(
        &self,
        template: Template,
        base: Option<String>,
        opted_out: bool,
        for_login: bool,
    ) -> Promise {
        let base = base.as_deref();
        self.client.send_for_verb(template, base, opted_out, for_login)
    }

    /// The URL of the login. It was resolved when the client was made, so that a later change of the document's base has
    /// no effect.
    #[wasm_bindgen(js_name = loginUrl)]
    pub fn login_url(&self) -> Option<String> {
        let login = self.client.policy.login.as_ref()?;
        Some(login.target.href.clone())
    }

    /// A login is about to be sent. Returns a number for `login_failed` or `login_replied`.
    #[wasm_bindgen(js_name = loginStarted)]
    pub fn login_started(&self) -> u32 {
        self.client.login_started().0
    }

    /// The login got no reply, or one that cannot be used.
    #[wasm_bindgen(js_name = loginFailed)]
    pub fn login_failed(&self, call: u32) {
        self.client.feed(Input::Withdrawn { call: CallId(call) });
    }

    /// Takes the tokens out of the login's reply. Resolves with whether there were any.
    #[wasm_bindgen(js_name = loginReplied)]
    pub fn login_replied(&self, call: u32, response: &JsValue, body: &JsValue) -> Promise {
        self.client.login_replied(CallId(call), response, body)
    }

    /// `logout()`.
    pub fn logout(&self) -> Promise {
        self.client.logout()
    }

    /// `refresh()`. The TypeScript layer adds the session.
    pub fn refresh(&self) -> Promise {
        self.client.refresh()
    }

    /// `getAccessToken()`.
    #[wasm_bindgen(js_name = getAccessToken)]
    pub fn access_token(&self) -> Promise {
        self.client.access_token()
    }

    /// `setTokens(tokens)`. The TypeScript layer adds the session.
    #[wasm_bindgen(js_name = setTokens)]
    pub fn bring_tokens(&self, tokens: &JsValue) -> Promise {
        self.client.set_tokens(tokens)
    }

    /// Says whether anyone listens to `trace`.
    pub fn trace(&self, on: bool) {
        self.client.feed(Input::Tracing(on));
    }

    /// `dispose()`.
    pub fn dispose(&self) {
        self.client.dispose();
    }
}

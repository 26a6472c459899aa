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
    /// as it is. `strict`: a fault rejects even if there is a reply, as for the verbs.
    pub fn fetch(&self, template: Template, strict: bool) -> Option<Promise> {
        self.client.fetch(template, strict)
    }

    /// A request is called for that the application still makes. Returns a number for `send` or `withdrawn`.
    pub fn announced(&self) -> u32 {
        self.client.announce().0
    }

    /// What was announced is not sent. Has no effect on a request that was.
    pub fn withdrawn(&self, call: u32) {
        self.client.withdraw(CallId(call));
    }

    /// Sends a request of the verbs. `base` replaces the configured one. `for_login`: `login_replied` follows. `announced`: the
    /// number of the call that was announced for it.
    #[expect(clippy::needless_pass_by_value, reason = "an optional text comes by value")]
    pub fn send(
        &self,
        template: Template,
        base: Option<String>,
        without_auth: bool,
        for_login: bool,
        announced: Option<u32>,
    ) -> Promise {
        let base = base.as_deref();
        let announced = announced.map(CallId);
        self.client
            .send_for_verb(template, base, without_auth, for_login, announced)
    }

    /// The URL of the login. It was resolved when the client was made, so that a later change of the document's base has
    /// no effect.
    #[wasm_bindgen(js_name = loginUrl)]
    pub fn login_url(&self) -> Option<String> {
        let login = self.client.policy.login.as_ref()?;
        Some(login.target.href.clone())
    }

    /// A login is about to be sent. Returns a number for `login_ended` or `login_replied`. `until_closed`: the browser is to
    /// forget its session when it is closed.
    #[wasm_bindgen(js_name = loginStarted)]
    pub fn login_started(&self, until_closed: bool) -> u32 {
        self.client.login_started(until_closed).0
    }

    /// Ends the login. A reply that arrives later is ignored.
    #[wasm_bindgen(js_name = loginEnded)]
    pub fn login_ended(&self, call: u32) {
        self.client.feed(Input::Withdrawn { call: CallId(call) });
    }

    /// Takes the tokens out of the login's reply. Resolves with whether it is a good one. `has_own_url`: it was sent where its
    /// caller said. `tokens_optional`: it is good without tokens as well.
    #[wasm_bindgen(js_name = loginReplied)]
    pub fn login_replied(
        &self,
        call: u32,
        response: &JsValue,
        body: &JsValue,
        has_own_url: bool,
        tokens_optional: bool,
    ) -> Promise {
        let call = CallId(call);
        self.client
            .login_replied(call, response, body, has_own_url, tokens_optional)
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
    pub fn set_tokens(&self, tokens: &JsValue) -> Promise {
        self.client.set_tokens(tokens)
    }

    /// The claims of the present access token; undefined if there are none.
    pub fn claims(&self) -> JsValue {
        self.client.claims()
    }

    /// What the back-end has said of the user; undefined if it has said nothing.
    pub fn user(&self) -> JsValue {
        self.client.user()
    }

    /// The back-end has said who is signed in. `sessions`: as the snapshot had it when the back-end was asked.
    #[wasm_bindgen(js_name = userLoaded)]
    pub fn user_loaded(&self, sessions: u32, user: &JsValue) {
        let user = json::from_js(user);
        self.client.feed(Input::UserLoaded { sessions, user });
    }

    /// The user has given a sign of life (R33).
    #[wasm_bindgen(js_name = signOfLife)]
    pub fn sign_of_life(&self) {
        self.client.feed(Input::SignOfLife);
    }

    /// Reads the record again, and tells the protocol of a change (R23).
    #[wasm_bindgen(js_name = noticeStore)]
    pub fn notice_store(&self) {
        self.client.notice_store();
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

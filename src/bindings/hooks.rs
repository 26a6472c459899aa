//! What the TypeScript layer lends to the client: its error class, its listeners, and the
//! functions of the user's configuration.

use js_sys::{Array, Object, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::Response;

use crate::{
    browser::{
        global::{global, member, method},
        json::set,
        store::TokenStorage,
    },
    client::News,
    core::{
        Event,
        event::{LoginReason, SignedInBy, SignedOutBy, Snapshot, Warning},
        policy::Functions,
        secret::Secret,
    },
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
export interface Hooks {
  error(code: string, message: string, details: object): Error
  emit(event: string, detail: object): void
  snapshot(status: string, accessExpiresAt: number | null, refreshExpiresAt: number | null, pending: number): void
  refresh?: (context: object) => Promise<unknown>
  expired?: (reply: object) => boolean
  exempt?: RegExp[]
  storage?: object
}
";

#[wasm_bindgen]
extern "C" {
    /// See its TypeScript interface.
    #[wasm_bindgen(typescript_type = "Hooks")]
    pub type Hooks;
    #[wasm_bindgen(method, js_name = error)]
    fn make_error(this: &Hooks, code: &str, message: &str, details: &Object) -> JsValue;
    #[wasm_bindgen(method)]
    fn emit(this: &Hooks, event: &str, detail: &Object);
    #[wasm_bindgen(method)]
    fn snapshot(this: &Hooks, status: &str, access: &JsValue, refresh: &JsValue, pending: u32);
}

impl Hooks {
    /// Which of the options that are no plain data were given.
    pub fn functions(&self) -> Functions {
        Functions {
            refresh: member(self, "refresh").is_some(),
            expired_test: member(self, "expired").is_some(),
            storage: member(self, "storage").is_some(),
        }
    }

    /// An `AuthflightError`.
    pub fn error(&self, code: &str, message: &str, details: &Object) -> JsValue {
        self.make_error(code, message, details)
    }

    /// The user's own storage.
    pub fn storage(&self) -> Option<TokenStorage> {
        member(self, "storage").map(JsCast::unchecked_into)
    }

    /// Whether one of the user's regular expressions exempts a path.
    pub fn is_exempt(&self, path: &str) -> bool {
        let Some(patterns) = member(self, "exempt") else { return false };
        Array::from(&patterns).iter().any(|pattern| {
            let pattern: js_sys::RegExp = pattern.unchecked_into();
            // A global or sticky one would remember where it stopped.
            pattern.set_last_index(0);
            pattern.test(path)
        })
    }

    /// Calls the user's refresh function with a fetch that passes untouched.
    ///
    /// # Errors
    /// What it throws.
    pub fn refresh(&self, token: Option<&Secret>, signal: &JsValue) -> Result<Promise, JsValue> {
        let context = Object::new();
        let token = token.map_or(JsValue::NULL, |token| JsValue::from_str(token.reveal()));
        set(&context, "refreshToken", &token);
        set(&context, "signal", signal);
        set(&context, "fetch", &global("fetch").unwrap_or(JsValue::UNDEFINED));
        let Some(refresh) = method(self, "refresh") else {
            return Err(JsValue::UNDEFINED);
        };
        refresh.call1(&JsValue::UNDEFINED, &context).map(|result| Promise::resolve(&result))
    }

    /// Asks the user's `expired.test`. One that throws is reported and says no.
    pub fn tests_expired(&self, response: &Response, body: &JsValue) -> bool {
        let Some(test) = method(self, "expired") else { return false };
        let info = Object::new();
        set(&info, "status", &JsValue::from(response.status()));
        set(&info, "headers", response.headers().as_ref());
        set(&info, "body", body);
        match test.call1(&JsValue::UNDEFINED, &info) {
            Ok(verdict) => verdict.is_truthy(),
            Err(error) => {
                if let Some(report) = global("reportError").and_then(|it| it.dyn_into().ok()) {
                    let report: js_sys::Function = report;
                    drop(report.call1(&JsValue::UNDEFINED, &error));
                }
                false
            }
        }
    }

    /// Tells the application.
    pub fn tell(&self, news: &News) {
        match news {
            News::Session(snapshot) => self.show(snapshot),
            News::Warning(code, message) => self.warn(code, message),
            News::Event(event) => self.tell_event(event),
        }
    }

    fn show(&self, snapshot: &Snapshot) {
        let status = match (snapshot.signed_in, snapshot.refreshing) {
            (false, _) => "signedOut",
            (true, false) => "signedIn",
            (true, true) => "refreshing",
        };
        let access = time(snapshot.access_expires_at);
        let refresh = time(snapshot.refresh_expires_at);
        self.snapshot(status, &access, &refresh, snapshot.pending);
    }

    fn warn(&self, code: &str, message: &str) {
        self.emit_with("warning", &[("code", code.into()), ("message", message.into())]);
    }

    fn emit_with(&self, event: &str, entries: &[(&str, JsValue)]) {
        let detail = Object::new();
        for (name, value) in entries {
            if !value.is_undefined() {
                set(&detail, name, value);
            }
        }
        self.emit(event, &detail);
    }

    fn tell_event(&self, event: &Event) {
        match event {
            Event::SignedIn { by } => {
                let by = match by {
                    SignedInBy::Login => "login",
                    SignedInBy::SetTokens => "setTokens",
                    SignedInBy::OtherTab => "otherTab",
                    SignedInBy::Restored => "restored",
                };
                self.emit_with("signedIn", &[("by", by.into())]);
            }
            Event::Refreshed { by_other_tab } => {
                let by = if *by_other_tab { "otherTab" } else { "thisTab" };
                self.emit_with("refreshed", &[("by", by.into())]);
            }
            Event::RefreshFailed { terminal, attempt, status, retry_in } => self.emit_with(
                "refreshFailed",
                &[
                    ("terminal", (*terminal).into()),
                    ("attempt", (*attempt).into()),
                    ("status", status.map_or(JsValue::UNDEFINED, JsValue::from)),
                    ("retryInMs", retry_in.map_or(JsValue::UNDEFINED, number)),
                ],
            ),
            Event::LoginRequired { reason } => {
                let reason = match reason {
                    LoginReason::RefreshRejected => "refreshRejected",
                    LoginReason::RefreshExpired => "refreshExpired",
                    LoginReason::NoSession => "noSession",
                };
                self.emit_with("loginRequired", &[("reason", reason.into())]);
            }
            Event::SignedOut { by } => {
                let by = match by {
                    SignedOutBy::Logout => "logout",
                    SignedOutBy::OtherTab => "otherTab",
                    SignedOutBy::Expired => "expired",
                };
                self.emit_with("signedOut", &[("by", by.into())]);
            }
            Event::Trace { at, request, step, why } => self.emit_with(
                "trace",
                &[
                    ("t", number(*at)),
                    ("request", request.map_or(JsValue::UNDEFINED, JsValue::from)),
                    ("step", (*step).into()),
                    ("why", (*why).into()),
                ],
            ),
            Event::Warning(warning) => {
                let (code, message) = warning_words(warning);
                self.warn(code, &message);
            }
        }
    }
}

fn time(time: Option<i64>) -> JsValue {
    time.map_or(JsValue::NULL, number)
}

#[expect(clippy::cast_precision_loss, reason = "epoch milliseconds are exact in a double")]
fn number(number: i64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn warning_words(warning: &Warning) -> (&'static str, String) {
    match warning {
        Warning::HeaderNotExposed { header } => {
            let mut message = String::from(
                "A good reply came from another origin, but no access token was found. If the server sends it in \
                 the header, it must expose it. Add: Access-Control-Expose-Headers: ",
            );
            message.push_str(header);
            ("HEADER_NOT_EXPOSED", message)
        }
        Warning::StorageUnavailable => (
            "STORAGE_UNAVAILABLE",
            "The storage is blocked, full or damaged. The session goes on in memory and ends with the page."
                .to_string(),
        ),
        Warning::RefreshWithoutToken => (
            "REFRESH_WITHOUT_TOKEN",
            "The access token has expired and there is no refresh token: the login reply carried none that was \
             found. See tokens.refresh."
                .to_string(),
        ),
        Warning::FreshTokenRejected => (
            "FRESH_TOKEN_REJECTED",
            "The server refused an access token that it had just issued. Its reply is the answer.".to_string(),
        ),
        Warning::ClockSkew { seconds } => {
            let mut message = String::from("This device's clock and the server's differ by ");
            message.push_str(&seconds.unsigned_abs().to_string());
            message.push_str(" seconds; expiry times are corrected for it.");
            ("CLOCK_SKEW", message)
        }
    }
}

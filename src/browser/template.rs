//! A request that can be sent twice. It is read once, at the call, so that what is judged is what is sent (R25), whatever
//! the caller changes afterwards (R7).

use std::mem;

use authflight_protocol::{destination::Target, policy::Policy};
use js_sys::{JsString, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::task::{callback, callback_or};

#[wasm_bindgen(module = "/src/browser/template.js")]
extern "C" {
    /// What the caller passed to fetch.
    pub type Template;
    /// Reads it. Throws what fetch would reject with. npm/client.ts calls this outside of the binary.
    #[wasm_bindgen(constructor, catch)]
    pub fn read(input: &JsValue, init: &JsValue) -> Result<Template, JsValue>;
    /// The URL as the caller gave it, and after `resolve` the URL that is sent.
    #[wasm_bindgen(method, getter)]
    pub fn url(this: &Template) -> String;
    /// The URL that is joined to the base: one that the caller gave as text.
    #[wasm_bindgen(method, getter, js_name = relativeURL)]
    pub fn relative_url(this: &Template) -> Option<String>;
    #[wasm_bindgen(method, js_name = resolvedFacts)]
    fn resolved_facts(
        this: &Template,
        url: Option<&str>,
        credentials: Option<&JsString>,
        header: Option<&JsString>,
    ) -> Option<String>;
    /// Prepares for a second sending. Returns whether the request can be sent: if not, its stream has to be buffered first. With a
    /// limit of 0 a stream is sent as it is, once.
    #[wasm_bindgen(method, js_name = prepareReplay)]
    pub fn prepare_replay(this: &Template, limit: i32) -> bool;
    #[wasm_bindgen(method, js_name = bufferStream)]
    fn buffer_stream_js(this: &Template, limit: i32, signal: Option<&AbortSignal>, done: JsValue);
    /// Whether the request can be sent once more.
    #[wasm_bindgen(method, getter)]
    pub fn repeatable(this: &Template) -> bool;
    /// The caller's signal: that of the init, or otherwise that of the Request.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Template) -> Option<AbortSignal>;
    /// Whether the platform takes it, so that it was sent if fetch rejected with a `TypeError`: what `Headers` or `Request` refuses
    /// never is.
    #[wasm_bindgen(method, js_name = isSendable)]
    pub fn is_sendable(this: &Template, header: &str, value: Option<&str>) -> bool;
    #[wasm_bindgen(method, js_name = send)]
    fn send_js(
        this: &Template,
        signal: Option<&AbortSignal>,
        header: &JsString,
        value: Option<&str>,
        redirect: Option<&JsString>,
        cache: Option<&JsString>,
        replied: JsValue,
    );
}

#[wasm_bindgen(module = "/src/browser/reply.js")]
extern "C" {
    /// Resolves with the parsed JSON body of a copy, if it has at most `limit` bytes. The caller's own body stays unread.
    /// `untyped`: whatever its content type says. `patience`: how long it may take, in ms.
    #[wasm_bindgen(js_name = jsonOfCopy)]
    pub fn json_of_copy(response: &JsValue, limit: f64, untyped: bool, patience: f64) -> Promise;
    /// The origin that answered, after all redirects, if the platform tells it.
    #[wasm_bindgen(js_name = originOf)]
    pub fn origin_of(reply: &JsValue) -> Option<String>;
    #[wasm_bindgen(js_name = statusNumberOf)]
    fn status_of(reply: &JsValue) -> u16;
    /// Whether it is a redirect that was not followed.
    #[wasm_bindgen(js_name = isUnfollowed)]
    pub fn is_unfollowed(reply: &JsValue) -> bool;
    /// Whether it is refused for another reason than the token's expiry.
    #[wasm_bindgen(js_name = lacksMore)]
    pub fn lacks_more(reply: &JsValue) -> bool;
    /// Frees the connection of a reply that is not the answer.
    pub fn discard(reply: &JsValue);
}

/// What all requests of a client are sent with, as JavaScript's own texts: a request copies none of them.
pub struct SentWith {
    /// The header of the token.
    header: JsString,
    /// Whether the token is in that header, and not in a cookie.
    by_header: bool,
    /// fetch's `redirect` for a request that carries the token, unless the caller has set one.
    redirect: Option<JsString>,
    /// fetch's `credentials`, unless the caller has set them.
    credentials: Option<JsString>,
    /// fetch's `cache` for a request that carries the token, unless the caller has set one.
    cache: Option<JsString>,
}

impl SentWith {
    /// What the policy says.
    pub fn new(policy: &Policy) -> Self {
        Self {
            header: policy.attach.header.as_str().into(),
            by_header: !policy.attach.by_cookie,
            redirect: policy.redirect().map(JsString::from),
            credentials: policy.credentials.as_deref().map(JsString::from),
            // A reply that a cache has kept would bring the token of before again.
            cache: policy.access_header().map(|_| "no-store".into()),
        }
    }
}

/// What a request's routing depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where it goes.
    pub target: Target,
    /// In capital letters.
    pub method: String,
    /// Whether the caller has set the header.
    pub has_header: bool,
}

impl Template {
    /// Resolves `url`, which has been joined to the base, or the caller's own. The request goes there from now on. `None` if
    /// fetch will refuse the URL.
    pub fn resolve(&self, url: Option<&str>, with: &SentWith) -> Option<Facts> {
        let header = with.by_header.then_some(&with.header);
        let text = self.resolved_facts(url, with.credentials.as_ref(), header)?;
        // The method is the last, because it is the caller's text; the others are the URL parser's, which leaves no line ends.
        let mut rest = text.as_str();
        let mut line = || {
            let (line, more) = rest.split_once('\n')?;
            rest = more;
            Some(line.to_string())
        };
        let (href, origin, path) = (line()?, line()?, line()?);
        let has_header = !line()?.is_empty();
        Some(Facts {
            target: Target { href, origin, path },
            has_header,
            method: rest.to_string(),
        })
    }

    /// Reads the stream, up to the limit. Fails with the error with which the stream broke off.
    pub async fn buffer_stream(&self, limit: i32, signal: Option<&AbortSignal>) -> Result<(), JsValue> {
        let (done, is_done) = callback();
        self.buffer_stream_js(limit, signal, done);
        is_done.await.map(drop)
    }

    /// Sends the request, with the value in the header if there is one.
    pub async fn send(
        &self,
        signal: Option<&AbortSignal>,
        with: &SentWith,
        value: Option<&str>,
    ) -> Result<Reply, JsValue> {
        let (replied, reply) = callback_or(|reply| drop(Reply(reply)));
        let (redirect, cache) = (with.redirect.as_ref(), with.cache.as_ref());
        self.send_js(signal, &with.header, value, redirect, cache, replied);
        reply.await.map(Reply)
    }
}

/// A reply. If it is dropped, it was not the answer, and its connection is freed.
#[derive(Debug)]
pub struct Reply(JsValue);

impl Reply {
    /// The platform's own object.
    pub fn as_js(&self) -> &JsValue {
        &self.0
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        status_of(&self.0)
    }

    /// Takes the platform's own object: the reply is the answer, or goes into an error.
    pub fn into_js(mut self) -> JsValue {
        mem::take(&mut self.0)
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if !self.0.is_undefined() {
            discard(&self.0);
        }
    }
}

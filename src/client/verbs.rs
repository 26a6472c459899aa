//! `request`, and with it `get`, `post` and their like: axios' names and meanings on top of
//! [`Client::dispatch`].

mod parameters;

use std::rc::Rc;

use js_sys::{ArrayBuffer, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, FormData, Headers, ReadableStream, Response, UrlSearchParams};

use super::{
    Client,
    body::Template,
    cutoff::{Cutoff, reason_of},
    dispatch::Failure,
    session::value_of,
};
use crate::{
    bindings::errors,
    browser::{
        global::{self, member},
        json::set,
    },
    core::{destination::Passage, policy::Endpoint, value::Value},
};

/// A request in the verbs' words, read once.
pub struct Call {
    config: JsValue,
    url: String,
    base: String,
    init: Object,
    method: String,
    timeout: i64,
    opted_out: bool,
    response_type: String,
}

/// A reply and its body.
pub struct Answered {
    /// The browser's own response; its body has been read, unless a stream was asked for.
    pub response: Response,
    /// The body as the call wanted it.
    pub data: JsValue,
}

impl Answered {
    /// The body as plain data.
    pub fn body_value(&self) -> Option<Value> {
        value_of(&self.data).filter(|value| !matches!(value, Value::Null | Value::Text(_)))
    }

    /// What the verbs resolve with; `data` unwrapped where that is configured.
    pub fn into_http_response(self, call: &Call, client: &Client) -> JsValue {
        let data = self.unwrapped(client);
        let object = Object::new();
        set(&object, "data", &data);
        describe(&object, &self.response, call);
        object.into()
    }

    fn unwrapped(&self, client: &Client) -> JsValue {
        let Some(path) = &client.policy.unwrap else { return self.data.clone() };
        let plain = self.data.is_object()
            && !self.data.is_instance_of::<Blob>()
            && !self.data.is_instance_of::<ArrayBuffer>()
            && !self.data.is_instance_of::<ReadableStream>()
            && !self.data.is_instance_of::<FormData>();
        if !plain {
            return self.data.clone();
        }
        // A body without that path is no envelope.
        path.split('.')
            .try_fold(self.data.clone(), |value, step| {
                js_sys::Reflect::get(&value, &step.into()).ok().filter(|found| !found.is_undefined())
            })
            .unwrap_or_else(|| self.data.clone())
    }
}

/// Status, headers and the rest that a response and an error of the verbs share.
pub fn describe(object: &Object, response: &Response, call: &Call) {
    set(object, "status", &JsValue::from_f64(f64::from(response.status())));
    set(object, "statusText", &JsValue::from_str(&response.status_text()));
    set(object, "headers", response.headers().as_ref());
    set(object, "config", &call.config);
    set(object, "response", response.as_ref());
}

impl Call {
    /// Reads axios' configuration.
    ///
    /// # Errors
    /// What the Headers constructor and `JSON.stringify` throw.
    pub fn read(config: &JsValue, client: &Client) -> Result<Self, JsValue> {
        let text = |name: &str| member(config, name).map(|value| errors::text_of(&value));
        let method = text("method").unwrap_or_default().to_ascii_uppercase();
        let method = if method.is_empty() { "GET".to_string() } else { method };
        let mut url = text("url").unwrap_or_default();
        if let Some(params) = member(config, "params") {
            url = parameters::append(&url, &parameters::serialise(&params));
        }
        let timeout = member(config, "timeout")
            .and_then(|timeout| timeout.as_f64())
            .map_or(client.policy.timeout, whole);
        let init = Object::new();
        set(&init, "method", &JsValue::from_str(&method));
        let headers = Headers::new()?;
        for (name, value) in &client.policy.headers {
            headers.set(name, value)?;
        }
        if let Some(given) = member(config, "headers") {
            copy_headers(&given, &headers)?;
        }
        if !headers.has("accept")? {
            headers.set("accept", "application/json, text/plain, */*")?;
        }
        if let Some(data) = member(config, "data").filter(|_| !matches!(&*method, "GET" | "HEAD")) {
            set(&init, "body", &encoded(&data, &headers)?);
        }
        set(&init, "headers", headers.as_ref());
        if let Some(signal) = member(config, "signal") {
            set(&init, "signal", &signal);
        }
        if let Some(with) = member(config, "withCredentials") {
            let credentials = if with.is_truthy() { "include" } else { "same-origin" };
            set(&init, "credentials", &JsValue::from_str(credentials));
        }
        Ok(Self {
            config: config.clone(),
            url,
            base: text("baseURL").unwrap_or_else(|| client.policy.base.clone()),
            init,
            method,
            timeout,
            opted_out: member(config, "auth").is_some_and(|auth| auth.is_falsy()),
            response_type: text("responseType").unwrap_or_default(),
        })
    }

    /// A call of one of our own endpoints.
    ///
    /// # Errors
    /// As [`Call::read`].
    pub fn to_endpoint(
        endpoint: &Endpoint,
        data: JsValue,
        config: &JsValue,
        client: &Client,
    ) -> Result<Self, JsValue> {
        let merged = Object::new();
        if config.is_object() {
            Object::assign(&merged, config.unchecked_ref());
        }
        set(&merged, "method", &JsValue::from_str(&endpoint.method));
        set(&merged, "url", &JsValue::from_str(&endpoint.target.href));
        set(&merged, "data", &data);
        let headers = Headers::new()?;
        for (name, value) in &endpoint.headers {
            headers.set(name, value)?;
        }
        if let Some(given) = member(config, "headers") {
            copy_headers(&given, &headers)?;
        }
        set(&merged, "headers", headers.as_ref());
        Self::read(&merged, client)
    }

    fn signal(&self) -> Option<AbortSignal> {
        member(&self.init, "signal")?.dyn_into().ok()
    }
}

impl Client {
    /// `auth.request(config)`.
    ///
    /// # Errors
    /// An error with one of the verbs' codes.
    pub async fn request(self: &Rc<Self>, config: &JsValue) -> Result<JsValue, JsValue> {
        let call = Call::read(config, self)?;
        let answered = self.exchange_verb(&call).await?;
        Ok(answered.into_http_response(&call, self))
    }

    /// Sends, reads and validates.
    pub(super) async fn exchange_verb(self: &Rc<Self>, call: &Call) -> Result<Answered, JsValue> {
        let routed =
            self.route(&JsValue::from_str(&call.url), &call.init, &call.base, call.opted_out);
        let template = Template::take(routed.input, &call.init)?;
        let cutoff = Cutoff::new(call.signal(), call.timeout);
        let carried = routed.passage == Passage::Carried;
        let outcome = self.dispatch(template, &cutoff, carried).await;
        let (response, fault) = match outcome {
            Ok(response) => (response, None),
            Err(Failure::Fault(fault, Some(response))) => (response, Some(fault)),
            Err(Failure::Fault(fault, None)) => {
                return Err(errors::fault(&self.hooks, fault, None));
            }
            Err(Failure::Thrown(error)) => return Err(self.thrown(&error, &cutoff, call)),
        };
        let data = match self.body(&response, call).await {
            Ok(data) => data,
            Err(error) => return Err(self.thrown(&error, &cutoff, call)),
        };
        cutoff.stop_clock();
        let answered = Answered { response, data };
        if let Some(fault) = fault {
            let (code, message) = errors::words(fault);
            return Err(errors::with_reply(&self.hooks, code, message, &answered, call));
        }
        if self.is_valid(answered.response.status(), call)? {
            return Ok(answered);
        }
        let status = answered.response.status();
        let code = if status >= 500 { "ERR_BAD_RESPONSE" } else { "ERR_BAD_REQUEST" };
        let mut message = String::from("Request failed with status code ");
        message.push_str(&status.to_string());
        Err(errors::with_reply(&self.hooks, code, &message, &answered, call))
    }

    fn is_valid(&self, status: u16, call: &Call) -> Result<bool, JsValue> {
        let validate = js_sys::Reflect::get(&call.config, &"validateStatus".into())
            .unwrap_or(JsValue::UNDEFINED);
        if validate.is_null() {
            return Ok(true);
        }
        match validate.dyn_ref::<js_sys::Function>() {
            Some(validate) => {
                let good = validate.call1(&JsValue::UNDEFINED, &JsValue::from(status))?;
                Ok(good.is_truthy())
            }
            None => Ok((200..300).contains(&status)),
        }
    }

    async fn body(&self, response: &Response, call: &Call) -> Result<JsValue, JsValue> {
        if call.response_type == "stream" {
            return Ok(response.body().map_or(JsValue::NULL, JsValue::from));
        }
        if call.method == "HEAD" || matches!(response.status(), 204 | 205 | 304) {
            return Ok(JsValue::UNDEFINED);
        }
        let promise = match call.response_type.as_str() {
            "arraybuffer" => response.array_buffer()?,
            "blob" => response.blob()?,
            "formdata" => response.form_data()?,
            _ => response.text()?,
        };
        let data = JsFuture::from(promise).await?;
        if !matches!(call.response_type.as_str(), "" | "json") {
            return Ok(data);
        }
        let Some(text) = data.as_string().filter(|text| !text.is_empty()) else {
            return Ok(if call.response_type.is_empty() { data } else { JsValue::NULL });
        };
        Ok(JSON::parse(&text).unwrap_or(data))
    }

    /// axios' code for what fetch or the body threw.
    fn thrown(&self, error: &JsValue, cutoff: &Cutoff, call: &Call) -> JsValue {
        let reason = cutoff.signal().filter(|signal| signal.aborted()).map(reason_of);
        let timed_out = reason.as_ref().is_some_and(|reason| {
            member(reason, "name").is_some_and(|name| name == "TimeoutError")
        });
        let (code, message) = if timed_out {
            ("ECONNABORTED", "The request took longer than its timeout.")
        } else if reason.is_some() {
            ("ERR_CANCELED", "The request was canceled.")
        } else {
            ("ERR_NETWORK", "No reply came: the network or the server failed.")
        };
        errors::without_reply(&self.hooks, code, message, error, &call.config)
    }
}

/// Milliseconds out of a JavaScript number.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn whole(number: f64) -> i64 {
    if number.is_finite() { number as i64 } else { 0 }
}

/// Objects become JSON; all else goes as it is.
fn encoded(data: &JsValue, headers: &Headers) -> Result<JsValue, JsValue> {
    let as_it_is = !data.is_object()
        || data.is_instance_of::<FormData>()
        || data.is_instance_of::<UrlSearchParams>()
        || data.is_instance_of::<Blob>()
        || data.is_instance_of::<ArrayBuffer>()
        || data.is_instance_of::<ReadableStream>()
        || ArrayBuffer::is_view(data);
    if as_it_is && (data.is_object() || data.is_string()) {
        return Ok(data.clone());
    }
    if !headers.has("content-type")? {
        headers.set("content-type", "application/json")?;
    }
    Ok(JSON::stringify(data)?.into())
}

/// Headers, an object or pairs; like axios, null and undefined values are skipped.
fn copy_headers(given: &JsValue, into: &Headers) -> Result<(), JsValue> {
    if let Some(entries) = global::method(given, "entries") {
        let pairs = js_sys::Array::from(&entries.call0(given)?);
        for pair in pairs.iter() {
            let pair: js_sys::Array = pair.unchecked_into();
            into.set(&errors::text_of(&pair.get(0)), &errors::text_of(&pair.get(1)))?;
        }
        return Ok(());
    }
    for pair in Object::entries(given.unchecked_ref()).iter() {
        let pair: js_sys::Array = pair.unchecked_into();
        let value = pair.get(1);
        if !value.is_null() && !value.is_undefined() {
            into.set(&errors::text_of(&pair.get(0)), &errors::text_of(&value))?;
        }
    }
    Ok(())
}

//! A request that can be sent twice: taken as it is at the call, so that a caller who changes his
//! buffer or form afterwards changes neither the request nor its replay (R7).

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{AbortSignal, Blob, FormData, Headers, ReadableStream, Request, UrlSearchParams};

use crate::{
    browser::{
        global::member,
        json::set,
    },
    core::{policy::Policy, secret::Secret},
};

#[wasm_bindgen]
extern "C" {
    /// With any init that fetch takes.
    #[wasm_bindgen(js_name = Request)]
    type AnyRequest;
    #[wasm_bindgen(constructor, catch, js_class = "Request")]
    fn new(input: &JsValue, init: &JsValue) -> Result<AnyRequest, JsValue>;

    #[wasm_bindgen(js_name = String)]
    fn string_of(value: &JsValue) -> JsValue;

    #[wasm_bindgen(extends = FormData)]
    type IterableForm;
    #[wasm_bindgen(method, js_name = forEach)]
    fn for_each(this: &IterableForm, each: &mut dyn FnMut(JsValue, JsValue));
    #[wasm_bindgen(extends = FormData)]
    type AppendableForm;
    #[wasm_bindgen(method, catch, js_name = append)]
    fn append_any(this: &AppendableForm, name: &JsValue, value: &JsValue) -> Result<(), JsValue>;
}

/// How often it can still be sent.
enum Body {
    /// As often as one likes: the init is a snapshot.
    Repeatable,
    /// Once: a stream flows by.
    Once,
    /// A Request with a body is cloned before each sending but the last.
    Cloned,
}

/// What the caller passed to fetch.
pub struct Template {
    input: JsValue,
    init: Object,
    body: Body,
    spent: bool,
}

impl Template {
    /// Takes a snapshot. `input` is a URL string or a Request.
    ///
    /// # Errors
    /// What fetch would throw for the same body.
    pub fn take(input: JsValue, init: &JsValue) -> Result<Self, JsValue> {
        let copy = Object::new();
        if init.is_object() {
            Object::assign(&copy, init.unchecked_ref());
        }
        let mut body = Body::Repeatable;
        if let Some(given) = member(&copy, "body") {
            match snapshot(&given)? {
                Some(snapshot) => set(&copy, "body", &snapshot),
                None => body = Body::Once,
            }
        } else if let Some(request) = input.dyn_ref::<Request>() {
            // GET and HEAD have no body; a body that is used already is for fetch to refuse.
            if !matches!(request.method().as_str(), "GET" | "HEAD") && !request.body_used() {
                body = Body::Cloned;
            }
        }
        Ok(Self { input, init: copy, body, spent: false })
    }

    /// Whether it can be sent once more.
    pub fn can_repeat(&self) -> bool {
        !matches!(self.body, Body::Once) || !self.spent
    }

    /// The caller's signal: that of the init, or else that of the Request.
    pub fn signal(&self) -> Option<AbortSignal> {
        match member(&self.init, "signal") {
            Some(signal) => signal.dyn_into().ok(),
            None if Reflect::has(&self.init, &"signal".into()).unwrap_or(false) => None,
            None => self.input.dyn_ref::<Request>().map(Request::signal),
        }
    }

    /// The arguments for fetch, with the token in its header.
    ///
    /// # Errors
    /// What the Headers or Request constructor throws.
    pub fn arguments(
        &mut self,
        token: Option<&Secret>,
        policy: &Policy,
        signal: Option<&AbortSignal>,
        last: bool,
    ) -> Result<(JsValue, JsValue), JsValue> {
        let init = Object::assign(&Object::new(), &self.init);
        if let Some(signal) = signal {
            set(&init, "signal", signal.as_ref());
        }
        if let Some(token) = token {
            let headers = self.headers()?;
            let value = policy.attach.value(token.reveal());
            headers.set(&policy.attach.header, &value)?;
            set(&init, "headers", headers.as_ref());
            if !policy.attach.follow_redirects && member(&init, "redirect").is_none() {
                set(&init, "redirect", &JsValue::from_str("error"));
            }
        }
        if let Some(credentials) = &policy.credentials {
            let own = self.input.is_string() && member(&init, "credentials").is_none();
            if own {
                set(&init, "credentials", &JsValue::from_str(credentials));
            }
        }
        self.spent = true;
        if matches!(self.body, Body::Cloned) {
            let request: &Request = self.input.unchecked_ref();
            let kept = if last { None } else { Some(request.clone()?) };
            let sent = AnyRequest::new(&self.input, &init)?;
            if let Some(kept) = kept {
                self.input = kept.into();
            }
            return Ok((sent.into(), JsValue::UNDEFINED));
        }
        Ok((self.input.clone(), init.into()))
    }

    /// The headers the request would have without us.
    fn headers(&self) -> Result<Headers, JsValue> {
        if let Some(given) = member(&self.init, "headers") {
            return Headers::new_with_record_from_str_to_str(given.unchecked_ref());
        }
        match self.input.dyn_ref::<Request>() {
            Some(request) => Headers::new_with_headers(&request.headers()),
            None => Headers::new(),
        }
    }
}

/// A copy that the caller can no longer change; `None` for a stream, of which there is none.
fn snapshot(body: &JsValue) -> Result<Option<JsValue>, JsValue> {
    if body.is_instance_of::<ReadableStream>() {
        return Ok(None);
    }
    if let Some(buffer) = body.dyn_ref::<ArrayBuffer>() {
        return Ok(Some(buffer.slice(0).into()));
    }
    if ArrayBuffer::is_view(body) {
        let view: &Uint8Array = body.unchecked_ref();
        let bytes = Uint8Array::new_with_byte_offset_and_length(
            &view.buffer(),
            view.byte_offset(),
            view.byte_length(),
        );
        return Ok(Some(bytes.slice(0, bytes.length()).into()));
    }
    if let Some(form) = body.dyn_ref::<FormData>() {
        return copied_form(form).map(Some);
    }
    if let Some(fields) = body.dyn_ref::<UrlSearchParams>() {
        return Ok(Some(UrlSearchParams::new_with_str(&String::from(fields.to_string()))?.into()));
    }
    if body.is_string() || body.is_instance_of::<Blob>() {
        return Ok(Some(body.clone()));
    }
    if is_async_iterable(body) {
        return Ok(None);
    }
    // fetch makes a string of anything else.
    Ok(Some(string_of(body)))
}

fn copied_form(form: &FormData) -> Result<JsValue, JsValue> {
    let copy = FormData::new()?;
    let entries = Array::new();
    form.unchecked_ref::<IterableForm>().for_each(&mut |value, name| {
        entries.push(&Array::of2(&name, &value));
    });
    for entry in entries.iter() {
        let entry: Array = entry.unchecked_into();
        copy.unchecked_ref::<AppendableForm>().append_any(&entry.get(0), &entry.get(1))?;
    }
    Ok(copy.into())
}

/// Node's fetch takes these as streams.
fn is_async_iterable(body: &JsValue) -> bool {
    body.is_object()
        && Reflect::get(body, js_sys::Symbol::async_iterator().as_ref())
            .is_ok_and(|iterator| iterator.is_function())
}

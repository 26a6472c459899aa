//! JSON by the engine's own parser, so that the binary needs none.

use authflight_protocol::value::Value;
use js_sys::Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/browser/json.js")]
extern "C" {
    #[wasm_bindgen(js_name = parse)]
    fn parsed(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = parsePayload)]
    fn parsed_payload(text: &str) -> JsValue;
    fn write(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = itemsOf)]
    fn items_of(value: &JsValue) -> Option<Array>;
    #[wasm_bindgen(js_name = namesOf)]
    fn names_of(value: &JsValue) -> Array;
    #[wasm_bindgen(js_name = memberOf)]
    fn member_of(value: &JsValue, name: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = valueAt)]
    fn value_at(value: &JsValue, path: &str) -> JsValue;
    fn object() -> JsValue;
    fn set(object: &JsValue, key: &str, value: &JsValue);
}

/// Deeper than any path of a configuration. A stored text or a reply may be nested without limit, and each level takes
/// stack.
const DEPTH: u32 = 32;

/// Plain data from JavaScript. Functions and the like become `Null`, and so does what lies deeper than 32 levels.
pub fn from_js(value: &JsValue) -> Value {
    within(DEPTH, value)
}

fn within(depth: u32, value: &JsValue) -> Value {
    if let Some(text) = value.as_string() {
        return Value::Text(text);
    }
    if let Some(number) = value.as_f64() {
        return Value::Number(number);
    }
    if let Some(flag) = value.as_bool() {
        return Value::Bool(flag);
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Value::Null;
    };
    if !value.is_object() {
        return Value::Null;
    }
    if let Some(items) = items_of(value) {
        let mut list = Vec::new();
        for item in items.iter() {
            list.push(within(depth, &item));
        }
        return Value::List(list);
    }
    let mut entries = Vec::new();
    for name in names_of(value).iter() {
        let item = within(depth, &member_of(value, &name));
        entries.push((name.as_string().unwrap_or_default(), item));
    }
    Value::Object(entries)
}

/// The plain data at a dotted path, as `Value::walk` walks it; `None` if there is nothing.
pub fn at(value: &JsValue, path: &str) -> Option<Value> {
    value_of(&value_at(value, path))
}

/// Plain data for JavaScript. Its objects have no prototype, because what a page adds to `Object.prototype`, such as
/// `toJSON`, would get into the records and bodies that are made of them.
pub fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(value) => JsValue::from_bool(*value),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Object(entries) => {
            let object = object();
            for (key, value) in entries {
                set(&object, key, &to_js(value));
            }
            object
        }
    }
}

/// Parses a text. `None` if it is not JSON.
pub fn parse(text: &str) -> Option<Value> {
    value_of(&parsed(text))
}

/// Parses the payload of a JWT; `None` for what is none.
pub fn parse_payload(text: &str) -> Option<Value> {
    value_of(&parsed_payload(text))
}

fn value_of(value: &JsValue) -> Option<Value> {
    (!value.is_undefined()).then(|| from_js(value))
}

/// The value as JSON text.
pub fn text(value: &Value) -> String {
    write(&to_js(value))
}

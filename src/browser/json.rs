//! JSON by the engine's own parser, so that none is shipped.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::core::value::Value;

/// Plain data out of JavaScript; `None` when it holds something that is no plain data.
pub fn from_js(value: JsValue) -> Option<Value> {
    serde_wasm_bindgen::from_value(value).ok()
}

/// Plain data into JavaScript.
pub fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(value) => JsValue::from_bool(*value),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Object(entries) => {
            let object = Object::new();
            for (key, value) in entries {
                set(&object, key, &to_js(value));
            }
            object.into()
        }
    }
}

/// `object[key] = value` on an object of ours, which cannot fail.
pub fn set(object: &JsValue, key: &str, value: &JsValue) {
    let set = Reflect::set(object, &JsValue::from_str(key), value);
    debug_assert!(set.is_ok(), "a plain object takes any property");
}

/// Parses; `None` for what is no JSON.
pub fn parse(text: &str) -> Option<Value> {
    JSON::parse(text).ok().and_then(from_js)
}

/// Writes.
pub fn text(value: &Value) -> String {
    match JSON::stringify(&to_js(value)) {
        Ok(text) => text.unchecked_into::<JsValue>().as_string().unwrap_or_default(),
        Err(_) => String::new(),
    }
}

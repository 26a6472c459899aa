//! JSON by the engine's own parser, so that none is shipped.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::core::value::Value;

#[wasm_bindgen(module = "/src/browser/json.js")]
extern "C" {
    #[wasm_bindgen(js_name = parse)]
    fn parsed(text: &str) -> JsValue;
    fn set(object: &Object, key: &str, value: &JsValue);
}

/// Deeper than any path of a configuration. What is stored or replied may be nested without end,
/// and each level takes stack.
const DEPTH: u32 = 32;

/// Plain data out of JavaScript; functions and the like count as nothing, as does what lies deeper
/// than 32 levels.
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
    if Array::is_array(value) {
        let items: &Array = value.unchecked_ref();
        let mut list = Vec::new();
        for index in 0..items.length() {
            list.push(within(depth, &items.get(index)));
        }
        return Value::List(list);
    }
    if !value.is_object() {
        return Value::Null;
    }
    let object: &Object = value.unchecked_ref();
    let names = Object::keys(object);
    let mut entries = Vec::new();
    for index in 0..names.length() {
        let name = names.get(index);
        let item = Reflect::get(value, &name).unwrap_or(JsValue::UNDEFINED);
        entries.push((name.as_string().unwrap_or_default(), within(depth, &item)));
    }
    Value::Object(entries)
}

/// Plain data into JavaScript.
pub fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(value) => JsValue::from_bool(*value),
        Value::Number(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(items) => {
            let list = Array::new();
            for item in items {
                list.push(&to_js(item));
            }
            list.into()
        }
        Value::Object(entries) => {
            let object = Object::new();
            for (key, value) in entries {
                set(&object, key, &to_js(value));
            }
            object.into()
        }
    }
}

/// Parses; `None` for what is no JSON.
pub fn parse(text: &str) -> Option<Value> {
    let value = parsed(text);
    (!value.is_undefined()).then(|| from_js(&value))
}

/// Writes.
pub fn text(value: &Value) -> String {
    match JSON::stringify(&to_js(value)) {
        Ok(text) => text.unchecked_into::<JsValue>().as_string().unwrap_or_default(),
        Err(_) => String::new(),
    }
}

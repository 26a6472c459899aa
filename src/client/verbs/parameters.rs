//! `params` as axios writes them: `a[]=1&a[]=2`, dates in ISO form, null skipped.

use js_sys::{Array, Date, Object};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::UrlSearchParams;

use crate::bindings::errors::text_of;

/// The query string, without its question mark.
pub(super) fn serialise(params: &JsValue) -> String {
    if let Some(given) = params.dyn_ref::<UrlSearchParams>() {
        return String::from(given.to_string());
    }
    let mut query = String::new();
    if params.is_object() {
        append_entries(params, "", &mut query);
    }
    query
}

/// Appends a query string to a URL, before its fragment; the fragment goes, as axios has it.
pub(super) fn append(url: &str, query: &str) -> String {
    let mut whole = url.split('#').next().unwrap_or_default().to_string();
    if query.is_empty() {
        return url.to_string();
    }
    whole.push(if whole.contains('?') { '&' } else { '?' });
    whole.push_str(query);
    whole
}

fn append_entries(object: &JsValue, prefix: &str, query: &mut String) {
    for entry in Object::entries(object.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        let (name, value) = (text_of(&entry.get(0)), entry.get(1));
        let name = if prefix.is_empty() { name } else { bracketed(prefix, &name) };
        append_value(&name, &value, query);
    }
}

fn append_value(name: &str, value: &JsValue, query: &mut String) {
    if value.is_null() || value.is_undefined() || value.is_function() {
        return;
    }
    if let Some(items) = value.dyn_ref::<Array>() {
        for (index, item) in items.iter().enumerate() {
            // Only an item that is itself an object needs its number to be told apart.
            let nested = item.is_object() && !item.is_instance_of::<Date>();
            let number = if nested { index.to_string() } else { String::new() };
            append_value(&bracketed(name, &number), &item, query);
        }
        return;
    }
    if let Some(date) = value.dyn_ref::<Date>() {
        return append_pair(name, &String::from(date.to_iso_string()), query);
    }
    if value.is_object() {
        return append_entries(value, name, query);
    }
    append_pair(name, &text_of(value), query);
}

fn bracketed(outer: &str, inner: &str) -> String {
    let mut name = String::from(outer);
    name.push('[');
    name.push_str(inner);
    name.push(']');
    name
}

fn append_pair(name: &str, value: &str, query: &mut String) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(&encoded(name));
    query.push('=');
    query.push_str(&encoded(value));
}

/// `encodeURIComponent`, less what axios leaves readable.
fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
        .replace("%3A", ":")
        .replace("%24", "$")
        .replace("%2C", ",")
        .replace("%20", "+")
}

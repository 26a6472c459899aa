//! R7: what only says that it is a body is sent as text, as fetch does, and what was transferred away is empty.

use authflight::browser::template::Template;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{replied, restore, usual};

#[wasm_bindgen(inline_js = r#"
const address = 'https://api.example/'
const request = (body) => new Request(address, { method: 'POST', body })
const shown = async (request) =>
  `${request.headers.get('content-type')} ${new Uint8Array(await request.arrayBuffer())}`

/** An object that says that it is one of these, and what it says afterwards. */
let fake
export function tagged(tag) {
  fake = { [Symbol.toStringTag]: tag, text: `[fake ${tag}]`, toString: () => fake.text }
  return { method: 'POST', body: fake }
}
export const changed = () => { fake.text = 'changed' }
export const native = (init) => shown(new Request(address, init))
export const textual = (text) => shown(request(text))

const kinds = {
  ArrayBuffer: (buffer) => buffer,
  Uint8Array: (buffer) => new Uint8Array(buffer, 1, 2),
  Float64Array: (buffer) => new Float64Array(buffer),
  DataView: (buffer) => new DataView(buffer, 1),
}
/** One whose bytes were transferred away. */
export function detached(kind) {
  const buffer = new ArrayBuffer(16)
  const body = kinds[kind](buffer)
  structuredClone(buffer, { transfer: [buffer] })
  return { method: 'POST', body }
}

/** What an object becomes that only Node's fetch takes as a stream. */
export const iterable = () => ({
  method: 'POST',
  body: { async *[Symbol.asyncIterator]() { yield 'x' }, toString: () => '[iterable]' },
})

let sent
export function catching() {
  const own = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    sent = await shown(new Request(input, init))
    return new Response()
  }
  return () => { globalThis.fetch = own }
}
export const caught = () => sent
"#)]
extern "C" {
    fn tagged(tag: &str) -> JsValue;
    fn changed();
    fn native(init: &JsValue) -> js_sys::Promise;
    fn textual(text: &str) -> js_sys::Promise;
    fn detached(kind: &str) -> JsValue;
    fn iterable() -> JsValue;
    fn catching() -> js_sys::Function;
    fn caught() -> JsValue;
}

async fn awaited(promise: js_sys::Promise) -> String {
    let found = JsFuture::from(promise).await.expect("it resolves");
    found.as_string().expect("a text")
}

fn read(init: &JsValue) -> Template {
    let template = Template::read(&"https://api.example/".into(), init).expect("a good body");
    template.resolve(None, &usual());
    assert!(template.prepare_replay(0), "it is not a stream");
    template
}

async fn sent(template: &Template) -> String {
    let put_back = catching();
    let reply = replied(template, Some("Bearer x")).await;
    restore(&put_back);
    reply.expect("a reply");
    caught().as_string().expect("a text")
}

const TAGS: [&str; 8] = [
    "ReadableStream",
    "ArrayBuffer",
    "Uint8Array",
    "DataView",
    "FormData",
    "URLSearchParams",
    "Blob",
    "File",
];

#[wasm_bindgen_test]
async fn an_object_that_only_says_that_it_is_a_body_is_sent_as_text() {
    for tag in TAGS {
        let init = tagged(tag);
        let expected = awaited(native(&init)).await;
        assert_eq!(
            expected,
            awaited(textual(&format!("[fake {tag}]"))).await,
            "{tag}, by fetch"
        );
        let template = read(&init);
        for _ in 0..2 {
            assert_eq!(sent(&template).await, expected, "{tag}");
            assert!(template.repeatable(), "{tag}");
        }
    }
}

#[wasm_bindgen_test]
async fn it_is_sent_and_sent_again_as_it_was_at_the_call() {
    for tag in TAGS {
        let init = tagged(tag);
        let expected = awaited(native(&init)).await;
        let template = read(&init);
        changed();
        assert_eq!(sent(&template).await, expected, "{tag}");
        assert_eq!(sent(&template).await, expected, "{tag}, replayed");
    }
}

#[wasm_bindgen_test]
async fn what_was_transferred_away_is_empty() {
    for kind in ["ArrayBuffer", "Uint8Array", "Float64Array", "DataView"] {
        let template = read(&detached(kind));
        for _ in 0..2 {
            assert_eq!(sent(&template).await, "null ", "{kind}");
        }
    }
}

#[wasm_bindgen_test]
async fn an_iterable_is_what_the_platform_takes_it_for() {
    let expected = awaited(native(&iterable())).await;
    assert_eq!(sent(&read(&iterable())).await, expected);
}

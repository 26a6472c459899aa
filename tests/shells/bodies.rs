//! R7: a body that the caller changes after the call is sent, and sent again, as it was.

use authflight::browser::template::Template;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{replied, restore, usual};

#[wasm_bindgen(inline_js = r#"
const bytes = (...items) => new Uint8Array(items)

/** Each kind of body, with what changes it afterwards. */
const kinds = {
  text: () => ['a\u{1F600}b', () => {}],
  empty: () => ['', () => {}],
  fields: () => {
    const fields = new URLSearchParams({ a: '1', b: 'ü&' })
    return [fields, () => fields.set('a', 'changed')]
  },
  form: () => {
    const form = new FormData()
    form.append('a', '1')
    form.append('a', '2')
    form.append('file', new File([bytes(0, 255, 10)], 'näme.bin', { type: 'x/y' }))
    return [form, () => { form.delete('file'); form.set('a', 'changed') }]
  },
  blob: () => [new Blob(['one', 'two'], { type: 'x/y' }), () => {}],
  buffer: () => {
    const { buffer } = bytes(1, 2, 3)
    return [buffer, () => new Uint8Array(buffer).fill(9)]
  },
  view: () => {
    const whole = bytes(0, 1, 2, 3, 4)
    const view = new DataView(whole.buffer, 1, 3)
    return [view, () => view.setUint8(0, 9)]
  },
  floats: () => {
    const floats = new Float64Array([1.5, -2])
    return [floats, () => floats.fill(9)]
  },
  number: () => [42, () => {}],
}

let change
export function body(kind) {
  const [made, changes] = kinds[kind]()
  change = changes
  return made
}
export const changed = () => change()

/** WebKit reads no forms and blobs back out of a Request: they are looked at as they are. */
async function shown(body) {
  if (body instanceof Blob) return `${body.name} ${body.type} ${new Uint8Array(await body.arrayBuffer())}`
  if (body instanceof FormData) {
    const texts = [...body].map(async ([name, value]) =>
      typeof value === 'string' ? `${name}=${value}` : `${name}: ${await shown(value)}`)
    return (await Promise.all(texts)).join('\n')
  }
  const request = new Request(location.href, { method: 'POST', body, duplex: 'half' })
  const type = request.headers.get('content-type')
  return `${type} ${new Uint8Array(await request.arrayBuffer())}`
}

/** What an unchanged body looks like. */
export const native = (kind) => shown(kinds[kind]()[0])

let sent
/** Replaces fetch by one that shows what it was to send, and returns what puts the own one back. */
export function catching() {
  const own = globalThis.fetch
  sent = undefined
  globalThis.fetch = async (input, init) => {
    sent = input instanceof Request ? `${await input.text()}` : await shown(init.body)
    return new Response()
  }
  return () => { globalThis.fetch = own }
}
export const caught = () => sent

export const post = (body) => ({ method: 'POST', body, duplex: 'half' })
export const request = (body) => new Request(location.href, { method: 'POST', body })
export const flowing = (text) => new ReadableStream({
  start(controller) {
    for (const letter of text) controller.enqueue(new TextEncoder().encode(letter))
    controller.close()
  },
})
export const asBlob = (text) => shown(new Blob([text]))
export const sendsStreams = () => {
  const init = { method: 'POST', body: new ReadableStream(), duplex: 'half' }
  return !new Request(location.href, init).headers.has('content-type')
}
export const stream = () => new ReadableStream({ start: (it) => it.close() })
"#)]
extern "C" {
    fn body(kind: &str) -> JsValue;
    fn changed();
    fn native(kind: &str) -> js_sys::Promise;
    fn catching() -> js_sys::Function;
    fn caught() -> JsValue;
    fn post(body: &JsValue) -> JsValue;
    fn request(body: &str) -> JsValue;
    fn stream() -> JsValue;
    fn flowing(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = asBlob)]
    fn as_blob(text: &str) -> js_sys::Promise;
    #[wasm_bindgen(js_name = sendsStreams)]
    fn sends_streams() -> bool;
}

async fn awaited(promise: js_sys::Promise) -> JsValue {
    JsFuture::from(promise).await.expect("it resolves")
}

/// Reads the call, and its stream if there is one, up to a limit.
async fn taken(input: &JsValue, init: &JsValue, limit: i32) -> Template {
    let template = Template::read(input, init).expect("a good call");
    template.resolve(None, &usual()).expect("a good URL");
    if !template.prepare_replay(limit) {
        let kept = template.buffer_stream(limit, None).await;
        assert!(kept.is_ok(), "{kept:?}");
    }
    template
}

/// What fetch is given when the template is sent.
async fn sent(template: &Template) -> JsValue {
    let put_back = catching();
    let (_, status) = replied(template, Some("Bearer x")).await.expect("a reply");
    restore(&put_back);
    assert_eq!(status, 200);
    caught()
}

#[wasm_bindgen_test]
async fn every_kind_of_body_is_sent_and_replayed_as_it_was_at_the_call() {
    for kind in [
        "text", "empty", "fields", "form", "blob", "buffer", "view", "floats", "number",
    ] {
        let expected = awaited(native(kind)).await;
        let init = post(&body(kind));
        let template = taken(&"/x".into(), &init, 0).await;
        changed();
        assert_eq!(sent(&template).await, expected, "{kind}");
        assert!(template.repeatable(), "{kind}");
        changed();
        assert_eq!(sent(&template).await, expected, "{kind}, replayed");
    }
}

#[wasm_bindgen_test]
async fn a_request_with_a_body_is_sent_twice() {
    let template = taken(&request("hello"), &JsValue::UNDEFINED, 0).await;
    for _ in 0..2 {
        assert_eq!(sent(&template).await, JsValue::from_str("hello"));
        assert!(template.repeatable());
    }
}

#[wasm_bindgen_test]
async fn a_stream_flows_by_once() {
    let template = taken(&"/x".into(), &post(&stream()), 0).await;
    assert!(template.repeatable(), "not sent yet");
    // Engines differ in whether they send streams at all.
    drop(replied(&template, None).await);
    assert!(!template.repeatable());
}

#[wasm_bindgen_test]
async fn a_stream_within_the_limit_is_sent_and_replayed_as_plain_bytes() {
    let expected = awaited(as_blob("hello")).await;
    for limit in [5, 100] {
        let init = post(&flowing("hello"));
        let template = taken(&"/x".into(), &init, limit).await;
        for _ in 0..2 {
            assert_eq!(sent(&template).await, expected, "{limit}");
            assert!(template.repeatable(), "{limit}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_stream_beyond_the_limit_is_kept_only_where_none_can_be_sent() {
    let init = post(&flowing("hello"));
    let template = taken(&"/x".into(), &init, 4).await;
    let sent = sent(&template).await;
    assert_eq!(template.repeatable(), !sends_streams());
    if !sends_streams() {
        assert_eq!(sent, awaited(as_blob("hello")).await);
    }
}

//! R34: what stands in for a reply may be anything; asking it throws nothing.

use authflight::{
    browser::http, browser::template::discard, browser::template::json_of_copy, browser::template::origin_of,
};
use authflight_protocol::policy::Policy;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{ORIGIN, policy};

#[wasm_bindgen(module = "/src/browser/reply.js")]
extern "C" {
    #[wasm_bindgen(js_name = statusOf)]
    fn status_of(reply: &JsValue) -> JsValue;
}

#[wasm_bindgen(inline_js = r#"
const boom = new Error('boom')
const explode = () => { throw boom }
const getter = (name, object) => Object.defineProperty(object, name, { get: explode })
const json = (body, more) => new Response(body, { headers: { 'content-type': 'application/json', ...more } })
/** Says that it is a reply with JSON in it. */
const mock = (body, status = 401) => {
  const headers = { get: (name) => name === 'content-type' ? 'application/json' : null }
  return { status, headers, body, clone: () => mock(body, status) }
}

/** What a function that stands in for fetch may give: no reply at all, or one without a good status. */
const odd = {
  nothing: () => undefined,
  null: () => null,
  'a number': () => 5,
  'a text': () => 'text',
  'a symbol': () => Symbol('x'),
  'a function': () => () => {},
  'an object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'a status of text': () => ({ status: '200' }),
  'a status below zero': () => ({ status: -1 }),
  'a status with four digits': () => ({ status: 70000 }),
  'a broken status': () => ({ status: 200.5 }),
  'no status': () => ({ status: Number.NaN }),
  'a status that throws': () => getter('status', {}),
  'a proxy that throws': () => new Proxy({}, { get: explode }),
}
/** Replies with a status, and little else that is good. */
const poor = {
  'only a status': () => ({ status: 401 }),
  'headers that throw': () => getter('headers', { status: 401 }),
  'headers that are an object': () => ({ status: 401, headers: { 'content-type': 'application/json' } }),
  'headers whose get throws': () => ({ status: 401, headers: { get: explode } }),
  'headers that give objects': () => ({ status: 401, headers: { get: () => ({}) } }),
  'a type that throws': () => getter('type', mock(null)),
  'a url that throws': () => getter('url', mock(null)),
  'a url without text': () => ({ ...mock(null), url: Object.create(null) }),
  'a url that is none': () => ({ ...mock(null), url: 'http://[' }),
  'a body that throws': () => getter('body', mock(null)),
  'a body of text': () => mock('{}'),
  'a body that is a number': () => mock(5),
  'a body without anything': () => mock({}),
  'a body whose lock throws': () => mock(getter('locked', {})),
  'a body whose cancel throws': () => mock({ cancel: explode }),
  'a body whose cancel gives nothing': () => mock({ cancel() {} }),
  'a body whose cancel gives what throws': () => mock({ cancel: () => getter('then', {}) }),
  'a body whose cancel rejects': () => mock({ cancel: () => Promise.reject(boom) }),
  'a body that cannot be read': () => mock({ getReader: explode }),
  'a body that gives no reader': () => mock({ getReader: () => undefined }),
  'a reader that throws': () => mock({ getReader: () => ({ read: explode }) }),
  'a reader that rejects': () => mock({ getReader: () => ({ read: () => Promise.reject(boom) }) }),
  'a reader that gives nothing': () => mock({ getReader: () => ({ read() {} }) }),
  'a reader that gives text': () => mock({ getReader: () => ({ read: async () => ({ value: '{}' }) }) }),
  'a clone that throws': () => ({ ...mock(null), clone: explode }),
  'a clone that gives nothing': () => ({ ...mock(null), clone() {} }),
}
const table = { odd, poor }
export const names = (name) => Object.keys(table[name])
export const made = (name, key) => table[name][key]()

export const good = () => json('{"code":"expired"}')
export const saying = (body) => json(body)
export const long = (length) => json(JSON.stringify('x'.repeat(length)))
export const read = (response) => response.text()
/** JSON that begins, and never ends. */
export const endless = (beginning) => json(new ReadableStream({
  start(controller) {
    if (beginning) controller.enqueue(new TextEncoder().encode(beginning))
  },
}))
/** Begins again to read: the first piece, after others were read. */
export const firstPiece = async (response) =>
  new TextDecoder().decode((await response.body.getReader().read()).value)

/** A body that never ends and never pauses: of empty pieces, so many until it gives up. */
let pieces
export const hurrying = (most, piece) => {
  pieces = 0
  const read = async () => ++pieces > most ? { done: true } : (piece ? { value: new Uint8Array() } : {})
  return mock({ getReader: () => ({ read, cancel() {} }) })
}
export const piecesRead = () => pieces
/** JSON that has never the pause that ends the search: a blank each second, for `seconds`. */
export const dripping = (seconds) => json(new ReadableStream({
  async start(controller) {
    for (let i = 0; i < seconds; i++) {
      controller.enqueue(new TextEncoder().encode(' '))
      await new Promise((done) => setTimeout(done, 1000))
    }
    controller.enqueue(new TextEncoder().encode('{}'))
    controller.close()
  },
}))

export function cancelling() {
  let cancelled
  const done = new Promise((resolve) => { cancelled = resolve })
  const reply = new Response(new ReadableStream({ cancel: () => cancelled(true) }))
  return { reply, done }
}
export const replyOf = (it) => it.reply
export const doneOf = (it) => it.done
"#)]
extern "C" {
    fn names(table: &str) -> Vec<String>;
    fn made(table: &str, name: &str) -> JsValue;
    fn good() -> JsValue;
    fn saying(body: &str) -> JsValue;
    fn long(length: u32) -> JsValue;
    fn read(response: &JsValue) -> js_sys::Promise;
    fn endless(beginning: &str) -> JsValue;
    #[wasm_bindgen(js_name = firstPiece)]
    fn first_piece(response: &JsValue) -> js_sys::Promise;
    fn hurrying(most: u32, piece: bool) -> JsValue;
    #[wasm_bindgen(js_name = piecesRead)]
    fn pieces_read() -> u32;
    fn dripping(seconds: u32) -> JsValue;
    fn cancelling() -> JsValue;
    #[wasm_bindgen(js_name = replyOf)]
    fn reply_of(it: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = doneOf)]
    fn done_of(it: &JsValue) -> js_sys::Promise;
}

/// One that reads headers of the reply.
fn reading() -> Policy {
    policy("replies", ORIGIN, Some("memory"))
}

/// The default of `expired.searched`.
const LIMIT: f64 = 1_048_576.0;
/// How long a body may take, in ms.
const PAUSE: f64 = 2_000.0;

async fn awaited(promise: js_sys::Promise) -> JsValue {
    JsFuture::from(promise).await.expect("it resolves")
}

#[wasm_bindgen_test]
async fn what_is_no_reply_has_an_error_for_a_status_and_no_facts() {
    for name in names("odd") {
        let odd = made("odd", &name);
        let status = status_of(&odd);
        assert!(
            status.as_f64().is_none() && status.is_object(),
            "{name}: {status:?}"
        );
        let reply = http::reply(&odd, &JsValue::UNDEFINED, &reading());
        assert_eq!(reply.status, 0, "{name}");
        assert_eq!(
            (reply.date, reply.retry_after, reply.redirect),
            (None, None, false),
            "{name}"
        );
        assert!(reply.headers.is_empty() && reply.body.is_none(), "{name}");
        assert_eq!(origin_of(&odd), None, "{name}");
        discard(&odd);
        assert!(
            awaited(json_of_copy(&odd, LIMIT, false, PAUSE))
                .await
                .is_undefined(),
            "{name}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_reply_that_has_only_a_status_has_no_other_facts() {
    for name in names("poor") {
        let poor = made("poor", &name);
        assert_eq!(status_of(&poor), JsValue::from(401), "{name}");
        let reply = http::reply(&poor, &JsValue::NULL, &reading());
        assert_eq!(reply.status, 401, "{name}");
        assert_eq!(
            (reply.date, reply.retry_after, reply.redirect),
            (None, None, false),
            "{name}"
        );
        assert!(reply.headers.is_empty(), "{name}");
        assert_eq!(origin_of(&poor), None, "{name}");
        discard(&poor);
        assert!(
            awaited(json_of_copy(&poor, LIMIT, false, PAUSE))
                .await
                .is_undefined(),
            "{name}"
        );
    }
}

#[wasm_bindgen_test]
async fn the_json_of_a_copy_leaves_the_callers_own_unread() {
    let reply = good();
    assert!(
        awaited(json_of_copy(&reply, LIMIT, false, PAUSE))
            .await
            .is_object()
    );
    assert_eq!(awaited(read(&reply)).await, "{\"code\":\"expired\"}");
    for body in ["", "{", "{}\n{}"] {
        let reply = saying(body);
        assert!(
            awaited(json_of_copy(&reply, LIMIT, false, PAUSE))
                .await
                .is_undefined(),
            "{body:?}"
        );
        assert_eq!(awaited(read(&reply)).await, body);
    }
}

#[wasm_bindgen_test]
async fn a_long_body_is_not_searched() {
    assert!(
        awaited(json_of_copy(&long(500_000), LIMIT, false, PAUSE))
            .await
            .is_string()
    );
    assert!(
        awaited(json_of_copy(&long(1_100_000), LIMIT, false, PAUSE))
            .await
            .is_undefined()
    );
    assert!(
        awaited(json_of_copy(&long(10), 11.0, false, PAUSE))
            .await
            .is_undefined()
    );
    assert!(
        awaited(json_of_copy(&long(10), 12.0, false, PAUSE))
            .await
            .is_string()
    );
}

#[wasm_bindgen_test]
async fn a_body_that_pauses_is_not_searched_and_stays_the_callers() {
    for beginning in ["", "{\"code\":"] {
        let reply = endless(beginning);
        assert!(
            awaited(json_of_copy(&reply, LIMIT, false, PAUSE))
                .await
                .is_undefined(),
            "{beginning:?}"
        );
        if !beginning.is_empty() {
            assert_eq!(awaited(first_piece(&reply)).await, beginning);
        }
    }
}

#[wasm_bindgen_test]
async fn a_reply_that_is_discarded_frees_its_connection() {
    let it = cancelling();
    discard(&reply_of(&it));
    assert_eq!(awaited(done_of(&it)).await, true);
}

#[wasm_bindgen_test]
async fn a_body_of_empty_pieces_is_not_read_for_good() {
    for piece in [false, true] {
        let found = awaited(json_of_copy(&hurrying(1_000_000, piece), LIMIT, false, PAUSE)).await;
        assert!(found.is_undefined());
        assert!(pieces_read() < 1_000_000, "{} pieces", pieces_read());
    }
}

#[wasm_bindgen_test]
async fn a_body_that_drips_is_not_waited_for() {
    let found = awaited(json_of_copy(&dripping(8), LIMIT, false, PAUSE)).await;
    assert!(found.is_undefined(), "8 s, and it is waited for");
}

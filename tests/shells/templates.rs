//! R25: the call is read once. It throws what the application's own objects throw, and goes where it was read to go.

use authflight::browser::template::Template;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{replied, restore, usual};

#[wasm_bindgen(inline_js = r#"
/** Sets the document's base, and returns what takes it away again. */
export function based(href) {
  const base = Object.assign(document.createElement('base'), { href })
  document.head.prepend(base)
  return () => base.remove()
}

/** What a page that stands on a server's globals, without a document or an address, makes of a URL. */
export async function withoutPage(url) {
  const address = new URL('./src/browser/global.js', import.meta.url)
  const text = await (await fetch(address)).text()
  const turn = JSON.stringify(new URL('./turn.js', address).href)
  const source = `const globalThis = {}\n${text.replace("'./turn.js'", turn)}`
  const module = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const { resolve, isElsewhere } = await import(module)
  const { href, origin, address: given } = resolve(url)
  return `${href} ${origin} ${given} ${isElsewhere(url)}`
}

const sent = []
/** Replaces fetch by one that notes where it was to go, and returns what puts the own one back. */
export function catching() {
  const own = globalThis.fetch
  globalThis.fetch = async (input) => {
    sent.push(input instanceof Request ? input.url : input)
    return new Response()
  }
  return () => { globalThis.fetch = own }
}
export const caught = () => sent.pop()

class Renamed extends Request {
  get url() { return 'https://evil.example/' }
}

/** Inputs that lead to /one, and what changes them afterwards. */
const inputs = {
  text: () => ['/one', () => {}],
  url: () => {
    const url = new URL('/one', location.href)
    return [url, () => { url.href = 'https://evil.example/' }]
  },
  object: () => {
    const input = { text: '/one', toString: () => input.text }
    return [input, () => { input.text = 'https://evil.example/' }]
  },
  'an object that says it is a URL': () => {
    const input = { [Symbol.toStringTag]: 'URL', href: '/other', text: new URL('/one', location.href).href }
    input.toString = () => input.text
    return [input, () => { input.text = 'https://evil.example/' }]
  },
  'an object that says it is a Request': () => {
    const input = { [Symbol.toStringTag]: 'Request', url: 'https://evil.example/', text: '/one' }
    input.toString = () => input.text
    return [input, () => { input.text = 'https://evil.example/' }]
  },
  request: () => [new Request('/one'), () => {}],
  'a class of Request': () => [new Renamed('/one'), () => {}],
}
let change
export function input(name) {
  const [made, changes] = inputs[name]()
  change = changes
  return made
}
export const changed = () => change()

const boom = new Error('boom')
const explode = () => { throw boom }
const getter = (name) => Object.defineProperty({ method: 'POST' }, name, { get: explode, enumerable: true })
const noText = { toString: explode }
const used = () => {
  const request = new Request('/x', { method: 'POST', body: 'x' })
  request.text()
  return request
}
export const locked = () => {
  const body = new ReadableStream()
  body.getReader()
  return { method: 'POST', body, duplex: 'half' }
}

/** Calls that fetch refuses: with the error of the application's own, or with a TypeError. */
const refused = {
  'an input without text': () => [noText],
  'a symbol as the input': () => [Symbol('x')],
  'an object without a prototype as the input': () => [Object.create(null)],
  'a Request whose body is used': () => [used()],
  'a number as the init': () => ['/x', 5],
  'a text as the init': () => ['/x', 'x'],
  ...Object.fromEntries(['body', 'headers', 'method', 'signal', 'credentials', 'mode', 'cache', 'redirect', 'keepalive',
    'referrer', 'referrerPolicy', 'integrity'].map((name) => [`a ${name} that throws`, () => ['/x', getter(name)]])),
  'a class whose body throws': () => ['/x', new (class { get method() { return 'POST' } get body() { return explode() } })()],
  'a proxy that throws': () => ['/x', new Proxy({}, { get: explode, getPrototypeOf: explode, getOwnPropertyDescriptor: explode })],
  'a method without text': () => ['/x', { method: noText }],
  'a symbol as the method': () => ['/x', { method: Symbol('x') }],
  'a body without text': () => ['/x', { method: 'POST', body: noText }],
  'a symbol as the body': () => ['/x', { method: 'POST', body: Symbol('x') }],
  'headers that are a number': () => ['/x', { headers: 5 }],
  'null as the headers': () => ['/x', { headers: null }],
  'a header without text': () => ['/x', { headers: { a: noText } }],
  'a header with a line break': () => ['/x', { headers: { a: 'x\ny' } }],
}
/** Calls that fetch takes. */
const taken = {
  'null as the init': () => ['/x', null],
  'a function as the init': () => ['/x', () => {}],
  'null as the body': () => ['/x', { body: null }],
  'null as the signal': () => ['/x', { signal: null }],
  'an unknown member that throws': () => ['/x', Object.defineProperty({}, 'other', { get: explode, enumerable: true })],
  'a proxy that does not say what it has': () => ['/x', new Proxy({}, { ownKeys: explode })],
  'no input': () => [undefined],
  'null as the input': () => [null],
}
/** Calls that some engines refuse. */
const either = {
  'a controller as the signal': () => ['/x', { signal: new AbortController() }],
}
export const names = (table) => Object.keys({ refused, taken, either }[table])
const made = (table, name) => ({ refused, taken, either })[table][name]()
let call
export const callInput = (table, name) => { call = made(table, name); return call[0] }
export const callInit = () => call[1]

/** What a Request of the platform says of the same call; undefined when it takes it. */
export const ofPlatform = (table, name) => {
  try {
    new Request(...made(table, name))
  } catch (error) {
    return error.name + (error === boom ? ': boom' : '')
  }
}
export const kind = (error) => error.name + (error === boom ? ': boom' : '')

export const bodyless = () => ({})
export function polluted(name, value) {
  Object.prototype[name] = value
  return () => { delete Object.prototype[name] }
}
"#)]
extern "C" {
    fn based(href: &str) -> js_sys::Function;
    #[wasm_bindgen(js_name = withoutPage)]
    fn without_page(url: &str) -> js_sys::Promise;
    fn catching() -> js_sys::Function;
    fn caught() -> JsValue;
    fn input(name: &str) -> JsValue;
    fn changed();
    fn names(table: &str) -> Vec<String>;
    #[wasm_bindgen(js_name = callInput)]
    fn call_input(table: &str, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = callInit)]
    fn call_init() -> JsValue;
    #[wasm_bindgen(js_name = ofPlatform)]
    fn of_platform(table: &str, name: &str) -> Option<String>;
    fn kind(error: &JsValue) -> String;
    fn bodyless() -> JsValue;
    fn locked() -> JsValue;
    fn polluted(name: &str, value: &JsValue) -> js_sys::Function;
}

const ELSEWHERE: &str = "https://elsewhere.example/deep/";

/// Where the template is sent.
async fn destination(template: &Template) -> String {
    let put_back = catching();
    let (_, status) = replied(template, None).await.expect("a reply");
    restore(&put_back);
    assert_eq!(status, 200);
    caught().as_string().expect("fetch is given an address")
}

fn read(input: &JsValue) -> Template {
    Template::read(input, &JsValue::UNDEFINED).expect("a good call")
}

/// Where the page itself leads.
fn here(path: &str) -> String {
    authflight::browser::global::resolve(path)
        .expect("a page has a URL")
        .href
}

#[wasm_bindgen_test]
async fn relative_urls_are_resolved_against_the_documents_base() {
    let put_back = based(ELSEWHERE);
    let found = ["one", "/one", "//evil.example", "https://api.example/one"].map(here);
    let template = read(&"one".into());
    let facts = template.resolve(None, &usual());
    let sent = destination(&template).await;
    restore(&put_back);
    let expected = [
        "https://elsewhere.example/deep/one",
        "https://elsewhere.example/one",
        "https://evil.example/",
        "https://api.example/one",
    ];
    assert_eq!(found, expected);
    assert_eq!(
        facts.map(|facts| facts.target.origin).as_deref(),
        Some("https://elsewhere.example")
    );
    assert_eq!(sent, expected[0], "what is judged is what is sent");
}

#[wasm_bindgen_test]
async fn without_a_page_what_is_relative_stays_so() {
    let of = async |url: &str| {
        let found = JsFuture::from(without_page(url)).await.expect("it resolves");
        found.as_string().expect("a text")
    };
    assert_eq!(
        of("/one?a#b").await,
        "http://page.invalid/one?a#b http://page.invalid /one?a#b false"
    );
    let absolute = "https://api.example/one";
    assert_eq!(
        of(absolute).await,
        format!("{absolute} https://api.example {absolute} false")
    );
}

#[wasm_bindgen_test]
async fn the_first_resolution_stays_whatever_happens_afterwards() {
    let expected = here("/one");
    for name in [
        "text",
        "url",
        "object",
        "an object that says it is a URL",
        "an object that says it is a Request",
        "request",
        "a class of Request",
    ] {
        let template = read(&input(name));
        let facts = template.resolve(None, &usual()).expect("a good URL");
        changed();
        let put_back = based(ELSEWHERE);
        let twice = [destination(&template).await, destination(&template).await];
        restore(&put_back);
        assert_eq!(facts.target.href, expected, "{name}");
        assert_eq!(twice, [expected.clone(), expected.clone()], "{name}");
        assert_eq!(template.url(), expected, "{name}");
    }
}

#[wasm_bindgen_test]
async fn between_the_call_and_its_resolution_nothing_changes_either() {
    for name in ["url", "object", "an object that says it is a URL"] {
        let template = read(&input(name));
        changed();
        template.resolve(None, &usual());
        assert_eq!(destination(&template).await, here("/one"), "{name}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_url_resolves_to_nothing() {
    let template = read(&"http://[".into());
    assert_eq!(template.resolve(None, &usual()), None);
    assert_eq!(template.url(), "http://[", "fetch refuses it");
}

#[wasm_bindgen_test]
fn a_call_that_fetch_refuses_is_refused_with_the_same_error() {
    for name in names("refused") {
        let error = Template::read(&call_input("refused", &name), &call_init()).err();
        let expected = of_platform("refused", &name);
        assert!(expected.is_some(), "{name}: the platform takes it");
        assert_eq!(error.as_ref().map(kind), expected, "{name}");
    }
}

#[wasm_bindgen_test]
fn a_call_that_some_engines_refuse_is_refused_there() {
    for name in names("either") {
        let error = Template::read(&call_input("either", &name), &call_init()).err();
        assert_eq!(error.as_ref().map(kind), of_platform("either", &name), "{name}");
    }
}

/// Engines that send no streams would send its name.
#[wasm_bindgen_test]
fn a_stream_that_is_locked_is_refused_in_every_engine() {
    let error = Template::read(&"/x".into(), &locked()).err();
    assert_eq!(error.as_ref().map(kind).as_deref(), Some("TypeError"));
}

#[wasm_bindgen_test]
fn a_call_that_fetch_takes_is_taken() {
    for name in names("taken") {
        assert_eq!(
            of_platform("taken", &name),
            None,
            "{name}: the platform refuses it"
        );
        let error = Template::read(&call_input("taken", &name), &call_init()).err();
        assert_eq!(error.as_ref().map(kind), None, "{name}");
    }
}

#[wasm_bindgen_test]
fn what_a_page_adds_to_all_objects_is_not_read() {
    for (name, value) in [("method", "POST"), ("body", "polluted")] {
        let put_back = polluted(name, &value.into());
        let template = Template::read(&"/x".into(), &bodyless());
        restore(&put_back);
        let facts = template.expect("a good call").resolve(None, &usual());
        assert_eq!(facts.expect("a good URL").method, "GET", "{name}");
    }
}

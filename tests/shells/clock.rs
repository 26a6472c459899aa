//! R34: a page that replaces the clock or the dice gets numbers all the same.

use authflight::browser::{clock, cutoff::Cutoff, http};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{ORIGIN, policy, restore};

#[wasm_bindgen(inline_js = r#"
const nonsense = {
  throws: () => { throw new Error('boom') },
  undefined: () => undefined,
  NaN: () => Number.NaN,
  Infinity: () => Infinity,
  text: () => 'now',
  symbol: () => Symbol('x'),
  object: () => ({}),
  'object without a prototype': () => Object.create(null),
}
const places = {
  'Date.now': [Date, 'now'],
  'Math.random': [Math, 'random'],
  getTimezoneOffset: [Date.prototype, 'getTimezoneOffset'],
  forEach: [Array.prototype, 'forEach'],
}
export const names = () => Object.keys(nonsense)
const put = (object, name, value) => {
  const before = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, { value, configurable: true, writable: true })
  return () => Object.defineProperty(object, name, before)
}
export const replaced = (place, name) => put(...places[place], nonsense[name])
/** A mock of a test runner: a function, and nothing else that a Date has. */
export const mocked = () => put(globalThis, 'Date', function () { return {} })
export const retrying = () => new Response('', { headers: { date: 'Tue, 14 Nov 2023 22:13:20 GMT', 'retry-after': 'Tue, 14 Nov 2023 22:13:20 GMT' } })
export const timeless = () => put(globalThis, 'setTimeout', nonsense.throws)
export const fixed = (place, value) => put(...places[place], () => value)
"#)]
extern "C" {
    fn names() -> Vec<String>;
    fn replaced(place: &str, name: &str) -> js_sys::Function;
    fn retrying() -> JsValue;
    fn timeless() -> js_sys::Function;
    fn mocked() -> js_sys::Function;
    fn fixed(place: &str, value: &JsValue) -> js_sys::Function;
}

#[wasm_bindgen_test]
fn a_clock_of_nonsense_stands_at_the_beginning() {
    for name in names() {
        let put_back = replaced("Date.now", &name);
        let now = clock::moment().now;
        restore(&put_back);
        assert_eq!(now, 0, "{name}");
    }
    let put_back = mocked();
    let moment = clock::moment();
    restore(&put_back);
    assert_eq!((moment.now, moment.local_offset), (0, 0), "a mock of Date");
}

#[wasm_bindgen_test]
fn dice_of_nonsense_give_a_number_in_the_middle() {
    for name in names() {
        let put_back = replaced("Math.random", &name);
        let moment = clock::moment();
        restore(&put_back);
        assert_eq!(moment.entropy, 0x8000_0000_8000_0000, "{name}");
    }
}

#[wasm_bindgen_test]
fn a_time_zone_of_nonsense_is_none() {
    for name in names() {
        let put_back = replaced("getTimezoneOffset", &name);
        let moment = clock::moment();
        restore(&put_back);
        assert_eq!(moment.local_offset, 0, "{name}");
    }
}

#[wasm_bindgen_test]
fn methods_of_arrays_that_the_page_has_replaced_are_not_needed() {
    for name in names() {
        let put_back = replaced("forEach", &name);
        let moment = clock::moment();
        restore(&put_back);
        assert!(moment.now > 0, "{name}");
    }
}

#[wasm_bindgen_test]
fn a_clock_that_the_page_has_set_is_believed() {
    for (place, value) in [("Date.now", 1_700_000_000_000_i64), ("Date.now", -5)] {
        let put_back = fixed(place, &JsValue::from_f64(value as f64));
        let now = clock::moment().now;
        restore(&put_back);
        assert_eq!(now, value);
    }
    let put_back = fixed("getTimezoneOffset", &(-120).into());
    let moment = clock::moment();
    restore(&put_back);
    assert_eq!(moment.local_offset, 120, "minutes east of Greenwich");
}

#[wasm_bindgen_test]
fn a_reply_under_a_mock_of_date_has_no_dates() {
    let (reply, policy) = (retrying(), policy("clock", ORIGIN, Some("memory")));
    let put_back = mocked();
    let reply = http::reply(&reply, &JsValue::UNDEFINED, &policy);
    restore(&put_back);
    assert_eq!((reply.date, reply.retry_after), (None, None));
}

#[wasm_bindgen_test]
fn a_clock_far_outside_of_time_is_none() {
    for (place, value) in [
        ("Date.now", 1e300),
        ("Date.now", -1e300),
        ("getTimezoneOffset", -1e300),
        ("getTimezoneOffset", 1e300),
    ] {
        let put_back = fixed(place, &value.into());
        let moment = clock::moment();
        restore(&put_back);
        assert!(
            moment.now.abs() <= 8_640_000_000_000_000,
            "{place} {value}: {}",
            moment.now
        );
        assert!(
            moment.local_offset.abs() <= 24 * 60,
            "{place} {value}: {}",
            moment.local_offset
        );
    }
}

#[wasm_bindgen_test]
fn without_timers_a_timeout_is_none() {
    let put_back = timeless();
    let mut cutoff = Cutoff::new(None, 1_000);
    restore(&put_back);
    assert!(cutoff.reason_so_far().is_none());
}

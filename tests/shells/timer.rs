//! R17: one timer that can be moved, and never fires early for being far away.

use std::{cell::Cell, rc::Rc};

use authflight::browser::{
    clock,
    timer::{Timer, clamped},
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{sleep, until};

fn timer() -> (Timer, Rc<Cell<u32>>) {
    let fired: Rc<Cell<u32>> = Rc::default();
    let count = Rc::clone(&fired);
    (Timer::new(move || count.set(count.get() + 1)), fired)
}

#[wasm_bindgen_test]
async fn it_fires_once_and_can_be_armed_again() {
    let (timer, fired) = timer();
    let now = clock::moment().now;
    timer.arm(Some(now + 20), now, true);
    timer.arm(Some(now + 20), now, true);
    assert!(until(|| fired.get() == 1).await);
    timer.fired();
    timer.arm(Some(now + 20), now, true);
    assert!(
        until(|| fired.get() == 2).await,
        "the same time again is a new one"
    );
}

#[wasm_bindgen_test]
async fn it_can_be_moved_and_called_off() {
    let (timer, fired) = timer();
    let now = clock::moment().now;
    timer.arm(Some(now + 30), now, true);
    timer.arm(Some(now + 100_000), now, true);
    sleep(100).await;
    assert_eq!(fired.get(), 0, "moved away");
    timer.arm(Some(now + 30), now, true);
    timer.arm(None, now, true);
    sleep(100).await;
    assert_eq!(fired.get(), 0, "called off");
    timer.arm(Some(now - 1_000), now, false);
    assert!(until(|| fired.get() == 1).await, "what is past is now");
}

#[wasm_bindgen_test]
async fn what_is_weeks_away_does_not_fire_at_once() {
    assert_eq!(clamped(i64::MAX), i32::MAX);
    assert_eq!(clamped(i64::from(i32::MAX) + 1), i32::MAX);
    assert_eq!(clamped(-1), 0);
    let (timer, fired) = timer();
    let now = clock::moment().now;
    timer.arm(Some(now + 3_000_000_000), now, true);
    sleep(100).await;
    assert_eq!(fired.get(), 0);
}

#[wasm_bindgen_test]
async fn it_is_silent_once_dropped() {
    let (timer, fired) = timer();
    let now = clock::moment().now;
    timer.arm(Some(now + 20), now, true);
    drop(timer);
    sleep(100).await;
    assert_eq!(fired.get(), 0);
}

//! Timers. The protocol needs one.

use std::cell::{Cell, RefCell};

use authflight_protocol::moment::{EpochMs, LONGEST_TIMER};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{
    global::{Listener, listener},
    task::callback,
};

#[wasm_bindgen(module = "/src/browser/timer.js")]
extern "C" {
    fn arm(handle: &JsValue, callback: &JsValue, delay: i32, keeps_alive: bool) -> JsValue;
    fn disarm(handle: &JsValue);
    #[wasm_bindgen(js_name = startWait)]
    fn start_wait(callback: &JsValue, delay: i32) -> JsValue;
    #[wasm_bindgen(js_name = endWait)]
    fn end_wait(handle: &JsValue);
}

/// A delay that a browser can wait. A longer one would fire at once.
pub fn clamped(delay: i64) -> i32 {
    i32::try_from(delay.clamp(0, LONGEST_TIMER)).unwrap_or(i32::MAX)
}

/// Waits for so many milliseconds, and keeps Node's process alive meanwhile. It ends under a test's fake timers, too.
/// Dropping the future clears the timer.
pub async fn after(ms: i64) {
    let (function, fired) = callback();
    let _wait = Wait(start_wait(&function, clamped(ms)));
    drop(fired.await);
}

struct Wait(JsValue);

impl Drop for Wait {
    fn drop(&mut self) {
        end_wait(&self.0);
    }
}

/// A timer whose time can be moved.
pub struct Timer {
    callback: Listener,
    handle: RefCell<JsValue>,
    due: Cell<Option<EpochMs>>,
}

impl Timer {
    /// Makes a timer that is not armed.
    pub fn new(callback: impl Fn() + 'static) -> Self {
        Self {
            callback: listener(move |_| callback()),
            handle: RefCell::default(),
            due: Cell::new(None),
        }
    }

    /// Moves the timer, or disarms it. A delay that is longer than a browser can wait is cut: the protocol is then woken
    /// early, and the timer is armed again (R17). `keeps_alive` says whether Node's process waits for it.
    pub fn arm(&self, due: Option<EpochMs>, now: EpochMs, keeps_alive: bool) {
        if self.due.get() == due {
            return;
        }
        self.due.set(due);
        let handle = match due {
            Some(due) => {
                let delay = clamped(due.saturating_sub(now));
                arm(&self.handle.borrow(), self.callback.as_ref(), delay, keeps_alive)
            }
            None => {
                disarm(&self.handle.borrow());
                JsValue::UNDEFINED
            }
        };
        self.handle.replace(handle);
    }

    /// The timer has fired, so the next `arm` starts again.
    pub fn fired(&self) {
        self.due.set(None);
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        disarm(&self.handle.borrow());
    }
}

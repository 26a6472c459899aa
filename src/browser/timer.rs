//! One timer, which is all the core needs.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
};

use futures::{
    channel::oneshot,
    future::{Either, select},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use super::global::method;
use crate::core::moment::{EpochMs, LONGEST_TIMER};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, delay: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);
}

/// Calls back at a time that can be moved.
pub struct Timer {
    callback: Closure<dyn FnMut()>,
    armed: RefCell<Option<JsValue>>,
    due: Cell<Option<EpochMs>>,
}

impl Timer {
    /// A timer that is not armed.
    pub fn new(callback: impl FnMut() + 'static) -> Self {
        Self {
            callback: Closure::new(callback),
            armed: RefCell::default(),
            due: Cell::new(None),
        }
    }

    /// Moves it, or disarms it. A delay longer than a browser can wait is cut; whoever is woken
    /// early asks again (R17). `keeps_alive`: in Node, whether the process waits for it.
    pub fn arm(&self, due: Option<EpochMs>, now: EpochMs, keeps_alive: bool) {
        if self.armed.borrow().is_some() && self.due.get() == due {
            return;
        }
        self.disarm();
        let Some(due) = due else { return };
        let delay = due.saturating_sub(now).clamp(0, LONGEST_TIMER);
        let delay = i32::try_from(delay).unwrap_or(i32::MAX);
        let handle = set_timeout(self.callback.as_ref(), delay);
        if !keeps_alive {
            if let Some(unref) = handle.is_object().then(|| method(&handle, "unref")).flatten() {
                drop(unref.call0(&handle));
            }
        }
        self.armed.replace(Some(handle));
        self.due.set(Some(due));
    }

    /// It has fired: the next `arm` starts anew.
    pub fn fired(&self) {
        self.armed.take();
        self.due.set(None);
    }

    /// Stops it.
    pub fn disarm(&self) {
        if let Some(handle) = self.armed.take() {
            clear_timeout(&handle);
        }
        self.due.set(None);
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}

/// Calls `callback` once after `delay` ms; dropping the guard calls it off.
pub struct Delay {
    handle: JsValue,
    _callback: Closure<dyn FnMut()>,
}

impl Delay {
    /// Starts waiting.
    pub fn new(delay: i64, callback: impl FnOnce() + 'static) -> Self {
        let callback = Closure::once(callback);
        let delay = i32::try_from(delay.clamp(0, LONGEST_TIMER)).unwrap_or(i32::MAX);
        let handle = set_timeout(callback.as_ref().unchecked_ref(), delay);
        Self {
            handle,
            _callback: callback,
        }
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        clear_timeout(&self.handle);
    }
}

/// What `work` comes to, if it does within `delay` ms.
pub async fn within<T>(delay: i64, work: impl Future<Output = T>) -> Option<T> {
    let (sender, over) = oneshot::channel();
    let _delay = Delay::new(delay, move || {
        // Nobody waits any more when the work is done.
        let _ = sender.send(());
    });
    match select(pin!(work), over).await {
        Either::Left((result, _)) => Some(result),
        Either::Right(_) => None,
    }
}

//! What ends a request early: the caller's signal and the timeout (R8).

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{AbortController, AbortSignal, DomException, EventTarget};

use crate::browser::{listener::Listener, timer::Delay};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = AbortSignal)]
    type Reasoned;
    #[wasm_bindgen(method, getter)]
    fn reason(this: &Reasoned) -> JsValue;
    #[wasm_bindgen(extends = AbortController)]
    type Abortable;
    #[wasm_bindgen(method, js_name = abort)]
    fn abort_because(this: &Abortable, reason: &JsValue);
}

/// The signal's own reason, whatever kind of value it is.
pub fn reason_of(signal: &AbortSignal) -> JsValue {
    use wasm_bindgen::JsCast;
    signal.unchecked_ref::<Reasoned>().reason()
}

/// The caller's signal, and the timeout if there is one.
pub struct Cutoff {
    signal: Option<AbortSignal>,
    timeout: RefCell<Option<Delay>>,
    _caller: Option<Listener>,
}

impl Cutoff {
    /// Without a timeout the caller's signal is passed on as it is.
    pub fn new(caller: Option<AbortSignal>, timeout: i64) -> Self {
        use wasm_bindgen::JsCast;
        let controller = if timeout > 0 { AbortController::new().ok() } else { None };
        let Some(controller) = controller else {
            return Self { signal: caller, timeout: RefCell::new(None), _caller: None };
        };
        let listener = caller.map(|caller| {
            let pass_on = {
                let (controller, caller) = (controller.clone(), caller.clone());
                move || {
                    controller
                        .unchecked_ref::<Abortable>()
                        .abort_because(&reason_of(&caller));
                }
            };
            if caller.aborted() {
                pass_on();
            }
            let target: &EventTarget = caller.as_ref();
            Listener::new(target, "abort", move |_event| pass_on())
        });
        let signal = controller.signal();
        let delay = Delay::new(timeout, move || {
            controller.unchecked_ref::<Abortable>().abort_because(&timeout_error());
        });
        Self {
            signal: Some(signal),
            timeout: RefCell::new(Some(delay)),
            _caller: listener,
        }
    }

    /// What the request is sent with.
    pub fn signal(&self) -> Option<&AbortSignal> {
        self.signal.as_ref()
    }

    /// The reason, if it is over already.
    pub fn reached(&self) -> Option<JsValue> {
        self.signal.as_ref().filter(|signal| signal.aborted()).map(reason_of)
    }

    /// The reply has come in time.
    pub fn stop_clock(&self) {
        self.timeout.take();
    }

    /// Resolves with the reason; never, without a signal. Stops listening when dropped.
    pub fn watch(&self) -> Watch {
        let (sender, receiver) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let listener = self.signal.as_ref().map(|signal| {
            let signal_in = signal.clone();
            let sender = Rc::clone(&sender);
            let target: &EventTarget = signal.as_ref();
            Listener::new(target, "abort", move |_event| {
                if let Some(sender) = sender.borrow_mut().take() {
                    drop(sender.send(reason_of(&signal_in)));
                }
            })
        });
        Watch { reached: receiver, _listener: listener, _sender: sender }
    }
}

/// Waits for the cutoff.
pub struct Watch {
    /// Resolves with the reason.
    pub reached: oneshot::Receiver<JsValue>,
    _listener: Option<Listener>,
    /// Kept, so that without a signal the receiver waits for ever instead of failing.
    _sender: Rc<RefCell<Option<oneshot::Sender<JsValue>>>>,
}

/// What `AbortSignal.timeout` rejects with.
fn timeout_error() -> JsValue {
    match DomException::new_with_message_and_name("The operation timed out.", "TimeoutError") {
        Ok(error) => error.into(),
        Err(error) => error,
    }
}

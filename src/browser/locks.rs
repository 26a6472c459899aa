//! The Web Locks API, bound by hand: web-sys keeps it behind an unstable flag.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Object, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::AbortController;

use super::{global, json};
use crate::core::{ledger::FlightId, sorted_map::SortedMap};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        callback: &Function,
    ) -> Result<Promise, JsValue>;
}

/// What becomes of a request for the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockNews {
    /// It is held now.
    Granted(FlightId),
    /// Another tab took it away.
    Lost(FlightId),
}

/// A request that waits or is granted.
struct Asked {
    controller: Option<AbortController>,
    /// Resolves the promise that holds the lock.
    release: Option<Function>,
    _callback: Closure<dyn FnMut(JsValue) -> Promise>,
    _refused: Closure<dyn FnMut(JsValue)>,
}

/// One lock by name.
pub struct Locks {
    manager: LockManager,
    name: String,
    asked: Rc<RefCell<SortedMap<FlightId, Asked>>>,
    news: Rc<dyn Fn(LockNews)>,
}

impl Locks {
    /// The lock, where the engine has locks: not in insecure contexts and old engines (R20).
    pub fn open(name: &str, news: impl Fn(LockNews) + 'static) -> Option<Self> {
        let navigator = global::global("navigator")?;
        let manager: LockManager = global::member(&navigator, "locks")?.unchecked_into();
        Some(Self {
            manager,
            name: name.to_string(),
            asked: Rc::default(),
            news: Rc::new(news),
        })
    }

    /// Stands in line.
    pub fn acquire(&self, flight: FlightId) {
        let controller = AbortController::new().ok();
        let options = Object::new();
        if let Some(controller) = &controller {
            json::set(&options, "signal", controller.signal().as_ref());
        }
        self.ask(flight, controller, &options);
    }

    /// Takes the lock from whoever holds it.
    pub fn steal(&self, flight: FlightId) {
        self.release(flight);
        let options = Object::new();
        json::set(&options, "steal", &JsValue::TRUE);
        self.ask(flight, None, &options);
    }

    /// Gives it back, or leaves the line.
    pub fn release(&self, flight: FlightId) {
        let Some(asked) = self.asked.borrow_mut().remove(flight) else { return };
        if let Some(release) = &asked.release {
            drop(release.call0(&JsValue::UNDEFINED));
        } else if let Some(controller) = &asked.controller {
            controller.abort();
        }
        keep_until_settled(asked);
    }

    fn ask(&self, flight: FlightId, controller: Option<AbortController>, options: &Object) {
        let callback = {
            let (asked, news) = (Rc::clone(&self.asked), Rc::clone(&self.news));
            Closure::<dyn FnMut(JsValue) -> Promise>::new(move |_lock| {
                Promise::new(&mut |resolve, _reject| {
                    match asked.borrow_mut().get_mut(flight) {
                        Some(entry) => entry.release = Some(resolve),
                        // It left the line at the last moment: give the lock back at once.
                        None => drop(resolve.call0(&JsValue::UNDEFINED)),
                    }
                    let held = asked.borrow().get(flight).is_some();
                    if held {
                        news(LockNews::Granted(flight));
                    }
                })
            })
        };
        let refused = {
            let (asked, news) = (Rc::clone(&self.asked), Rc::clone(&self.news));
            Closure::<dyn FnMut(JsValue)>::new(move |_error| {
                // Ours to hear of only if we did not let go ourselves.
                let robbed = asked.borrow_mut().remove(flight);
                if let Some(robbed) = robbed {
                    news(LockNews::Lost(flight));
                    keep_until_settled(robbed);
                }
            })
        };
        let (call, hear) = (
            callback.as_ref().unchecked_ref::<Function>().clone(),
            refused.as_ref().clone(),
        );
        let entry = Asked { controller, release: None, _callback: callback, _refused: refused };
        self.asked.borrow_mut().insert(flight, entry);
        match self.manager.request(&self.name, options, &call) {
            Ok(promise) => {
                drop(catch(&promise, &hear));
            }
            // No lock to be had after all; the flight's own deadline leads on.
            Err(_) => drop(self.asked.borrow_mut().remove(flight)),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Promise)]
    type Catchable;
    #[wasm_bindgen(method, js_name = catch)]
    fn catch_with(this: &Catchable, handler: &JsValue) -> Promise;
}

fn catch(promise: &Promise, handler: &JsValue) -> Promise {
    promise.unchecked_ref::<Catchable>().catch_with(handler)
}

/// The engine may still call the closures of a request that is over for us; a task later it no
/// longer does.
fn keep_until_settled(asked: Asked) {
    super::task::spawn(async move {
        let pause = Promise::new(&mut |resolve, _reject| {
            let delay = Closure::once_into_js(move || drop(resolve.call0(&JsValue::UNDEFINED)));
            set_timeout(&delay, 1_000);
        });
        drop(wasm_bindgen_futures::JsFuture::from(pause).await);
        drop(asked);
    });
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, delay: i32) -> JsValue;
}

//! The Web Locks API: one lock by name.

use authflight_protocol::ledger::FlightId;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::global;

#[wasm_bindgen(module = "/src/browser/locks.js")]
extern "C" {
    type PageLock;
    #[wasm_bindgen(constructor)]
    fn new(name: &str, on_event: &JsValue) -> PageLock;
    #[wasm_bindgen(method)]
    fn acquire(this: &PageLock, flight: u64);
    #[wasm_bindgen(method)]
    fn steal(this: &PageLock, flight: u64);
    #[wasm_bindgen(method)]
    fn release(this: &PageLock, flight: u64);
}

/// What happened to a flight's request for the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockEvent {
    /// The flight holds the lock now.
    Granted(FlightId),
    /// Another tab stole the lock from it.
    Stolen(FlightId),
}

/// One lock by name.
pub struct Locks {
    lock: PageLock,
    _on_event: Closure<dyn Fn(u64, bool)>,
}

impl Locks {
    /// The lock of this name. `None` where the engine has no locks, as in insecure contexts and old engines (R20).
    pub fn open(name: &str, on_event: impl Fn(LockEvent) + 'static) -> Option<Self> {
        if !global::has_locks() {
            return None;
        }
        let on_event: Box<dyn Fn(u64, bool)> = Box::new(move |flight, granted| {
            let flight = FlightId(flight);
            on_event(if granted {
                LockEvent::Granted(flight)
            } else {
                LockEvent::Stolen(flight)
            });
        });
        let on_event = Closure::wrap(on_event);
        Some(Self {
            lock: PageLock::new(name, on_event.as_ref()),
            _on_event: on_event,
        })
    }

    /// Joins the queue.
    pub fn acquire(&self, flight: FlightId) {
        self.lock.acquire(flight.0);
    }

    /// Takes the lock from its holder.
    pub fn steal(&self, flight: FlightId) {
        self.lock.steal(flight.0);
    }

    /// Releases the lock, or leaves the queue.
    pub fn release(&self, flight: FlightId) {
        self.lock.release(flight.0);
    }
}

//! Where the ledger is kept: IndexedDB, whose transactions see what the last one wrote in any
//! process; beside the record where there is no database; in memory where nothing is shared.
//!
//! Invariant: a swap that is lost is lost to somebody who wrote, never to a database that went
//! away. The core tries a lost one again at once.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{json, settled::settled, store::Store};
use authflight_protocol::{ledger::Ledger, output::Expect};

#[wasm_bindgen(module = "/src/browser/ledger.js")]
extern "C" {
    /// The entry in the database.
    type Entry;
    #[wasm_bindgen(constructor)]
    fn new(key: &str) -> Entry;
    #[wasm_bindgen(method)]
    fn open(this: &Entry) -> Promise;
    #[wasm_bindgen(method)]
    fn read(this: &Entry) -> Promise;
    #[wasm_bindgen(method)]
    fn swap(this: &Entry, decide: JsValue) -> Promise;
}

/// The ledger.
pub struct Book {
    home: Home,
    store: Rc<Store>,
    /// The storage key: the entry's key in the database.
    key: String,
}

/// Where the ledger is kept.
enum Home {
    /// Shared and transactional; beside the record once the database fails for good.
    Database(Entry),
    /// Beside the record: as shared and as durable as that is, but without transactions.
    Beside,
    /// This client's own.
    Memory(RefCell<Ledger>),
}

/// Where a ledger is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the database, or beside the record where there is no database to be had.
    Shared,
    /// Beside the record of one tab.
    Beside,
    /// In memory.
    Memory,
}

/// What is to be swapped.
pub struct Swap {
    /// What the ledger must hold.
    pub expect: Expect,
    /// What it holds then.
    pub next: Ledger,
    /// Writes the store, in the same transaction where there are transactions. It says no by
    /// returning false.
    pub write: Box<dyn Fn() -> bool>,
}

impl Swap {
    /// Whether it is to be done over this ledger; then the store is written.
    fn wins(&self, ledger: &Ledger) -> bool {
        self.expect.is_met_by(ledger) && (self.write)()
    }
}

impl Book {
    /// Opens a ledger; `ready` is called later, never at once.
    pub fn open(kind: Kind, store: &Rc<Store>, key: &str, ready: impl FnOnce(Rc<Self>) + 'static) {
        let (store, key) = (Rc::clone(store), key.to_string());
        let opened = match kind {
            Kind::Shared => Entry::new(&key).open(),
            Kind::Beside | Kind::Memory => nothing(),
        };
        settled(&opened, move |entry, _| {
            let home = match kind {
                Kind::Memory => Home::Memory(RefCell::default()),
                _ if entry.is_undefined() => Home::Beside,
                _ => Home::Database(entry.unchecked_into()),
            };
            ready(Rc::new(Self { home, store, key }));
        });
    }

    /// Reads the ledger; it counts as empty when it cannot be read.
    pub fn read(self: &Rc<Self>, then: impl FnOnce(Ledger) + 'static) {
        // Boxed: compiled once, not once for each closure.
        let then: Box<dyn FnOnce(Ledger)> = Box::new(then);
        let book = Rc::clone(self);
        let found = match &self.home {
            Home::Database(entry) => entry.read(),
            _ => nothing(),
        };
        settled(&found, move |found, _| {
            then(if found.is_undefined() {
                book.read_at_once()
            } else {
                ledger_of(&found)
            });
        });
    }

    /// Writes the store and then the ledger, if the ledger meets the expectation. Then tells
    /// whether the new entry is written, and what the ledger holds now.
    pub fn swap(self: &Rc<Self>, swap: Swap, then: impl FnOnce(bool, Ledger) + 'static) {
        // JavaScript keeps the closure for a while: what it was to write, tokens among it, goes when it is done.
        let (book, swap) = (Rc::clone(self), Rc::new(RefCell::new(Some(swap))));
        let found = Rc::new(RefCell::new(Ledger::default()));
        let won = match &self.home {
            Home::Database(entry) => {
                let (found, swap) = (Rc::clone(&found), Rc::clone(&swap));
                let decide: Box<dyn Fn(JsValue) -> JsValue> = Box::new(move |entry| {
                    let ledger = ledger_of(&entry);
                    let swap = swap.borrow();
                    let Some(swap) = swap.as_ref().filter(|swap| swap.wins(&ledger)) else {
                        found.replace(ledger);
                        return JsValue::UNDEFINED;
                    };
                    found.replace(swap.next.clone());
                    written(&swap.next).into()
                });
                entry.swap(Closure::wrap(decide).into_js_value())
            }
            _ => nothing(),
        };
        settled(&won, move |won, _| {
            let swap = swap.take();
            let (won, ledger) = match (won.as_bool(), swap) {
                (None, Some(swap)) => book.swap_at_once(&swap),
                (won, _) => (won == Some(true), found.take()),
            };
            then(won, ledger);
        });
    }

    fn swap_at_once(&self, swap: &Swap) -> (bool, Ledger) {
        let ledger = self.read_at_once();
        if !swap.wins(&ledger) {
            return (false, ledger);
        }
        if let Home::Memory(ledger) = &self.home {
            ledger.replace(swap.next.clone());
        } else {
            self.store
                .write_side_entry(&self.side_key(), &written(&swap.next));
        }
        (true, swap.next.clone())
    }

    fn read_at_once(&self) -> Ledger {
        match &self.home {
            Home::Memory(ledger) => ledger.borrow().clone(),
            _ => ledger_of(&self.store.side_entry(&self.side_key())),
        }
    }

    fn side_key(&self) -> String {
        let mut key = self.key.clone();
        key.push_str(".ledger");
        key
    }
}

fn written(ledger: &Ledger) -> String {
    json::text(&ledger.to_value())
}

fn ledger_of(entry: &JsValue) -> Ledger {
    let value = entry.as_string().and_then(|text| json::parse(&text));
    value.as_ref().map(Ledger::from_value).unwrap_or_default()
}

/// What is there at once is told later all the same, so that nobody is called while he calls.
fn nothing() -> Promise {
    Promise::resolve(&JsValue::UNDEFINED)
}

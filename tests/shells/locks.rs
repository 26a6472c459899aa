//! R18, R19: one holder at a time, and one whose lock is stolen hears of it.

use std::{cell::RefCell, rc::Rc};

use authflight::{browser::locks::LockEvent, browser::locks::Locks};
use authflight_protocol::ledger::FlightId;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use super::page::{restore, sleep, until};

#[wasm_bindgen(inline_js = r#"
const requests = {
  throws: () => { throw new Error('boom') },
  rejects: () => Promise.reject(new Error('boom')),
  'gives nothing': () => {},
  'rejects later': () => new Promise((_, reject) => setTimeout(reject, 20, new Error('boom'))),
}
let asked = 0
/**
 * Replaces the locks by ones that refuse, and returns what puts the own ones back.
 * On the prototype: WebKit may collect the object behind `navigator.locks`, and a property of its own with it.
 */
export function refusing(how) {
  asked = 0
  const original = LockManager.prototype.request
  LockManager.prototype.request = () => {
    asked += 1
    return requests[how]()
  }
  return () => { LockManager.prototype.request = original }
}
export const timesAsked = () => asked
"#)]
extern "C" {
    fn refusing(how: &str) -> js_sys::Function;
    #[wasm_bindgen(js_name = timesAsked)]
    fn times_asked() -> u32;
}

/// A client's lock, and what it has heard.
struct Client {
    locks: Locks,
    heard: Rc<RefCell<Vec<LockEvent>>>,
}

fn client(name: &str) -> Client {
    let heard: Rc<RefCell<Vec<LockEvent>>> = Rc::default();
    let into = Rc::clone(&heard);
    let locks = Locks::open(name, move |news| into.borrow_mut().push(news));
    Client {
        locks: locks.expect("every engine of ours has locks"),
        heard,
    }
}

impl Client {
    async fn hears(&self, news: LockEvent) -> bool {
        until(|| self.heard.borrow().contains(&news)).await
    }

    fn has_heard_nothing(&self) -> bool {
        self.heard.borrow().is_empty()
    }
}

const ONE: FlightId = FlightId(u64::MAX);
const TWO: FlightId = FlightId(2);
const THREE: FlightId = FlightId(3);

#[wasm_bindgen_test]
async fn the_second_waits_until_the_first_lets_go() {
    let (one, two) = (client("locks.exclusive"), client("locks.exclusive"));
    one.locks.acquire(ONE);
    assert!(one.hears(LockEvent::Granted(ONE)).await);
    two.locks.acquire(TWO);
    sleep(100).await;
    assert!(two.has_heard_nothing());
    one.locks.release(ONE);
    assert!(two.hears(LockEvent::Granted(TWO)).await);
    two.locks.release(TWO);
    assert_eq!(
        one.heard.borrow().len(),
        1,
        "a lock that is let go was not stolen"
    );
}

#[wasm_bindgen_test]
async fn who_leaves_the_line_is_passed_over() {
    let (one, two, three) = (client("locks.left"), client("locks.left"), client("locks.left"));
    one.locks.acquire(ONE);
    assert!(one.hears(LockEvent::Granted(ONE)).await);
    two.locks.acquire(TWO);
    three.locks.acquire(THREE);
    two.locks.release(TWO);
    one.locks.release(ONE);
    assert!(three.hears(LockEvent::Granted(THREE)).await);
    assert!(two.has_heard_nothing());
    three.locks.release(THREE);
}

#[wasm_bindgen_test]
async fn a_holder_hears_that_its_lock_was_stolen() {
    let (frozen, other) = (client("locks.stolen"), client("locks.stolen"));
    frozen.locks.acquire(ONE);
    assert!(frozen.hears(LockEvent::Granted(ONE)).await);
    other.locks.acquire(TWO);
    other.locks.steal(TWO);
    assert!(other.hears(LockEvent::Granted(TWO)).await);
    assert!(frozen.hears(LockEvent::Stolen(ONE)).await);
    frozen.locks.release(ONE);
    // Its own place in line, given up for the theft, is not what was stolen.
    let third = client("locks.stolen");
    third.locks.acquire(THREE);
    sleep(100).await;
    assert_eq!(*other.heard.borrow(), [LockEvent::Granted(TWO)]);
    assert!(third.has_heard_nothing(), "what was stolen is held");
    other.locks.release(TWO);
    assert!(third.hears(LockEvent::Granted(THREE)).await);
    third.locks.release(THREE);
}

#[wasm_bindgen_test]
async fn a_lock_under_another_name_is_another_lock() {
    let (one, two) = (client("locks.a"), client("locks.b"));
    one.locks.acquire(ONE);
    two.locks.acquire(TWO);
    assert!(one.hears(LockEvent::Granted(ONE)).await);
    assert!(two.hears(LockEvent::Granted(TWO)).await);
    one.locks.release(ONE);
    two.locks.release(TWO);
}

#[wasm_bindgen_test]
async fn locks_that_refuse_are_granted_once_and_not_asked_again() {
    for how in ["throws", "rejects", "rejects later"] {
        let put_back = refusing(how);
        let client = client("locks.refusing");
        client.locks.acquire(ONE);
        let heard = client.hears(LockEvent::Granted(ONE)).await;
        sleep(100).await;
        client.locks.release(ONE);
        let after_one = (client.heard.borrow().clone(), times_asked());
        client.locks.steal(TWO);
        let stolen = client.hears(LockEvent::Granted(TWO)).await;
        client.locks.release(TWO);
        sleep(50).await;
        restore(&put_back);
        assert!(heard && stolen, "{how}");
        assert_eq!(after_one, (vec![LockEvent::Granted(ONE)], 1), "{how}");
        let all = vec![LockEvent::Granted(ONE), LockEvent::Granted(TWO)];
        assert_eq!((client.heard.take(), times_asked()), (all, 2), "{how}");
    }
}

#[wasm_bindgen_test]
async fn who_leaves_the_line_of_locks_that_refuse_hears_nothing() {
    let put_back = refusing("rejects later");
    let client = client("locks.refusing");
    client.locks.acquire(ONE);
    client.locks.release(ONE);
    sleep(100).await;
    restore(&put_back);
    assert!(client.has_heard_nothing());
}

#[wasm_bindgen_test]
async fn locks_that_never_answer_are_granted_once() {
    let put_back = refusing("gives nothing");
    let client = client("locks.nothing");
    client.locks.acquire(ONE);
    sleep(200).await;
    restore(&put_back);
    assert_eq!(client.heard.take(), [LockEvent::Granted(ONE)]);
}

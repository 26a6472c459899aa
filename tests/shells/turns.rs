//! R34: the application's code runs after the turn, and an entry that throws is the binary's last.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
import { Deferred, afterTurn, runOutsideTurn, guarded, onDeath, rejectOpen } from './src/browser/turn.js'

const settled = () => new Promise((done) => setTimeout(done, 20))
const boom = () => { throw new Error('boom') }

/** A binary of functions. `log` hears of its death. */
const binary = (log, exports) => guarded(exports, (cause) => log.push(`died: ${cause?.message ?? cause}`))

/** Each of them plays something, and tells what happened in which order. */
const plays = {
  'a task waits for its turn'(log) {
    const { enter } = binary(log, {
      enter() {
        log.push('in')
        afterTurn(() => log.push('one'))
        afterTurn(() => log.push('two'))
        log.push('out')
        return 'result'
      },
    })
    log.push(enter())
    afterTurn(() => log.push('at once'))
  },
  'an entry within an entry is the same turn'(log) {
    const it = binary(log, {
      outer() {
        afterTurn(() => log.push('one'))
        it.inner('two')
        log.push('out')
      },
      inner(name) {
        afterTurn(() => log.push(name))
        log.push('inner out')
      },
    })
    it.outer()
  },
  'what a task begins comes after the others'(log) {
    const it = binary(log, {
      outer() {
        afterTurn(() => {
          log.push('one')
          it.inner()
          log.push('one ends')
        })
        afterTurn(() => log.push('two'))
      },
      inner() {
        afterTurn(() => log.push('three'))
        log.push('inner')
      },
    })
    it.outer()
  },
  'values that are no functions are passed on'(log) {
    const memory = {}
    const it = binary(log, { memory, add: (a, b) => a + b })
    log.push(it.memory === memory, it.add(1, 2), Object.keys(it).join())
  },
  'an entry that throws is the last'(log) {
    const it = binary(log, {
      fine: () => log.push('fine'),
      broken() {
        afterTurn(() => log.push('what waited'))
        boom()
      },
    })
    it.fine()
    const heard = []
    const stop = onDeath(() => heard.push('stopped'))
    onDeath(() => heard.push('mourned'))
    stop()
    log.push(it.broken(), it.broken(), it.fine(), ...heard)
  },
  'the frames around an entry that throws do not go on'(log) {
    const it = binary(log, {
      outer() {
        it.inner()
        log.push('goes on')
      },
      inner: boom,
    })
    log.push(it.outer(), it.outer())
  },
  'a dead binary is not entered from its own frames'(log) {
    const it = binary(log, {
      outer() {
        try {
          it.inner()
        } catch {}
        it.fine()
        log.push('goes on')
      },
      inner: boom,
      fine: () => log.push('fine'),
    })
    log.push(it.outer(), it.fine())
  },
  'the next binary is alive'(log) {
    binary(log, { broken: boom }).broken()
    const next = binary(log, { fine: () => 'fine' })
    log.push(next.fine())
  },
  'those who hear of a death may call again'(log) {
    const dead = binary(log, { broken: boom, fine: () => log.push('fine') })
    const heard = []
    onDeath(() => {
      heard.push('mourned')
      dead.fine()
      afterTurn(() => heard.push('told'))
    })
    dead.broken()
    log.push(...heard)
  },
  'who hears of a death finds the binary replaced'(log) {
    const { broken } = binary(log, { broken: boom })
    onDeath(() => log.push('heard'))
    broken()
  },
  'one who hears of a death and throws keeps nobody from hearing'(log) {
    const { broken } = binary(log, { broken: boom })
    onDeath(boom)
    onDeath(() => log.push('heard'))
    const own = globalThis.setTimeout
    globalThis.setTimeout = () => log.push('reported')
    try {
      broken()
    } catch {
      log.push('threw')
    } finally {
      globalThis.setTimeout = own
    }
  },
  'a task that throws stops no turn where timers throw, too'(log) {
    const it = binary(log, {
      throwing: () => afterTurn(boom),
      fine: () => afterTurn(() => log.push('fine')),
    })
    const own = globalThis.setTimeout
    globalThis.setTimeout = boom
    try {
      it.throwing()
    } catch {
      log.push('threw')
    } finally {
      globalThis.setTimeout = own
    }
    it.fine()
  },
  async 'a task that throws keeps nobody waiting'(log) {
    const { enter } = binary(log, {
      enter() {
        afterTurn(boom)
        afterTurn(() => log.push('two'))
      },
    })
    // The page hears of the error by a timer.
    const own = globalThis.setTimeout
    const timers = []
    globalThis.setTimeout = (task) => timers.push(task)
    try {
      enter()
    } finally {
      globalThis.setTimeout = own
    }
    for (const timer of timers) {
      try {
        timer()
      } catch (error) {
        log.push(error.message)
      }
    }
  },
  async 'tasks without end leave the page its time'(log) {
    let stopped = false
    setTimeout(() => { stopped = true })
    let count = 0
    const it = binary(log, {
      enter() {
        if (!stopped) afterTurn(() => { count += 1; it.enter() })
      },
    })
    it.enter()
    while (!stopped) await settled()
    log.push(count >= 100)
  },
  async 'a call waits for the turn and never throws'(log) {
    const it = binary(log, {
      enter() {
        const waiting = [runOutsideTurn(() => log.push('called')), runOutsideTurn(boom)]
        log.push('out')
        return waiting
      },
    })
    const [good, bad] = it.enter()
    await good
    await bad.catch(({ message }) => log.push(message))
    const odd = [boom, () => Promise.reject(new Error('no')), () => 1, () => undefined]
    odd.push(() => ({ get then() { return boom() } }), () => ({ then: boom }), () => ({ then: (done) => done(2) }))
    odd.push(undefined, null, 5)
    for (const call of odd) {
      const promise = runOutsideTurn(call)
      await promise.then((value) => log.push(value), (error) => log.push(error.constructor.name))
    }
  },
  async 'without stack for a turn a task waits'(log) {
    let ran = 0
    let tried
    const descend = () => {
      try {
        descend()
      } catch {}
      try {
        tried ??= (afterTurn(() => { ran += 1 }), `ran ${ran}`)
      } catch {}
    }
    descend()
    log.push(tried)
    while (!ran) await settled()
    log.push('ran')
  },
  async 'what the dead binary has not settled is rejected'(log) {
    const [one, two, three] = [new Deferred(), new Deferred(), new Deferred()]
    one.resolve('one')
    const unheard = (event) => { log.push('unheard'); event.preventDefault() }
    addEventListener('unhandledrejection', unheard)
    rejectOpen(() => new Error('INTERNAL'))
    await settled()
    removeEventListener('unhandledrejection', unheard)
    three.resolve('too late')
    for (const { promise } of [one, two, three]) log.push(await promise.catch(({ message }) => message))
  },
}

export async function play(name) {
  const log = []
  await plays[name](log)
  return log.map(String).join(', ')
}
"#)]
extern "C" {
    fn play(name: &str) -> js_sys::Promise;
}

async fn tells(name: &str) -> String {
    let told = JsFuture::from(play(name)).await.expect("it resolves");
    told.as_string().expect("a text")
}

#[wasm_bindgen_test]
async fn a_task_waits_for_its_turn() {
    let told = tells("a task waits for its turn").await;
    assert_eq!(told, "in, out, one, two, result, at once");
}

#[wasm_bindgen_test]
async fn an_entry_within_an_entry_is_the_same_turn() {
    let told = tells("an entry within an entry is the same turn").await;
    assert_eq!(told, "inner out, out, one, two");
}

#[wasm_bindgen_test]
async fn what_a_task_begins_comes_after_the_others() {
    let told = tells("what a task begins comes after the others").await;
    assert_eq!(told, "one, inner, one ends, two, three");
}

#[wasm_bindgen_test]
async fn values_that_are_no_functions_are_passed_on() {
    let told = tells("values that are no functions are passed on").await;
    assert_eq!(told, "true, 3, memory,add");
}

#[wasm_bindgen_test]
async fn an_entry_that_throws_is_the_last() {
    let told = tells("an entry that throws is the last").await;
    assert_eq!(told, "fine, died: boom, what waited, 0, 0, 0, mourned");
}

#[wasm_bindgen_test]
async fn the_frames_around_an_entry_that_throws_do_not_go_on() {
    let told = tells("the frames around an entry that throws do not go on").await;
    assert_eq!(told, "died: boom, 0, 0");
}

#[wasm_bindgen_test]
async fn a_dead_binary_is_not_entered_from_its_own_frames() {
    let told = tells("a dead binary is not entered from its own frames").await;
    assert_eq!(told, "died: boom, 0, 0");
}

#[wasm_bindgen_test]
async fn the_next_binary_is_alive() {
    let told = tells("the next binary is alive").await;
    assert_eq!(told, "died: boom, fine");
}

#[wasm_bindgen_test]
async fn those_who_hear_of_a_death_may_call_again() {
    let told = tells("those who hear of a death may call again").await;
    assert_eq!(told, "died: boom, mourned, told");
}

#[wasm_bindgen_test]
async fn a_task_that_throws_keeps_nobody_waiting() {
    let told = tells("a task that throws keeps nobody waiting").await;
    assert_eq!(told, "two, boom");
}

#[wasm_bindgen_test]
async fn tasks_without_end_leave_the_page_its_time() {
    let told = tells("tasks without end leave the page its time").await;
    assert_eq!(told, "true");
}

#[wasm_bindgen_test]
async fn a_call_waits_for_the_turn_and_never_throws() {
    let told = tells("a call waits for the turn and never throws").await;
    assert_eq!(
        told,
        "out, called, boom, Error, Error, 1, undefined, Error, Error, 2, TypeError, TypeError, TypeError"
    );
}

#[wasm_bindgen_test]
async fn without_stack_for_a_turn_a_task_waits() {
    let told = tells("without stack for a turn a task waits").await;
    assert_eq!(told, "ran 0, ran");
}

#[wasm_bindgen_test]
async fn what_the_dead_binary_has_not_settled_is_rejected() {
    let told = tells("what the dead binary has not settled is rejected").await;
    assert_eq!(told, "one, INTERNAL, INTERNAL");
}

#[wasm_bindgen_test]
async fn who_hears_of_a_death_finds_the_binary_replaced() {
    let told = tells("who hears of a death finds the binary replaced").await;
    assert_eq!(told, "died: boom, heard");
}

#[wasm_bindgen_test]
async fn one_who_hears_of_a_death_and_throws_keeps_nobody_from_hearing() {
    let told = tells("one who hears of a death and throws keeps nobody from hearing").await;
    assert_eq!(told, "died: boom, reported, heard");
}

#[wasm_bindgen_test]
async fn a_task_that_throws_stops_no_turn_where_timers_throw_too() {
    let told = tells("a task that throws stops no turn where timers throw, too").await;
    assert_eq!(told, "fine");
}

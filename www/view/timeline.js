/** The batches, newest on top, and the frame loop that lets the running ones grow. */
import { byId } from '../dom.js'
import { inEveryLanguage } from '../language.js'
import { showBatch } from './batch.js'
import { batchWords } from './words.js'

export function startTimeline(/** @type {import('../model/calls.js').Calls} */ calls) {
  /** @type {Map<import('../model/calls.js').Batch, ReturnType<typeof showBatch>>} */
  const views = new Map()
  let scheduled = false

  function draw() {
    scheduled = false
    let running = false
    for (const view of views.values()) running = view.draw() || running
    if (running) schedule()
  }

  function schedule() {
    if (!scheduled) requestAnimationFrame(draw)
    scheduled = true
  }

  function dropOld() {
    for (const [batch, view] of views) {
      if (!calls.batches.includes(batch)) {
        view.element.remove()
        views.delete(batch)
      }
    }
  }

  function add(/** @type {import('../model/calls.js').Batch} */ batch) {
    const view = showBatch(batch)
    views.set(batch, view)
    byId('batches').prepend(view.element)
    view.say()
    byId('no-batches').hidden = true
    dropOld()
    return view
  }

  calls.onChange((batch, call) => {
    if (!batch) {
      dropOld()
      byId('no-batches').hidden = false
      return
    }
    const view = views.get(batch) ?? add(batch)
    view.changed(call)
    if (batch.done && call) byId('announcer').textContent = batchWords(batch)
    schedule()
  })

  inEveryLanguage(() => {
    for (const view of views.values()) view.say()
  })
}

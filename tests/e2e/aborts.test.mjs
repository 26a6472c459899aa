// R8: an abort leaves at once, with the signal's own reason, wherever the request is, and harms no other.
import { test } from 'node:test'
import { cutEverywhere } from './harness/aborts.mjs'
import { makeLab } from './harness/lab.mjs'

const scene = makeLab()

test(
  'before, while it waits, between the 401 and the replay, in the air, and afterwards; by every kind of signal',
  scene(async ({ server, openSignedIn }) => cutEverywhere(await openSignedIn(), server)),
)

// What the suite's page adds to the lab: see page/page.js.
import type { Wire } from './page/wire.js'
import type { Opening } from './subject-tab.mjs'

declare global {
  interface Lab {
    wire: Wire
    openSubject(opening: Opening): ReturnType<Lab['open']>
    tidy(): void
  }
}

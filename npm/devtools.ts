// For one's own application in development: an element that shows the session, the events, and every request and refresh with its
// reason. The import defines the elements; nobody's bundle has them who does not import them. On a server nothing happens.
import { define } from './devtools/element.ts'
import { AuthflightDevtools } from './devtools/panel.ts'
import { AuthflightTimeline } from './devtools/timeline.ts'

export { type MountOptions, mountDevtools } from './devtools/mount.ts'
export { AuthflightDevtools } from './devtools/panel.ts'
export type * from './devtools/steps.ts'
export { AuthflightTimeline, type TimelineEvents, type TimelineFollow } from './devtools/timeline.ts'

// The devtools have a timeline in them.
define('authflight-timeline', AuthflightTimeline)
define('authflight-devtools', AuthflightDevtools)

declare global {
  interface HTMLElementTagNameMap {
    'authflight-devtools': AuthflightDevtools
    'authflight-timeline': AuthflightTimeline
  }
}

// For one's own application in development: an element that shows the session, the events, and every request and refresh with its
// reason. The import defines the elements; nobody's bundle has them who does not import them. On a server nothing happens.
import { define } from './devtools/element.ts'
import { AuthflightTimeline } from './devtools/timeline.ts'

export type * from './devtools/steps.ts'
export { AuthflightTimeline, type TimelineEvents, type TimelineFollow } from './devtools/timeline.ts'

define('authflight-timeline', AuthflightTimeline)

declare global {
  interface HTMLElementTagNameMap {
    'authflight-timeline': AuthflightTimeline
  }
}

// What a timeline draws. Whoever has such steps can feed it: the devtools' recorder, or a page that compares a hand-written queue.

/**
 * What `<authflight-timeline>` draws: a lane for each request, the refreshes across the lanes, and marks. Times are in ms. They are
 * epoch times, or of any clock of one's own as long as `now` is set; only differences are shown unless `clock` is set.
 */
export interface TimelineSteps {
  /** Top to bottom, within their tab. */
  readonly lanes: readonly TimelineLane[]
  readonly refreshes?: readonly TimelineRefresh[] | undefined
  readonly marks?: readonly TimelineMark[] | undefined
  /** Groups of lanes, above each other on one time axis. Default: one group without a title. */
  readonly tabs?: readonly TimelineTab[] | undefined
  /** Where that ends which has no end yet. Default: `Date.now()`, and the timeline moves on by itself. */
  readonly now?: number | undefined
}

/** A group of lanes with the refreshes across them: a browser tab, or one of several ways that are compared. */
export interface TimelineTab {
  readonly id: string
  readonly title: string
}

/** A request. */
export interface TimelineLane {
  /** Unique among all lanes. */
  readonly id: string
  /** Default: the first group. */
  readonly tab?: string | undefined
  /** Such as `#3` or `GET /orders`. */
  readonly title: string
  readonly spans: readonly TimelineSpan[]
  /** What came of it: a status, one of the codes that the timeline has words for (`rejected`, `withdrawn`), or a word of one's own. */
  readonly outcome?: string | undefined
  /** Whether that is good. Default: it is, if `outcome` is a number below 400. */
  readonly good?: boolean | undefined
}

/** A stretch of a request's time: sent and not answered yet, waiting, or sent again. */
export interface TimelineSpan {
  readonly kind: 'sent' | 'waits' | 'replayed'
  readonly start: number
  /** Undefined while it lasts. */
  readonly end?: number | undefined
  /** Why: a word of `trace` (`expired`, `refreshUnderWay`, `knownExpired`, `refreshed` …), or a sentence of one's own. */
  readonly reason?: string | undefined
  /** The reply's status, if there was one. */
  readonly status?: number | undefined
  /** The reply that ended it says that the token has expired. */
  readonly refused?: boolean | undefined
  /** The title of the refresh that it waited for, or whose token it was sent with. */
  readonly refresh?: string | undefined
}

/** A refresh with all its attempts. It is drawn across the lanes of its tab. Several may overlap. */
export interface TimelineRefresh {
  /** Unique among all refreshes. */
  readonly id: string
  readonly tab?: string | undefined
  /** Default: `Refresh`, in the timeline's language. */
  readonly title?: string | undefined
  readonly start: number
  readonly end?: number | undefined
  /** Why: a word of `trace` (`expired`, `knownExpired`, `background`, `asked` …), or a sentence of one's own. */
  readonly reason?: string | undefined
  /** `granted`, `adopted`, `refused`, `unavailable`, `ended`, or a sentence of one's own. */
  readonly outcome?: string | undefined
  /** Whether that is good. Default: `granted` and `adopted` are. */
  readonly good?: boolean | undefined
  /** The requests to the server that it made. */
  readonly exchanges?: readonly TimelineExchange[] | undefined
}

/** One request to the refresh endpoint. */
export interface TimelineExchange {
  readonly start: number
  readonly end?: number | undefined
  readonly status?: number | undefined
}

/** A moment: on its lane, or beside the refreshes of its tab. */
export interface TimelineMark {
  readonly at: number
  /** A word of `trace` (`signedIn`, `backsOff`, `offline` …), or words of one's own. */
  readonly title: string
  /** Why, in a word or a sentence. */
  readonly reason?: string | undefined
  readonly tab?: string | undefined
  readonly lane?: string | undefined
  readonly good?: boolean | undefined
}

/** The stretch of time that is shown. */
export interface TimelineView {
  readonly from: number
  readonly to: number
}

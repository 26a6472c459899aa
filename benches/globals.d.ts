// What the pages of the benchmark have as globals.
declare global {
  interface Window {
    /** What a page offers to scenarios; which page it is, scene.mjs knows. */
    bench: unknown
    /** When the first answer came: see start-app.mjs. */
    answered: Promise<number>
  }
  var bench: Window['bench']
}

export {}

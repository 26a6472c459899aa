/** What can run a function in a page: Playwright's Page, or that of webdriver.mjs. @typedef {{ evaluate(run: any, argument?: any): Promise<any> }} Evaluating */

/**
 * Resolves once an asynchronous function, run in the page, resolves with something true. Playwright's `waitForFunction` takes the
 * promise itself for that, and waits for nothing.
 * @param {Evaluating} page
 * @param {(argument: any) => Promise<unknown>} holds
 */
export async function eventually(page, holds, argument = /** @type {unknown} */ (null), timeout = 10_000) {
  const until = Date.now() + timeout
  while (!(await page.evaluate(holds, argument))) {
    if (Date.now() > until) throw new Error(`Not within ${timeout} ms: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

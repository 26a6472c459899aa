// Sets up what a build needs, and with --tests also the browsers of the tests. Quick if everything is in place.
import { setUp, setUpBrowsers } from './setup/everything.mjs'
import { main, say, seconds } from './shared/say.mjs'

await main(async () => {
  const start = performance.now()
  const tests = process.argv.includes('--tests')
  await setUp()
  if (tests) await setUpBrowsers()
  say(`Everything ${tests ? 'the tests need' : 'a build needs'} is in place (${seconds(start)}).`)
})

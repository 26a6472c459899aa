// The authorization code flow with PKCE, through the provider's own pages: what a user and an application do there.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'

const random = () => randomBytes(32).toString('base64url')

/**
 * Signs in on the provider's pages, and hands the tokens over to the client in the tab.
 * @type {import('../conformance/subject.mjs').SignIn}
 */
export async function signInAtOidc({ a, baseURL, returnTo, newPage }) {
  const verifier = random()
  const asked = {
    client_id: 'app',
    redirect_uri: returnTo,
    response_type: 'code',
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: random(),
  }
  const page = await newPage()
  try {
    await page.goto(`${baseURL}/auth?${new URLSearchParams(asked)}`)
    const answer = new URL(await walkThrough(page)).searchParams
    assert.equal(answer.get('state'), asked.state)
    const reply = await fetch(`${baseURL}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'app',
        redirect_uri: returnTo,
        code: /** @type {string} */ (answer.get('code')),
        code_verifier: verifier,
      }),
    })
    assert.equal(reply.status, 200)
    const { access_token, refresh_token } = await reply.json()
    return await a.call('setTokens', { access: access_token, refresh: refresh_token })
  } finally {
    await page.close()
  }
}

/** Fills in and sends each form, until the provider leads back: the address then. */
async function walkThrough(/** @type {import('../conformance/browsers.mjs').AnyPage} */ page) {
  for (let forms = 0; forms < 4; forms++) {
    await page.waitForFunction(
      () => location.search.includes('code=') || (document.forms.length > 0 && !window.sent),
    )
    const address = await page.evaluate(() => location.href)
    if (address.includes('code=')) return address
    await page.evaluate(() => {
      window.sent = true
      const [form] = document.forms
      for (const name of ['login', 'password']) {
        const field = form.querySelector(`[name=${name}]`)
        if (field) field.value = 'demo'
      }
      form.submit()
    })
  }
  throw new Error('The provider does not lead back.')
}

// How a back-end is described to the suite. Read by Node and by the page.

/** @typedef {import('../../npm/types.ts').AuthConfig} AuthConfig */
/** @typedef {import('../e2e/fixtures/lab-client.js').Called} Called */

/** A request that is more than its path. @typedef {{ url: string } & RequestInit} Call */

/** Where something is asked for: a path, or a whole call. @typedef {string | Call} Address */

/**
 * A back-end as its team describes it: see foreign/config.mjs.
 * @typedef {object} Description
 * @property {AuthConfig | ((baseURL: string) => AuthConfig)} auth what the application passes to createAuth
 * @property {unknown} [credentials] good ones
 * @property {unknown} [wrongCredentials]
 * @property {Address} get answers with 2xx to a good token
 * @property {string | ((json: string) => Call) | undefined} [post] takes a JSON body
 * @property {(body: any) => unknown} [echoed] the text that was posted, read from the reply to it
 * @property {number} [accessLifetime] in ms; tokens are waited for then, instead of being spoilt
 * @property {import('../../npm/types.ts').AuthEvents['signedIn']['by']} [by] how a login shows itself
 * @property {string} [prefix] of its addresses at our own server, if it is not its name
 */

/** What a configuration's module exports: back-ends by name. @typedef {Record<string, Description>} Descriptions */

/**
 * A back-end under test, at its address.
 * @typedef {Omit<Description, 'auth'> & { auth: AuthConfig, signIn?: SignIn | undefined }} Subject
 */

/** A login by the back-end's own pages. @typedef {(scene: import('./checks.mjs').Scene) => Promise<Called>} SignIn */

/**
 * @param {Description} description
 * @param {string} baseURL
 * @returns {Subject}
 */
export function subjectAt({ auth, ...rest }, baseURL) {
  return { ...rest, auth: typeof auth === 'function' ? auth(baseURL) : auth }
}

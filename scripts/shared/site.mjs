// What the demo server is told to serve: the page, the package, and the two libraries that the page takes from node_modules.
import { inRoot } from './places.mjs'

/** Where the page finds each library. */
export const libraries = {
  axios: inRoot('node_modules/axios/dist/esm'),
  json5: inRoot('node_modules/json5/dist'),
}

/** The server's flags. */
export const siteFlags = () => [
  ...['--site', inRoot('www'), '--package', inRoot('dist')],
  ...Object.entries(libraries).flatMap(([name, folder]) => ['--mount', `${name}=${folder}`]),
]

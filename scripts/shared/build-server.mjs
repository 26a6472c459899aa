// Compiles the demo back-end. cargo decides whether there is anything to do.
import { inRoot, pathOf, withPrograms } from './places.mjs'
import { mustRun } from './run.mjs'
import { step } from './say.mjs'

/** The drivers for MySQL and PostgreSQL. `npm start` does not need them. */
export const withDrivers = ['--features', 'mysql,postgres']

/**
 * Builds the server and returns the path of its program.
 * @param {{ features?: string[] }} [options]
 */
export async function buildServer({ features = [] } = {}) {
  const target = process.env.CARGO_TARGET_DIR || inRoot('target')
  await step('Compiling authflight-server', (progress) => {
    let crates = 0
    return mustRun(
      pathOf('cargo'),
      ['build', '-p', 'authflight-server', ...features],
      'The server does not compile: the compiler says above what to mend.',
      {
        cwd: inRoot(),
        env: withPrograms(),
        limit: 1800,
        onLine: (line) => {
          if (line.startsWith('Compiling')) progress(`${++crates} crates`)
        },
      },
    )
  })
  return `${target}/debug/authflight-server`
}

// Starts the real back-ends on loopback. Each ends with the process that started it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { installNodeBackEnds, pythonOfBackEnds } from '../../scripts/test/back-ends-stage.mjs'
import { PageProbe } from '../conformance/probes.mjs'
import { subjectAt } from '../conformance/subject.mjs'
import { signInAtOidc } from './oidc-pages.mjs'
import subjects from './subjects.mjs'

/**
 * How one is started, from the page where its sign-in returns to and the Python that it runs in, if there is one.
 * @typedef {(page: string, python: string | undefined) => { program: string | undefined, args: string[] }} Start
 */

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

export const subjectsFile = here('subjects.mjs')

/** @returns {Start} */
const inNode = (/** @type {string} */ script) => (page) => ({
  program: process.execPath,
  args: [here(`node/${script}`), page],
})
/** @returns {Start} */
const inPython = (/** @type {string} */ script) => (_, python) => ({
  program: python,
  args: [here(`python/${script}`)],
})

/** How each is started. @type {Record<string, Start>} */
const programs = {
  'oidc-provider': inNode('oidc.mjs'),
  'Flask-JWT-Extended': inPython('flask_jwt.py'),
  'djangorestframework-simplejwt': inPython('simple_jwt.py'),
  'GraphQL Yoga': inNode('yoga.mjs'),
}

/** @type {Record<string, import('../conformance/subject.mjs').SignIn>} */
const signIns = { 'oidc-provider': signInAtOidc }

/**
 * @param {string} program
 * @param {string[]} args
 */
async function started(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const [port] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${args[0]} ended with ${code}: ${said}`)
    }),
  ])
  return { child, url: `http://127.0.0.1:${port}` }
}

/**
 * Installs and starts them: `targets` of the suite, and by name why others are not run. `page` is where a sign-in page of the
 * back-end's own returns to.
 * @param {string} page
 */
export async function startBackEnds(page) {
  await installNodeBackEnds()
  const python = await pythonOfBackEnds()
  /** @type {Awaited<ReturnType<typeof started>>['child'][]} */
  const children = []
  /** @type {import('../conformance/suite.mjs').Target[]} */
  const targets = []
  /** @type {Record<string, string | undefined>} */
  const notRun = {}
  for (const [name, start] of Object.entries(programs)) {
    const { program, args } = start(page, python.program)
    if (!program) {
      notRun[name] = python.reason
      continue
    }
    const { child, url } = await started(program, args)
    children.push(child)
    const subject = { ...subjectAt(subjects[name], url), signIn: signIns[name] }
    targets.push({ name, baseURL: url, subject, probe: new PageProbe(subject) })
  }
  return {
    targets,
    notRun,
    async stop() {
      for (const child of children) {
        if (child.exitCode !== null) continue
        const gone = once(child, 'exit')
        child.stdin.end()
        await gone
      }
    },
  }
}

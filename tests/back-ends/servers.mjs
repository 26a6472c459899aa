// Starts the real back-ends on loopback. Each ends with the process that started it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { installNodeBackEnds, pythonOfBackEnds } from '../../scripts/test/back-ends.mjs'
import { PageProbe } from '../conformance/probes.mjs'
import { signInAtOidc } from './oidc-pages.mjs'
import subjects from './subjects.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export const subjectsFile = here('subjects.mjs')

const inNode = (script) => (page) => ({ program: process.execPath, args: [here(`node/${script}`), page] })
const inPython = (script) => (_, python) => ({ program: python, args: [here(`python/${script}`)] })

/** How each is started. */
const programs = {
  'oidc-provider': inNode('oidc.mjs'),
  'Flask-JWT-Extended': inPython('flask_jwt.py'),
  'djangorestframework-simplejwt': inPython('simple_jwt.py'),
  'GraphQL Yoga': inNode('yoga.mjs'),
}

const signIns = { 'oidc-provider': signInAtOidc }

async function started({ program, args }) {
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
 */
export async function startBackEnds(page) {
  await installNodeBackEnds()
  const python = await pythonOfBackEnds()
  const children = []
  const targets = []
  const notRun = {}
  for (const [name, start] of Object.entries(programs)) {
    const program = start(page, python.program)
    if (!program.program) {
      notRun[name] = python.reason
      continue
    }
    const { child, url } = await started(program)
    children.push(child)
    const subject = { ...subjects[name], signIn: signIns[name] }
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

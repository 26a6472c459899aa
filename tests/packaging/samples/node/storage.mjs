// A program's own storage, here a file: what one run has logged in, the next one finds.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createAuth } from 'authflight'
import { configFor } from './day.js'

const [, , server, errand] = process.argv
const told = []
const storage = {
  getItem(key) {
    try {
      return readFileSync(`${key}.json`, 'utf8')
    } catch {
      return null
    }
  },
  setItem: (key, text) => writeFileSync(`${key}.json`, text),
  removeItem: (key) => rmSync(`${key}.json`, { force: true }),
}

const auth = await createAuth({ ...configFor(server), storage })
auth.on('warning', ({ code }) => told.push(code))
const before = auth.session.status
if (errand === 'login') await auth.login({ username: 'demo', password: 'demo' })
const { status } = await auth.fetch('/me').catch((error) => ({ status: error.code }))
if (errand === 'logout') await auth.logout()
console.log(JSON.stringify({ before, status, after: auth.session.status, told }))

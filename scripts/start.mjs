// `npm start`: set up, build, run the demo server, and show the page. Flags go on to the server (--port 5000).
import { spawn } from 'node:child_process'
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { findProgram, inRoot } from './shared/places.mjs'
import { bold, Failure, main, say } from './shared/say.mjs'
import { buildServer } from './shared/server.mjs'

function showAddress(address) {
  const lines = [`authflight is running: ${bold(address)}`, 'Press Ctrl+C to stop.']
  const plainLengths = [`authflight is running: ${address}`.length, lines[1].length]
  const width = Math.max(...plainLengths)
  say(`\n┌${'─'.repeat(width + 4)}┐`)
  for (const [index, line] of lines.entries()) say(`│  ${line}${' '.repeat(width - plainLengths[index])}  │`)
  say(`└${'─'.repeat(width + 4)}┘\n`)
}

// Only where there is a desktop to open it on.
function openBrowser(address) {
  const desktop = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  const opener = findProgram(process.platform === 'darwin' ? 'open' : 'xdg-open')
  if (!desktop || !opener || process.env.CI) return
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}

/** Runs the server until it ends or this process is told to; resolves with the exit code. */
function serve(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: inRoot(), stdio: ['pipe', 'pipe', 'inherit'] })
    let stopping = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      // From here on a signal is the server's: this process ends when the server has.
      process.removeAllListeners(signal)
      process.on(signal, () => {
        stopping = true
        child.kill(signal)
      })
    }
    // npm ended hard passes no signal on; its child is then adopted by somebody else.
    const parent = process.ppid
    if (process.env.npm_lifecycle_event) {
      setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref()
    }
    // Whatever ends this process takes the server with it; --exit-with-stdin sees to it even where no code of ours runs.
    process.on('exit', () => child.kill())
    let seen = ''
    let announced = false
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk)
      if (announced) return
      seen += chunk
      const address = seen.match(/listening on (http:\S+)/)?.[1]
      if (!address) return
      announced = true
      showAddress(address)
      openBrowser(address)
    })
    child.on('error', (error) =>
      reject(new Failure(`The server could not be started (${error.code}): run \`npm start\` again.`)),
    )
    child.on('close', (code) => resolve(stopping ? 0 : (code ?? 1)))
  })
}

await main(async () => {
  say(bold('Setting up'))
  const toolFolders = await setUp()
  say(bold('Building the package'))
  await buildPackage({ toolFolders })
  say(bold('Building the demo server'))
  const server = await buildServer()
  process.exitCode = await serve(server, [
    '--site',
    'www',
    '--package',
    'dist',
    '--exit-with-stdin',
    ...process.argv.slice(2),
  ])
})

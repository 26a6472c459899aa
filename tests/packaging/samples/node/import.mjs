// What is there after the package was imported, and nothing else was done, that was not there before.
const globals = () => Object.getOwnPropertyNames(globalThis)
// Not requests: those are Node's own, which reads and closes the modules' files.
const handles = () => process.getActiveResourcesInfo().filter((name) => !/Req/.test(name))

const before = [...globals(), ...handles()]
await import('authflight')
await import('authflight/slim')
await import('authflight/testing')
await import('authflight/devtools')
console.log(JSON.stringify([...globals(), ...handles()].filter((name) => !before.includes(name))))

// What is different after the package was imported, and nothing else was done.
const seen = () => ({
  globals: Object.getOwnPropertyNames(globalThis).sort(),
  resources: process.getActiveResourcesInfo().sort(),
})
const before = seen()
await import('authflight')
await import('authflight/slim')
console.log(JSON.stringify({ before, after: seen() }))

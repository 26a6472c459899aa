import { AuthflightError } from './errors.ts'

/**
 * Refuses a version of a framework that an adapter cannot serve. The package installs beside any version, because the core
 * works with all of them.
 * @param found undefined if the framework does not say
 * @param least such as `3.3`
 */
export function needs(name: string, found: unknown, least: string): void {
  if (atLeast(String(found), least)) return
  throw new AuthflightError(
    'CONFIG',
    `authflight/${name} needs ${name} ${least} or newer, found ${found ?? 'an older one'}. authflight itself works without the adapter.`,
  )
}

function atLeast(found: string, least: string): boolean {
  // Snapshots of a main branch are numbered 0.0.0-….
  if (found.startsWith('0.0.0-')) return true
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

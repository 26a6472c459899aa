// What an event says, in a line.
import { looksSecret, withoutSecrets } from './redact.ts'

/** The detail's plain values by their names. Objects (a user, what fetch threw) are only named. */
export function eventDetail(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return ''
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${plain(value)}`)
    .join(', ')
}

function plain(value: unknown): string {
  if (value instanceof Error) return value.name
  if (typeof value === 'object' && value !== null) return '{…}'
  const text = withoutSecrets(String(value))
  return looksSecret(text) && !/\s/.test(text) ? '…' : text
}

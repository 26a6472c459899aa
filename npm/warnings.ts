import type { AuthEvents, WarningCode } from './types.ts'

/** Codes that the console has seen from this page, from whichever client. */
const printed = new Set<WarningCode>()

/** Prints a warning that nobody listens to, once for each code. */
export function printWarning({ code, message }: AuthEvents['warning']): void {
  if (printed.has(code)) return
  printed.add(code)
  try {
    console.warn(
      `authflight ${code}: ${message} (Nobody listens to auth.on('warning'). warnings: 'silent' turns this off.)`,
    )
  } catch {
    // There is no console, or one that throws.
  }
}

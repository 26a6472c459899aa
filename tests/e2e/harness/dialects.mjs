// One configuration per dialect of the demo back-end: those that the demo page shows, so that none is shown that does not work.
import { dialects as shown } from '../../../www/dialects.js'

export { mutations } from '../../../www/dialects.js'

/** @type {typeof shown & Record<string, import('../../../npm/types.ts').AuthConfig>} */
export const dialects = shown

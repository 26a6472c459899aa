// One configuration per dialect of the demo back-end: those that the demo page shows, so that none is shown that does not work.
export { dialects, mutations } from '../../../www/dialects.js'

// A part of an application that only tells our errors from others: it is not to carry the binary along.
import { isAuthflightError } from 'authflight'

window.outcome = isAuthflightError(new Error('not ours'))

// createAuth with every option set to every type and shape: it works or rejects with CONFIG and the option's name.
import { createAuth, isAuthflightError } from 'authflight'
import { options, taken, values } from './option-list.js'

/** A configuration in which the option is the only doubt. */
function configured(path, value) {
  const config = { storage: 'memory' }
  const [endpoint, option] = path.split('.')
  if (['login', 'refresh', 'logout', 'user'].includes(endpoint) && option && option !== 'url')
    config[endpoint] = { url: '/x' }
  if (option === 'scheme' && endpoint !== 'attach') config[endpoint].send = 'header:x-t'
  if (path === 'refresh.send.access') config.refresh.send = { refresh: 'query:r' }
  if (path === 'refresh.send.refresh') config.refresh.send = { access: 'query:a' }
  if (path === 'idle.warn') config.idle = { after: 900 }
  if (path === 'adopt.refresh') config.adopt = { access: 'x' }
  const names = path.split('.')
  const last = names.pop()
  let part = config
  for (const name of names) part = part[name] ??= {}
  part[last] = value
  return config
}

async function outcomeOf(config) {
  try {
    const auth = await createAuth(config)
    auth.dispose()
    return 'taken'
  } catch (error) {
    return isAuthflightError(error) && error.code === 'CONFIG' ? error.message : `${error}`
  }
}

const wrong = []
let count = 0
for (const [path, kind] of Object.entries(options)) {
  for (const [name, make] of Object.entries(values)) {
    const outcome = await outcomeOf(configured(path, make()))
    count += 1
    const isAbsent = ['undefined', 'null'].includes(name)
    // An endpoint without its url is named as a whole.
    const isNeeded =
      isAbsent &&
      ['login.url', 'refresh.url', 'logout.url', 'user.url', 'adopt.access', 'idle.after'].includes(path)
    const place = isNeeded ? path.split('.')[0] : path
    const isNamed =
      outcome.startsWith(`config.${place}`) && ':.['.includes(outcome.at(`config.${place}`.length))
    const isTaken = !isNeeded && (isAbsent || taken[kind].includes(name))
    if (isTaken ? outcome !== 'taken' : !isNamed) wrong.push([path, name, outcome])
  }
}
for (const [name, make] of Object.entries(values)) {
  const outcome = await outcomeOf(make())
  const isTaken = ['undefined', 'an empty object'].includes(name)
  if (isTaken ? outcome !== 'taken' : !/^config[:.[]/.test(outcome)) wrong.push(['config', name, outcome])
}
console.log(JSON.stringify({ count, wrong }))

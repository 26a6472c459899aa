/** A BroadcastChannel; undefined where there are none. */
export function openChannel(/** @type {string} */ name, /** @type {(data: unknown) => void} */ heard) {
  try {
    const channel = new BroadcastChannel(name)
    channel.onmessage = ({ data }) => heard(data)
    return channel
  } catch {}
}

/** A closed channel throws; then nobody is left to be told. */
export function post(/** @type {BroadcastChannel} */ channel, /** @type {unknown} */ data) {
  try {
    channel.postMessage(data)
  } catch {}
}

export function close(/** @type {BroadcastChannel} */ channel) {
  try {
    channel.close()
  } catch {}
}

/**
 * A BroadcastChannel; undefined where the platform has none.
 * @param {string} name
 * @param {(data: unknown) => void} heard
 */
export function openChannel(name, heard) {
  try {
    /** @type {BroadcastChannel & { unref?: () => void }} */
    const channel = new BroadcastChannel(name)
    // Node's would keep a test runner's process alive.
    channel.unref?.()
    channel.onmessage = ({ data }) => heard(data)
    return channel
  } catch {}
}

/** Does nothing on a closed channel, which throws. */
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

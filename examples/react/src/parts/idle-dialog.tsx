import { useAuth } from 'authflight/react'
import { useEffect, useRef, useState } from 'react'
import { secondsSaid } from '../../../shared/words'

/** Seconds until then, each second anew. */
function useSecondsUntil(time: number | undefined): number | undefined {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (time === undefined) return
    setNow(Date.now())
    const clock = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(clock)
  }, [time])
  return time && Math.max(0, Math.ceil((time - now) / 1000))
}

/** Asks whether somebody is there, before the session ends. */
export function IdleDialog() {
  const auth = useAuth()
  const dialog = useRef<HTMLDialogElement>(null)
  /** Undefined once there was a sign of life. */
  const [endsAt, setEndsAt] = useState<number>()
  const left = useSecondsUntil(endsAt)

  useEffect(() => {
    const close = () => dialog.current?.close()
    const listeners = [
      auth.on('idle', (idle) => {
        setEndsAt(idle.endsAt)
        if (!dialog.current?.open) dialog.current?.showModal()
      }),
      // A sign of life, in whichever tab. Where the user is, the dialog waits for the answer and does not vanish under the pointer.
      auth.on('active', () => {
        setEndsAt(undefined)
        if (!document.hasFocus()) close()
      }),
      auth.on('signedOut', () => {
        setEndsAt(undefined)
        close()
      }),
    ]
    return () => {
      for (const stop of listeners) stop()
    }
  }, [auth])

  function stay() {
    auth.stayActive()
    setEndsAt(undefined)
    dialog.current?.close()
  }

  return (
    <dialog
      ref={dialog}
      className="card padded"
      aria-labelledby="idle-title"
      aria-describedby="idle-text"
      onCancel={stay}
    >
      <h2 id="idle-title">Are you still there?</h2>
      <p id="idle-text">
        {left === undefined ? (
          'You are still signed in.'
        ) : (
          <>
            You will be signed out in <b role="timer">{left} s</b>.
          </>
        )}
      </p>
      <p className="unseen" role="status">
        {left === undefined ? 'You are still signed in.' : secondsSaid(left)}
      </p>
      <div className="choices">
        <button type="button" className="primary" onClick={stay}>
          Stay signed in
        </button>
        <button type="button" onClick={() => auth.logout()}>
          Sign out
        </button>
      </div>
    </dialog>
  )
}

import { dismiss, useToasts } from '../toasts'

export function Toasts() {
  return (
    <ul className="toasts" aria-live="polite">
      {useToasts().map(({ id, words }) => (
        <li key={id}>
          {words}
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}

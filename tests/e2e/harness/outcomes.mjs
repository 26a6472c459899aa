// Short words for what became of requests.

/** What a request came to: its status, or the code or name of what it was rejected with. */
export const result = ({ status, error }) => status ?? error.code ?? error.name ?? error.thrown

export const results = (outcomes) => outcomes.map(result)

/** The same value so many times. */
export const all = (count, value) => Array.from({ length: count }, () => value)

// The fixtures of the border, of bodies and the like pass on purpose what no type allows; they are not typed.
declare module '/fixtures/*'

// React's types of its server are in a package of their own, for the one function that tests use.
declare module 'react-dom/server' {
  export function renderToString(element: unknown): string
}

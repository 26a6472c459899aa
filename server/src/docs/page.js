// Shows the OpenAPI document: a section for each dialect, a foldable part for each operation.
const element = (name, attributes, ...children) => {
  const made = Object.assign(document.createElement(name), attributes)
  made.append(...children)
  return made
}

const json = (value) => element('pre', {}, JSON.stringify(value, null, 2))

function bodyOf({ content = {} }) {
  return Object.entries(content).flatMap(([media, { example, examples = {} }]) => [
    element('p', {}, element('code', {}, media)),
    ...(example ? [json(example)] : []),
    ...Object.entries(examples).flatMap(([what, { value }]) => [element('p', {}, what), json(value)]),
  ])
}

function operation(method, path, { summary, parameters = [], requestBody, responses, security = [] }) {
  const title = element(
    'summary',
    {},
    element('span', { className: 'method' }, method.toUpperCase()),
    element('code', {}, path),
    summary,
  )
  const parts = []
  if (security.length > 0) parts.push(element('p', {}, 'With the access token.'))
  for (const { name, in: place } of parameters) {
    parts.push(element('p', {}, `${place}: `, element('code', {}, name)))
  }
  if (requestBody) parts.push(...bodyOf(requestBody))
  for (const [status, response] of Object.entries(responses)) {
    const headers = Object.keys(response.headers ?? {})
    parts.push(
      element('h4', {}, `${status}: ${response.description}`),
      ...(headers.length > 0 ? [element('p', {}, `headers: ${headers.join(', ')}`)] : []),
      ...bodyOf(response),
    )
  }
  return element('details', {}, title, ...parts)
}

const { paths } = await (await fetch('/openapi.json')).json()
const sections = new Map()
for (const [path, operations] of Object.entries(paths)) {
  for (const [method, described] of Object.entries(operations)) {
    const [tag] = described.tags
    if (!sections.has(tag)) sections.set(tag, element('section', {}, element('h2', {}, tag)))
    sections.get(tag).append(operation(method, path, described))
  }
}
document.querySelector('main').append(...sections.values())

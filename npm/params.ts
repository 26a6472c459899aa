/** Appends `params` as axios writes them: `a[]=1&a[]=2`, dates in ISO form, null skipped. */
export function withParams(
  url: string,
  params: Record<string, unknown> | URLSearchParams | undefined,
): string {
  if (!params) return url
  const query = params instanceof URLSearchParams ? params.toString() : pairs('', params).join('&')
  if (!query) return url
  const [whole = ''] = url.split('#')
  return `${whole}${whole.includes('?') ? '&' : '?'}${query}`
}

function pairs(name: string, value: unknown): string[] {
  if (value === null || value === undefined || typeof value === 'function') return []
  if (value instanceof Date) return [`${encode(name)}=${encode(value.toISOString())}`]
  if (Array.isArray(value)) {
    // Only items that are objects themselves need their number to be told apart.
    const nested = value.some((item) => typeof item === 'object' && item !== null && !(item instanceof Date))
    return value.flatMap((item, index) => pairs(`${name}[${nested ? index : ''}]`, item))
  }
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => pairs(name ? `${name}[${key}]` : key, item))
  }
  return [`${encode(name)}=${encode(String(value))}`]
}

/** `encodeURIComponent`, less what axios leaves readable. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%3A/gi, ':')
    .replace(/%24/g, '$')
    .replace(/%2C/gi, ',')
    .replace(/%20/g, '+')
}

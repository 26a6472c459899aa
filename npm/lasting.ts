/** Claims about the token and not about the user. */
const ofToken = new Set(['exp', 'iat', 'nbf', 'jti', 'auth_time'])

/** For `JSON.stringify`: without the claims that change with each token. */
export const lasting = (name: string, value: unknown): unknown => (ofToken.has(name) ? undefined : value)

// Back-ends by name, as their documentation has their wire formats: what they take, and what they answer. Only what a client
// meets is here. Sources: each product's own reference of its endpoints, and RFC 6749, 7009 for token endpoints.

import { bearer, form, guarded, isDemo, json, oauth, parsed } from './product-parts.mjs'

/** @typedef {import('./product-parts.mjs').Sessions} Sessions */
/** @typedef {import('./recorder.mjs').Recorded} Recorded */
/** @typedef {import('./recorder.mjs').Answer} Answer */
/** @typedef {(request: Recorded, sessions: Sessions) => Answer} Route */
/** @typedef {{ access: string, refresh: string }} Pair */

/**
 * @typedef {object} Product
 * @property {Record<string, Route>} routes
 * @property {Route} [guard] what it answers elsewhere
 * @property {boolean} [tokens] the application gets its tokens elsewhere; otherwise it logs in
 * @property {object} [credentials]
 * @property {string} [by] how it is asked
 * @property {string} [get] what it is asked
 * @property {object} [form] the credentials, where they are a form's
 * @property {number} [lasts] how long its tokens do, in ms
 */

const unauthorized = json({ message: 'Unauthorized' }, 401)
const keycloak = '/realms/app/protocol/openid-connect'
const cognito = 'AWSCognitoIdentityProviderService.'

/** @type {Record<string, Product>} */
export const products = {
  Keycloak: oauth(`${keycloak}/token`, `${keycloak}/revoke`, {
    more: { refresh_expires_in: 1800, 'not-before-policy': 0, session_state: 's', scope: 'openid' },
  }),
  Auth0: oauth('/oauth/token', '/oauth/revoke', {
    refused: 403,
    more: { scope: 'offline_access' },
    read: parsed,
  }),
  'Spring Authorization Server': oauth('/oauth2/token', '/oauth2/revoke', { more: { scope: 'read' } }),

  Supabase: {
    credentials: { email: 'demo', password: 'demo' },
    // Every request has the key of the project, and those of the verbs alone have the configured headers.
    by: 'get',
    routes: {
      '/auth/v1/token': (request, sessions) => {
        if (request.headers.apikey !== 'anon') return json({ message: 'No API key found in request' }, 401)
        const { email, password, refresh_token } = parsed(request)
        const grant = new URL(request.url, 'http://x').searchParams.get('grant_type')
        const issued =
          grant === 'password' ? isDemo(email, password) && sessions.issue() : sessions.renew(refresh_token)
        if (!issued) return json({ code: 400, error_code: 'invalid_credentials', msg: 'Invalid' }, 400)
        return json({
          access_token: issued.access,
          token_type: 'bearer',
          expires_in: 3600,
          expires_at: Math.floor(Date.now() / 1000) + 3600,
          refresh_token: issued.refresh,
          user: { id: '1' },
        })
      },
      '/auth/v1/logout': (request, sessions) =>
        request.headers.apikey === 'anon' && sessions.has(bearer(request)) ? sessions.end() : unauthorized,
    },
    guard: (request, sessions) =>
      request.headers.apikey === 'anon' && sessions.has(bearer(request))
        ? json([])
        : json({ code: 'PGRST301', message: 'JWT expired' }, 401),
  },

  Firebase: {
    credentials: { email: 'demo', password: 'demo' },
    routes: {
      '/v1/accounts:signInWithPassword': (request, sessions) => {
        const { email, password, returnSecureToken } = parsed(request)
        if (!isDemo(email, password))
          return json({ error: { code: 400, message: 'INVALID_LOGIN_CREDENTIALS' } }, 400)
        const { access, refresh } = sessions.issue()
        // Without that flag there is only an ID token.
        const more = returnSecureToken ? { refreshToken: refresh, expiresIn: '3600' } : {}
        return json({
          kind: 'identitytoolkit#VerifyPasswordResponse',
          localId: '1',
          idToken: access,
          ...more,
        })
      },
      '/v1/token': (request, sessions) => {
        const { grant_type, refresh_token } = form(request)
        const renewed = grant_type === 'refresh_token' && sessions.renew(refresh_token)
        if (!renewed) return json({ error: { code: 400, message: 'INVALID_REFRESH_TOKEN' } }, 400)
        return json({
          expires_in: '3600',
          token_type: 'Bearer',
          refresh_token: renewed.refresh,
          id_token: renewed.access,
          access_token: 'of Google itself',
          user_id: '1',
          project_id: '1',
        })
      },
    },
  },

  Cognito: {
    credentials: { AuthParameters: { USERNAME: 'demo', PASSWORD: 'demo' } },
    routes: {
      '/': (request, sessions) => {
        const type = request.headers['content-type']
        const asked = parsed(request)
        const told = (/** @type {object} */ body, /** @type {number | undefined} */ status = undefined) =>
          json(body, status, { 'content-type': 'application/x-amz-json-1.1' })
        const refused = told({ __type: 'NotAuthorizedException', message: 'no' }, 400)
        if (type !== 'application/x-amz-json-1.1' || asked.ClientId !== 'app')
          return told({ __type: 'InvalidParameterException' }, 400)
        const target = request.headers['x-amz-target']
        if (target === `${cognito}RevokeToken`)
          return asked.Token?.startsWith('refresh-')
            ? { ...told({}), ...sessions.end(), status: 200 }
            : refused
        const { USERNAME, PASSWORD, REFRESH_TOKEN } = asked.AuthParameters ?? {}
        if (target !== `${cognito}InitiateAuth`) return told({ __type: 'UnknownOperationException' }, 400)
        if (asked.AuthFlow === 'USER_PASSWORD_AUTH') {
          if (!isDemo(USERNAME, PASSWORD)) return refused
          const { access, refresh } = sessions.issue()
          return told({
            AuthenticationResult: {
              AccessToken: access,
              RefreshToken: refresh,
              ExpiresIn: 3600,
              TokenType: 'Bearer',
            },
            ChallengeParameters: {},
          })
        }
        // It keeps its refresh token.
        const renewed = sessions.renew(REFRESH_TOKEN)
        if (!renewed) return refused
        sessions.refreshes.add(REFRESH_TOKEN)
        return told({
          AuthenticationResult: { AccessToken: renewed.access, ExpiresIn: 3600, TokenType: 'Bearer' },
        })
      },
    },
  },

  Directus: {
    credentials: { email: 'demo', password: 'demo' },
    routes: {
      '/auth/login': (request, sessions) => {
        const { email, password } = parsed(request)
        return isDemo(email, password) ? directus(sessions.issue()) : directusRefusal
      },
      '/auth/refresh': (request, sessions) => {
        const { refresh_token, mode } = parsed(request)
        const renewed = mode === 'json' && sessions.renew(refresh_token)
        return renewed ? directus(renewed) : directusRefusal
      },
      '/auth/logout': (request, sessions) =>
        parsed(request).refresh_token?.startsWith('refresh-') ? sessions.end() : directusRefusal,
    },
    guard: guarded(
      bearer,
      json({ errors: [{ message: 'Token expired.', extensions: { code: 'TOKEN_EXPIRED' } }] }, 401),
    ),
  },

  Strapi: {
    credentials: { identifier: 'demo', password: 'demo' },
    routes: {
      '/api/auth/local': (request, sessions) => {
        const { identifier, password } = parsed(request)
        if (!isDemo(identifier, password)) return strapi(400, 'ValidationError')
        const { access, refresh } = sessions.issue()
        return json({ jwt: access, refreshToken: refresh, user: { id: 1 } })
      },
      '/api/auth/refresh': (request, sessions) => {
        const { refreshToken } = parsed(request)
        const renewed = sessions.renew(refreshToken)
        if (!renewed) return strapi(401, 'UnauthorizedError')
        sessions.refreshes.add(refreshToken)
        return json({ jwt: renewed.access })
      },
    },
    guard: guarded(bearer, {
      status: 401,
      body: { data: null, error: { status: 401, name: 'UnauthorizedError' } },
    }),
  },

  PocketBase: {
    credentials: { identity: 'demo', password: 'demo' },
    routes: {
      '/api/collections/users/auth-with-password': (request, sessions) => {
        const { identity, password } = parsed(request)
        if (!isDemo(identity, password))
          return json({ status: 400, message: 'Failed to authenticate.', data: {} }, 400)
        return json({ token: sessions.issue().access, record: { id: '1' } })
      },
      '/api/collections/users/auth-refresh': (request, sessions) => {
        const renewed = sessions.renewItself(bearer(request))
        if (!renewed)
          return json({ status: 401, message: 'The request requires valid record authorization.' }, 401)
        return json({ token: renewed.access, record: { id: '1' } })
      },
    },
  },

  Hasura: {
    tokens: true,
    get: '/v1/graphql',
    routes: {
      '/refresh': (request, sessions) => {
        const renewed = sessions.renew(parsed(request).refresh_token)
        if (!renewed) return unauthorized
        return json({ access_token: renewed.access, refresh_token: renewed.refresh })
      },
    },
    guard: guarded(
      bearer,
      json({
        errors: [
          { extensions: { path: '$', code: 'invalid-jwt' }, message: 'Could not verify JWT: JWTExpired' },
        ],
      }),
      { data: {} },
    ),
  },

  FastAPI: {
    form: { username: 'demo', password: 'demo' },
    routes: {
      '/token': (request, sessions) => {
        const { username, password } = form(request)
        return isDemo(username, password)
          ? json({ access_token: sessions.issue().access, token_type: 'bearer' })
          : json({ detail: 'Incorrect username or password' }, 401, { 'www-authenticate': 'Bearer' })
      },
    },
  },

  'Nest with passport-jwt': {
    credentials: { username: 'demo', password: 'demo' },
    routes: {
      '/auth/login': (request, sessions) => {
        const { username, password } = parsed(request)
        if (!isDemo(username, password)) return json({ statusCode: 401, message: 'Unauthorized' }, 401)
        const { access, refresh } = sessions.issue()
        return json({ access_token: access, refresh_token: refresh }, 201)
      },
      '/auth/refresh': (request, sessions) => {
        const renewed = sessions.renew(bearer(request))
        if (!renewed) return json({ statusCode: 401, message: 'Unauthorized' }, 401)
        return json({ access_token: renewed.access, refresh_token: renewed.refresh }, 201)
      },
    },
  },

  Laravel: {
    credentials: { email: 'demo', password: 'demo' },
    routes: {
      '/api/auth/login': (request, sessions) => {
        const { email, password } = parsed(request)
        return isDemo(email, password) ? laravel(sessions.issue()) : json({ error: 'Unauthorized' }, 401)
      },
      '/api/auth/refresh': (request, sessions) => {
        const renewed = sessions.renewItself(bearer(request))
        return renewed ? laravel(renewed) : json({ message: 'Unauthenticated.' }, 401)
      },
      '/api/auth/logout': (request, sessions) =>
        sessions.has(bearer(request))
          ? { ...sessions.end(), status: 200 }
          : json({ message: 'Unauthenticated.' }, 401),
    },
  },

  'ASP.NET Core Identity': {
    credentials: { email: 'demo', password: 'demo' },
    routes: {
      '/login': (request, sessions) => {
        const { email, password } = parsed(request)
        return isDemo(email, password)
          ? aspNet(sessions.issue())
          : json({ title: 'Unauthorized', status: 401 }, 401)
      },
      '/refresh': (request, sessions) => {
        const renewed = sessions.renew(parsed(request).refreshToken)
        return renewed ? aspNet(renewed) : { status: 401 }
      },
    },
    guard: guarded(bearer, { status: 401, headers: { 'www-authenticate': 'Bearer' } }),
  },

  RuoYi: {
    credentials: { username: 'demo', password: 'demo', code: '1', uuid: '1' },
    routes: {
      '/login': (request, sessions) => {
        const { username, password } = parsed(request)
        return isDemo(username, password)
          ? json({ msg: '操作成功', code: 200, token: sessions.issue().access })
          : json({ msg: '用户不存在/密码错误', code: 500 })
      },
      '/logout': (request, sessions) => {
        if (sessions.has(bearer(request))) sessions.end()
        return json({ msg: '退出成功', code: 200 })
      },
    },
    guard: guarded(bearer, json({ msg: '认证失败，无法访问系统资源', code: 401 }), { code: 200 }),
  },

  'RuoYi-Cloud': {
    credentials: { username: 'demo', password: 'demo' },
    lasts: 720 * 60_000,
    routes: {
      '/auth/login': (request, sessions) => {
        const { username, password } = parsed(request)
        if (!isDemo(username, password)) return json({ code: 500, msg: '用户不存在/密码错误' })
        return json({ code: 200, data: { access_token: sessions.issue().access, expires_in: 720 } })
      },
      '/auth/logout': (request, sessions) => {
        if (request.method === 'DELETE' && sessions.has(bearer(request))) sessions.end()
        return json({ code: 200 })
      },
    },
    guard: guarded(bearer, json({ code: 401, msg: '令牌已过期或验证不正确！' }), { code: 200 }),
  },

  JeecgBoot: {
    credentials: { username: 'demo', password: 'demo', captcha: '1', checkKey: 1 },
    routes: {
      '/sys/login': (request, sessions) => {
        const { username, password } = parsed(request)
        return isDemo(username, password)
          ? json({
              success: true,
              message: '登录成功',
              code: 200,
              result: { token: sessions.issue().access },
              timestamp: 1,
            })
          : json({ success: false, message: '用户名或密码错误', code: 500, result: null, timestamp: 1 })
      },
      '/sys/logout': ({ headers }, sessions) => {
        if (sessions.has(headers['x-access-token'])) sessions.end()
        return json({ success: true, message: '退出登录成功！', code: 200 })
      },
    },
    guard: guarded(
      ({ headers }) => headers['x-access-token'],
      json({ success: false, message: 'Token失效，请重新登录', code: 401 }, 401),
    ),
  },

  'Sa-Token': {
    credentials: { name: 'demo', pwd: 'demo' },
    routes: {
      '/user/doLogin': (request, sessions) => {
        const { name, pwd } = parsed(request)
        return isDemo(name, pwd)
          ? json({
              code: 200,
              msg: 'ok',
              data: { tokenName: 'satoken', tokenValue: sessions.issue().access, isLogin: true },
            })
          : json({ code: 500, msg: '登录失败', data: null })
      },
    },
    guard: guarded(({ headers }) => headers.satoken, json({ code: 401, msg: 'not login', data: null }), {
      code: 200,
    }),
  },

  'vue-element-admin': {
    credentials: { username: 'demo', password: 'demo' },
    routes: {
      '/vue-element-admin/user/login': (request, sessions) => {
        const { username, password } = parsed(request)
        return isDemo(username, password)
          ? json({ code: 20000, data: { token: sessions.issue().access } })
          : json({ code: 60204, message: 'Account and password are incorrect.' })
      },
      '/vue-element-admin/user/logout': ({ headers }, sessions) => {
        if (sessions.has(headers['x-token'])) sessions.end()
        return json({ code: 20000, data: 'success' })
      },
    },
    guard: guarded(({ headers }) => headers['x-token'], json({ code: 50014, message: 'Token expired' }), {
      code: 20000,
      data: {},
    }),
  },
}

function directus(/** @type {Pair} */ { access, refresh }) {
  return json({ data: { access_token: access, expires: 900_000, refresh_token: refresh } })
}
const directusRefusal = json(
  { errors: [{ message: 'Invalid user credentials.', extensions: { code: 'INVALID_CREDENTIALS' } }] },
  401,
)

function strapi(/** @type {number} */ status, /** @type {string} */ name) {
  return json({ data: null, error: { status, name, message: 'no', details: {} } }, status)
}

function laravel(/** @type {Pair} */ { access }) {
  return json({ access_token: access, token_type: 'bearer', expires_in: 3600 })
}

function aspNet(/** @type {Pair} */ { access, refresh }) {
  return json({ tokenType: 'Bearer', accessToken: access, expiresIn: 3600, refreshToken: refresh })
}

/** What a product answers. */
export function answerOf(/** @type {Product} */ product, /** @type {Sessions} */ sessions) {
  const guard = product.guard ?? guarded(bearer, unauthorized)
  return (/** @type {Recorded} */ request) => (product.routes[request.path] ?? guard)(request, sessions)
}

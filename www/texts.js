/** All words of the page. A text with numbers in it is a function. */

/**
 * What a text may have in it. Each text is said with those that it reads.
 * @typedef {object} Values
 * @property {number} n
 * @property {number} done
 * @property {number} good
 * @property {number} refused
 * @property {number} waited
 * @property {number} exchanged
 * @property {number} callers
 * @property {number} number
 * @property {number} attempt
 * @property {number | undefined} status
 * @property {string} path
 * @property {string} time
 * @property {string} reason
 * @property {string | undefined} code
 * @property {string} message
 * @property {string} error
 * @property {string | 0 | undefined} wait
 */
/** @typedef {string | ((values: Values) => string)} Text */
/** @typedef {keyof typeof en} TextName */

/**
 * @param {number} n
 * @param {string} one
 * @param {string} more
 */
const many = (n, one, more) => (n === 1 ? one : `${n} ${more}`)

/** @satisfies {Record<string, Text>} */
const en = {
  title: 'authflight: one token refresh, however many requests',
  otherLanguage: '中文',
  headline: 'One refresh, however many requests.',
  oneSentence:
    'When the access token expires, authflight renews it once, for all requests and all tabs, and sends every refused request again. Your code never notices.',

  session: 'Session',
  username: 'User name',
  password: 'Password',
  login: 'Log in',
  logout: 'Log out',
  user: 'User',
  tokenLeft: 'Access token',
  tokenGood: 'good',
  tokenEnded: 'ended',
  pending: 'Waiting requests',
  secondsShort: 's',
  signedOut: 'Signed out',
  signedIn: 'Signed in',
  refreshing: 'Refreshing',
  wrongLogin: 'Wrong user name or password. Try demo and demo, or alice and alice.',
  loginFailed: ({ code }) => `The login did not work (${code}). Try again.`,

  tryIt: 'Try it',
  expire: 'Expire the token now',
  fireLabel: 'Fire requests',
  fire1: 'Fire 1',
  fire10: 'Fire 10',
  fire100: 'Fire 100',
  speed: 'Speed',
  speedInstant: 'Instant',
  speedCalm: 'Everyday',
  speedSlow: 'Slow',
  lifetime: 'Token lifetime',
  seconds10: '10 s',
  seconds30: '30 s',
  seconds60: '1 min',
  seconds300: '5 min',
  server: 'The server',
  mishaps: 'Make it go wrong',
  fail: 'Fail the next refresh with 503',
  drop: 'Lose the next refresh’s reply',
  revoke: 'Revoke the session at the server',
  secondTab: 'Open a second tab: both share one refresh',

  hintLoading: 'Loading authflight …',
  hintLogin: 'Log in first. The demo user is filled in.',
  hintStart: 'Expire the token, then fire 10 requests.',
  hintExpired: 'The server refuses the token from now on; this page does not know yet. Fire!',
  hintFired: 'Point at a line of the timeline to read what happened to that request.',
  hintFail: 'The next refresh gets a 503. Expire the token and fire: authflight tries again.',
  hintDrop:
    'The next refresh is carried out, but its reply gets lost. Expire the token and fire: it is asked for again.',
  hintRevoke:
    'No token of this session is good any more. Fire 10: they fail, and one single event asks for a login.',
  hintSpeed: 'The server works at this speed from now on.',
  hintLifetime: 'New tokens live that long, from the next refresh on.',

  proof: 'The proof',
  countedBy: 'counted by the server',
  refreshes: 'Refreshes',
  mostAtOnce: 'Most at one time',
  refused: '401s answered',
  requests: 'Requests',
  withUs: 'With authflight',
  withoutUs: 'If each request refreshed for itself',

  timeline: 'Each request’s fate',
  legendSent: 'sent',
  legendWaits: 'waits',
  legendRefresh: 'refresh',
  legendAgain: 'sent again',
  noBatches: 'Fire some requests. Each draws its line here.',
  refreshRow: 'refresh',
  batchTitle: ({ n }) => many(n, '1 request', 'requests'),
  batchRunning: ({ done, n }) => `${done} of ${n} answered`,
  batchLabel: ({ n }) => `${many(n, '1 request', 'requests')}, one line each; arrow keys move between them`,
  withRefreshes: ({ n }) => many(n, '1 refresh', 'refreshes'),
  adoptedShort: 'another tab’s refresh',
  now: 'now',

  sumPlain: ({ n }) =>
    n === 1
      ? 'The token was good: the request went straight through.'
      : `The token was good: all ${n} went straight through.`,
  sumShared: ({ refused, waited, good, n, exchanged }) =>
    [
      refused > 0 ? `${refused} of ${n} met a 401. ` : '',
      waited > refused ? `${waited - refused} waited instead of spending one. ` : '',
      exchanged > 1 ? `${exchanged} refreshes served them all` : 'One refresh served them all',
      good === n ? ', and every one was answered.' : `; ${good} of ${n} were answered.`,
    ].join(''),
  sumAdopted: ({ n }) =>
    `Another tab had refreshed: ${many(n, 'the request took', 'requests took')} its token over.`,
  sumRefused: ({ n }) =>
    `The server refused the refresh: the session is over, and ${many(n, 'the request was', 'requests were')} told so. The user is asked to log in once${n > 1 ? `, not ${n} times` : ''}.`,
  sumUnavailable: ({ n }) =>
    `The refresh could not be done now: ${many(n, 'the request', 'requests')} failed, the session is kept.`,
  sumNobody: 'Nobody is signed in: the server answered 401.',
  sumLost: 'Not every request was answered. Point at a line to read why.',

  rowHead: ({ number, path }) => `Request ${number}, GET ${path}: `,
  rowJoin: ', ',
  rowEnd: '.',
  rowSent: 'sent',
  rowSentBare: 'sent without a token',
  rowSentNew: 'sent with the new token',
  rowSentStill: 'sent with the old token, which is still good',
  rowRefused: ({ time }) => `answered 401 after ${time}`,
  rowWaited: ({ time }) => `waited ${time} for the refresh`,
  rowWaiting: 'waits for the refresh',
  rowJoined: 'found a refresh under way',
  rowKnown: 'found the token at its end',
  rowAgain: 'sent again with the new token',
  rowLate: 'answered 401 late, when the new token was there already: sent again at once',
  rowAnswered: ({ status, time }) => `answered ${status}, ${time} in all`,
  rowFailed: ({ reason, time }) => `${reason} after ${time}`,
  rowUnderWay: 'no answer yet',
  reasonSESSION_EXPIRED: 'given up, as the user has to log in again (SESSION_EXPIRED)',
  reasonREFRESH_UNAVAILABLE: 'given up, as the refresh cannot be done now (REFRESH_UNAVAILABLE)',
  reasonSESSION_CHANGED: 'given up, as the session changed meanwhile (SESSION_CHANGED)',
  reasonNETWORK: 'no reply from the server',
  reasonOTHER: ({ code }) => `failed (${code})`,
  shortSESSION_EXPIRED: 'log in',
  shortREFRESH_UNAVAILABLE: 'later',
  shortSESSION_CHANGED: 'changed',
  shortNETWORK: 'no reply',
  shortOTHER: 'failed',
  flightWords: ({ time, callers }) =>
    `The refresh took ${time}; ${callers === 0 ? 'nobody waited' : many(callers, 'one request waited', 'requests waited')} for it.`,
  flightTries: ({ n }) => ` It took ${n} attempts.`,
  flightGranted: 'renewed',
  flightAdopted: 'adopted',
  flightRefused: 'refused',
  flightUnavailable: 'later',
  flightEnded: 'ended',

  log: 'What the app is told',
  noLog: 'Events appear here in plain words.',
  logSignedIn_login: 'Signed in.',
  logSignedIn_setTokens: 'Signed in with tokens from elsewhere.',
  logSignedIn_otherTab: 'Signed in by another tab.',
  logSignedIn_restored: 'Still signed in from the last visit.',
  logRefreshed_thisTab: 'The token was refreshed by this tab.',
  logRefreshed_otherTab: 'Another tab refreshed the token; this one took it over.',
  logRefreshFailedForGood: ({ status }) => `The server refused the refresh${status ? ` (${status})` : ''}.`,
  logRefreshFailed: ({ status, attempt, wait }) =>
    `Refresh attempt ${attempt} failed (${status ?? 'no reply'}); ${wait ? `the next one in ${wait}.` : 'given up for now, the session is kept.'}`,
  logLoginRequired_refreshRejected: 'Please log in again: the session was ended by the server.',
  logLoginRequired_refreshExpired: 'Please log in again: the session has run out.',
  logLoginRequired_noSession: 'Please log in: a request needs a user.',
  logLoginRequired_otherTab: 'Please log in again: somebody logged out in another tab.',
  logSignedOut_logout: 'Signed out.',
  logSignedOut_otherTab: 'Signed out by another tab.',
  logSignedOut_expired: 'Signed out, as the tokens could not be renewed.',
  logWarning: ({ code, message }) => `Warning ${code}: ${message}`,

  code: 'All the code it takes',
  codeFetch: '// refreshed and sent again if need be',
  codeLogin: '// once per session’s end, not per request',

  noticeServer:
    'The demo server does not answer. Is it still running? This page goes on as soon as it is back.',
  noticePackage: 'authflight could not be loaded. Has the package been built?',
  noticeWasm:
    'authflight could not be started: this browser, or a policy of the page, does not allow WebAssembly.',
  noticeOrder: ({ error }) => `The server did not take the order: ${error}`,
}

/** @type {Record<TextName, Text>} */
const zh = {
  title: 'authflight：请求再多，也只刷新一次令牌',
  otherLanguage: 'English',
  headline: '请求再多，也只刷新一次。',
  oneSentence:
    '访问令牌过期时，authflight 为所有请求、所有标签页只刷新一次，再把被拒绝的请求逐一重发。业务代码毫无感知。',

  session: '会话',
  username: '用户名',
  password: '密码',
  login: '登录',
  logout: '退出登录',
  user: '用户',
  tokenLeft: '访问令牌',
  tokenGood: '有效',
  tokenEnded: '已过期',
  pending: '等待中的请求',
  secondsShort: '秒',
  signedOut: '未登录',
  signedIn: '已登录',
  refreshing: '刷新中',
  wrongLogin: '用户名或密码不对。可以用 demo / demo 或 alice / alice。',
  loginFailed: ({ code }) => `登录没有成功（${code}），请再试一次。`,

  tryIt: '试一试',
  expire: '让令牌立即过期',
  fireLabel: '发送请求',
  fire1: '发 1 个',
  fire10: '发 10 个',
  fire100: '发 100 个',
  speed: '响应速度',
  speedInstant: '立即响应',
  speedCalm: '日常',
  speedSlow: '很慢',
  lifetime: '令牌有效期',
  seconds10: '10 秒',
  seconds30: '30 秒',
  seconds60: '1 分钟',
  seconds300: '5 分钟',
  server: '服务器',
  mishaps: '制造故障',
  fail: '让下一次刷新返回 503',
  drop: '丢掉下一次刷新的响应',
  revoke: '在服务器上吊销会话',
  secondTab: '再开一个标签页：两页共用一次刷新',

  hintLoading: '正在加载 authflight …',
  hintLogin: '请先登录，演示账号已经填好。',
  hintStart: '先让令牌过期，再发 10 个请求。',
  hintExpired: '从现在起服务器拒绝这个令牌，而页面还不知道。发请求吧！',
  hintFired: '指向时间线上的某一行，看看那个请求经历了什么。',
  hintFail: '下一次刷新会收到 503。让令牌过期再发请求：authflight 会自动重试。',
  hintDrop: '下一次刷新会被执行，但响应会丢失。让令牌过期再发请求：authflight 会再要一次。',
  hintRevoke: '这个会话的令牌全部失效。发 10 个请求：它们会失败，而要求登录的事件只有一次。',
  hintSpeed: '从现在起，服务器按这个速度响应。',
  hintLifetime: '从下一次刷新起，新令牌按这个有效期签发。',

  proof: '数字为证',
  countedBy: '由服务器计数',
  refreshes: '刷新次数',
  mostAtOnce: '同时刷新最多',
  refused: '401 响应',
  requests: '收到请求',
  withUs: '使用 authflight',
  withoutUs: '若每个请求各自刷新',

  timeline: '每个请求的经历',
  legendSent: '发出',
  legendWaits: '等待',
  legendRefresh: '刷新',
  legendAgain: '重发',
  noBatches: '发几个请求，每个请求都会在这里画出一条线。',
  refreshRow: '刷新',
  batchTitle: ({ n }) => `${n} 个请求`,
  batchRunning: ({ done, n }) => `已响应 ${done} / ${n}`,
  batchLabel: ({ n }) => `${n} 个请求，每个一行，用方向键移动`,
  withRefreshes: ({ n }) => `刷新 ${n} 次`,
  adoptedShort: '沿用其他标签页的刷新',
  now: '现在',

  sumPlain: ({ n }) => `令牌有效，${n} 个请求直接通过。`,
  sumShared: ({ refused, waited, good, n, exchanged }) =>
    [
      refused > 0 ? `${n} 个请求中有 ${refused} 个收到 401。` : '',
      waited > refused ? `${waited - refused} 个直接排队等待，不必再碰 401。` : '',
      exchanged > 1 ? `刷新了 ${exchanged} 次` : '只刷新了一次',
      good === n ? '，全部得到响应。' : `，${good} 个得到响应。`,
    ].join(''),
  sumAdopted: ({ n }) => `其他标签页已经刷新过，${n} 个请求直接用上了新令牌。`,
  sumRefused: ({ n }) =>
    `服务器拒绝了刷新，会话结束，${n} 个请求都得到了通知。只要求用户登录一次${n > 1 ? `，而不是 ${n} 次` : ''}。`,
  sumUnavailable: ({ n }) => `暂时无法刷新：${n} 个请求失败，会话保留。`,
  sumNobody: '还没有登录，服务器返回 401。',
  sumLost: '有请求没有得到响应，移到那一行看看原因。',

  rowHead: ({ number, path }) => `请求 ${number}，GET ${path}：`,
  rowJoin: '，',
  rowEnd: '。',
  rowSent: '发出',
  rowSentBare: '不带令牌发出',
  rowSentNew: '带着新令牌发出',
  rowSentStill: '带着仍然有效的旧令牌发出',
  rowRefused: ({ time }) => `${time}后收到 401`,
  rowWaited: ({ time }) => `等待刷新 ${time}`,
  rowWaiting: '正在等待刷新',
  rowJoined: '遇到正在进行的刷新',
  rowKnown: '发现令牌即将过期',
  rowAgain: '带着新令牌重发',
  rowLate: '401 来得晚，新令牌已经到手，立即重发',
  rowAnswered: ({ status, time }) => `得到 ${status}，共 ${time}`,
  rowFailed: ({ reason, time }) => `${time}后${reason}`,
  rowUnderWay: '还没有响应',
  reasonSESSION_EXPIRED: '放弃，用户需要重新登录（SESSION_EXPIRED）',
  reasonREFRESH_UNAVAILABLE: '放弃，暂时无法刷新（REFRESH_UNAVAILABLE）',
  reasonSESSION_CHANGED: '放弃，期间会话变了（SESSION_CHANGED）',
  reasonNETWORK: '没有收到服务器的响应',
  reasonOTHER: ({ code }) => `失败（${code}）`,
  shortSESSION_EXPIRED: '需登录',
  shortREFRESH_UNAVAILABLE: '稍后',
  shortSESSION_CHANGED: '已变更',
  shortNETWORK: '无响应',
  shortOTHER: '失败',
  flightWords: ({ time, callers }) =>
    `刷新用了 ${time}，${callers === 0 ? '没有请求' : `${callers} 个请求`}在等它。`,
  flightTries: ({ n }) => `共尝试 ${n} 次。`,
  flightGranted: '已更新',
  flightAdopted: '沿用',
  flightRefused: '被拒绝',
  flightUnavailable: '稍后',
  flightEnded: '已结束',

  log: '应用收到的事件',
  noLog: '事件会用平实的话显示在这里。',
  logSignedIn_login: '已登录。',
  logSignedIn_setTokens: '用外部令牌登录。',
  logSignedIn_otherTab: '在其他标签页登录了。',
  logSignedIn_restored: '沿用上次的登录。',
  logRefreshed_thisTab: '本页刷新了令牌。',
  logRefreshed_otherTab: '其他标签页刷新了令牌，本页直接沿用。',
  logRefreshFailedForGood: ({ status }) => `服务器拒绝刷新${status ? `（${status}）` : ''}。`,
  logRefreshFailed: ({ status, attempt, wait }) =>
    `第 ${attempt} 次刷新失败（${status ?? '无响应'}），${wait ? `${wait}后重试。` : '暂时放弃，会话保留。'}`,
  logLoginRequired_refreshRejected: '请重新登录：会话已被服务器结束。',
  logLoginRequired_refreshExpired: '请重新登录：会话已到期。',
  logLoginRequired_noSession: '请登录：有请求需要用户身份。',
  logLoginRequired_otherTab: '请重新登录：已在其他标签页退出登录。',
  logSignedOut_logout: '已退出登录。',
  logSignedOut_otherTab: '在其他标签页退出了登录。',
  logSignedOut_expired: '令牌无法续期，已退出登录。',
  logWarning: ({ code, message }) => `警告 ${code}：${message}`,

  code: '全部代码',
  codeFetch: '// 需要时自动刷新并重发',
  codeLogin: '// 每次会话结束只通知一次，而不是每个请求一次',

  noticeServer: '演示服务器没有响应。它还在运行吗？恢复后本页会自动继续。',
  noticePackage: '无法加载 authflight。是否已经构建？',
  noticeWasm: 'authflight 无法启动：浏览器或页面策略不允许 WebAssembly。',
  noticeOrder: ({ error }) => `服务器没有接受指令：${error}`,
}

/** @type {{ en: Record<TextName, Text>, zh: Record<TextName, Text> }} */
export const texts = { en, zh }

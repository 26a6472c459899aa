// What a usual run leaves out, so that `npm test` stays short. AUTHFLIGHT_LONG=1 plays all of it: `npm run test:long`.
export const long = process.env.AUTHFLIGHT_LONG === '1'

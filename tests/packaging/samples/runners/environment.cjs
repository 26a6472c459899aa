// The environment of the documentation: jsdom with what Node has and Jest's jsdom leaves out.
const { TestEnvironment } = require('jest-environment-jsdom')

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup()
    Object.assign(this.global, { fetch, Headers, Request, Response, TextDecoder, TextEncoder })
  }
}

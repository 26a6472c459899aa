// Jest with modules as they are: nothing is compiled, so the line of the documentation is not needed.
module.exports = {
  testEnvironment: 'node',
  transform: {},
  setupFiles: ['<rootDir>/global-jest.js'],
  testMatch: ['<rootDir>/tests/everywhere/test-auth*.test.js'],
}

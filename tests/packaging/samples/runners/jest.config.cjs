// One project for each way in which Jest is used.
const own = {
  // The line of the documentation: Jest compiles nothing in node_modules otherwise.
  transformIgnorePatterns: ['/node_modules/(?!authflight/)'],
}
const everywhere = ['<rootDir>/tests/everywhere/*.test.js']
const inPages = ['<rootDir>/tests/*/*.test.js']

const tsJest = [
  'ts-jest',
  {
    tsconfig: { allowJs: true, module: 'commonjs', target: 'es2022', isolatedModules: true },
    diagnostics: false,
  },
]

module.exports = {
  projects: [
    { ...own, displayName: 'node', testEnvironment: 'node', testMatch: everywhere },
    { ...own, displayName: 'jsdom', testEnvironment: '<rootDir>/environment.cjs', testMatch: inPages },
    { ...own, displayName: 'jest-fixed-jsdom', testEnvironment: 'jest-fixed-jsdom', testMatch: inPages },
    {
      ...own,
      displayName: 'ts-jest',
      testEnvironment: '<rootDir>/environment.cjs',
      testMatch: inPages,
      transform: { '\\.js$': tsJest },
    },
    {
      ...own,
      displayName: 'fake timers everywhere',
      testEnvironment: '<rootDir>/environment.cjs',
      testMatch: ['<rootDir>/tests/*/timers.test.js'],
      fakeTimers: { enableGlobally: true },
    },
  ],
}

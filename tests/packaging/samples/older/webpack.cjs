// `node webpack.cjs <webpack or webpack-4> <entry> <target, if the package is to be transpiled>` writes to dist-<webpack>.
const { join } = require('node:path')

const [, , name, entry, target] = process.argv
const loader = { test: /\.js$/, include: /authflight/, loader: 'esbuild-loader', options: { target } }
// webpack's own limit is 250 000 bytes, before compression; the documentation says that its hint comes up. Beyond this one it is to be noticed.
// Some 16 kB of it stand for what ES2018 lacks, private members above all.
const most = 278_000
const compiler = require(name)({
  mode: 'production',
  context: __dirname,
  entry,
  module: { rules: target ? [loader] : [] },
  performance: { maxAssetSize: most, maxEntrypointSize: most },
  output: { path: join(__dirname, `dist-${name}`), publicPath: '', filename: 'bundle.js' },
})
compiler.run((error, stats) => {
  if (error) throw error
  const { errors, warnings } = stats.toJson()
  console.log(JSON.stringify([...errors, ...warnings].map((one) => one.message ?? one)))
})

/** Where the binary is served from, as a bundler's file loader tells; for `init` of `authflight/slim`. */
declare const address: string
export default address

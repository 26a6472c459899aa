/** The address that a bundler's file loader gives the binary, for `init` of `authflight/slim`. */
declare const address: string
export default address

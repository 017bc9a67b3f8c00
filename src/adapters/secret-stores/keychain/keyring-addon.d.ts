/** The native addon of this platform, as a path inside a single binary. */
declare module '*.addon' {
  const path: string
  // biome-ignore lint/style/noDefaultExport: this is how a packer gives a file
  export default path
}

/** Those whose V8 was seen to know the flag; one that does not would say so on stderr. */
const newestMajor = 26

/**
 * Keeps the part of the heap where objects begin as small as it is now. V8 would let it grow to 48 MiB of garbage before it
 * is used again, and the tokens of a long list are gone long before. It costs no time.
 */
export function keepYoungHeapSmall(): void {
  if (Number.parseInt(process.versions.node, 10) > newestMajor) return
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--semi-space-growth-factor=1')
  // Threads that share so small a heap take longer than one.
  setFlagsFromString('--no-parallel-scavenge')
}

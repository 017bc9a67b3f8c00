/** Milliseconds on a clock that nobody sets. Not `performance.now()`: Node loads eight modules of its own with it. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

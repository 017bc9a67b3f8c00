// Loaded before the process under measure: tells its peak memory, in KiB, on descriptor 3 when it ends. The system's own count
// (ru_maxrss) begins with what the process had that started it, so that on Linux the peak since the exec is read.
const { readFileSync, writeSync } = require('node:fs')

function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS
  return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]
}

process.on('exit', () => writeSync(3, String(peak())))

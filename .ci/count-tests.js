// Prints a line for each report that is named (see test/report.js), what was skipped in it and what failed, and the sum. Ends
// with 1 when something failed, a report is missing, or nothing ran.
import { basename } from 'node:path'
import { countTests } from '../test/report.js'

const print = line => process.stdout.write(`${line}\n`)
const counts = process.argv.slice(2).map(path => ({ name: basename(path, '.json'), ...countTests(path) }))
for (const { name, passed, failures, skipped } of counts) {
  print(`${name}: ${passed} passed, ${failures.length} failed, ${skipped.length} skipped`)
  for (const test of skipped) print(`  skipped: ${test}`)
  for (const failure of failures) print(`  failed: ${failure.replaceAll('\n', '\n    ')}`)
}
const passed = counts.reduce((total, count) => total + count.passed, 0)
const failed = counts.reduce((total, count) => total + count.failures.length, 0)
print(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

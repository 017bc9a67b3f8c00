// Prints a line for each JSON report of vitest that is named, the tests that were skipped, and the sum. Ends with 1 when a
// test failed, a report is missing, or nothing ran.
import { basename } from 'node:path'
import { countTests } from '../test/count-tests.js'

const print = line => process.stdout.write(`${line}\n`)
const counts = process.argv.slice(2).map(path => ({ name: basename(path, '.json'), ...countTests(path) }))
for (const { name, passed, failed, skipped } of counts) {
  print(`${name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  for (const test of skipped) print(`  skipped: ${test}`)
}
const sum = field => counts.reduce((total, count) => total + count[field], 0)
print(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0

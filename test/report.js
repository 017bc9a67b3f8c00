import { readFileSync, writeFileSync } from 'node:fs'

/**
 * A reporter of vitest that writes what CI counts, as JSON: `{ passed: 12, skipped: [name], failures: [what and why] }`.
 * Failures are tests, files, hooks, and errors that belong to no test: one of those ends a run with 1, though all tests passed.
 */
export class Report {
  #path

  constructor(path) {
    this.#path = path
  }

  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const inState = state => tests.filter(test => test.result().state === state)
    const failures = [
      ...inState('failed').map(test => line(test.fullName, test.result().errors)),
      ...modules.flatMap(brokenParts).map(({ name, errors }) => line(name, errors)),
      ...unhandledErrors.map(error => line('outside of every test', [error])),
    ]
    const passed = inState('passed').length
    const skipped = tests.filter(test => !['passed', 'failed'].includes(test.result().state))
    const report = { passed, skipped: skipped.map(test => test.fullName), failures }
    writeFileSync(this.#path, JSON.stringify(report))
  }
}

/** Files and suites that failed by themselves, not for one of their tests: an import, a hook. */
function brokenParts(module) {
  const parts = [module, ...module.children.allSuites()]
  return parts
    .map(part => ({ name: part.fullName ?? part.relativeModuleId, errors: part.errors() }))
    .filter(({ errors }) => errors.length > 0)
}

const line = (what, errors = []) =>
  `${what}: ${errors.map(error => error.stack ?? error.message ?? String(error)).join(' / ')}`

/** What a `Report` wrote. A report that is not there, or of a run without tests, is a failure: none is ever lost. */
export function countTests(path) {
  const report = readReport(path) ?? { passed: 0, skipped: [], failures: ['there is no report of it'] }
  if (report.passed === 0 && report.failures.length === 0) report.failures.push('no test ran')
  return report
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

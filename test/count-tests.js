import { readFileSync } from 'node:fs'

/**
 * What a JSON report of vitest counts. A file that did not run to its end counts as one failed test, and so does a run
 * that failed for any other reason or wrote no report: a failure is never lost for lack of a test that bears it.
 */
export function countTests(reportPath) {
  const report = readReport(reportPath)
  if (!report) return { passed: 0, failed: 1, skipped: [] }
  const files = report.testResults
  const tests = files.flatMap(file => file.assertionResults)
  const withStatus = status => tests.filter(test => test.status === status)
  const brokenFiles = files.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  )
  const passed = withStatus('passed').length
  const known = withStatus('failed').length + brokenFiles.length
  const failed = known === 0 && (!report.success || passed === 0) ? 1 : known
  const skipped = tests.filter(test => !['passed', 'failed'].includes(test.status))
  return { passed, failed, skipped: skipped.map(test => test.fullName) }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

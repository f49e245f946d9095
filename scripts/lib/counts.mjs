/** From vitest's JSON report to three numbers. */

/**
 * A file that could not even be collected counts as a failure, as does a run that ended badly for no test's fault,
 * or that ran nothing.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] } | undefined} report undefined when vitest wrote
 * none
 * @param {number} status vitest's own exit status
 */
export function counts(report, status) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const broken = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0
  ).length
  const passed = report.numPassedTests
  const skipped = report.numPendingTests + report.numTodoTests
  let failed = report.numFailedTests + broken
  if (failed === 0 && (status !== 0 || passed + skipped === 0)) failed = 1
  return { passed, failed, skipped }
}

/** A reporter that names the tests that passed at a second try: each waits for something that it should not. */

export default class SecondTries {
  /** @type {string[]} */
  #names = []

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (!test.diagnostic()?.flaky) return
    const [reason = ''] = test.result().errors ?? []
    const message = typeof reason === 'string' ? reason : reason.message
    this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}\n    ${message.split('\n', 1)[0]}`)
  }

  onTestRunEnd() {
    if (this.#names.length === 0) return
    process.stdout.write(`Passed at a second try, to be looked at:\n${this.#names.map(name => `  ${name}\n`).join('')}`)
  }
}

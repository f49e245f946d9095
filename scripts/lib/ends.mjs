/** A reporter that ends vitest once all is told: what a test that hung has left open would keep it for ever. */

/** Longer than workers take to end, ms. */
const patience = 30_000

export default class Ends {
  onTestRunEnd() {
    setTimeout(() => {
      process.stdout.write('Something that a test has left open keeps vitest from ending; it is ended.\n')
      process.exit(process.exitCode || 1)
    }, patience).unref()
  }
}

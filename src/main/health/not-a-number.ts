/**
 * Losses or weights that are infinite or not numbers: every later step would be, too, so training ends. It speaks at
 * the first such step; what was saved before is good.
 */
import { epochOf, type Check, type Finding } from './check'
import { firstPossible, halfTheRate } from './tools/remedies'

const check: Check = {
  kind: 'not-a-number',
  needs: [],
  watch: run => {
    const finding = (step: number, what: string): Finding => ({
      since: step,
      fatal: true,
      message:
        `The ${what} stopped being numbers at step ${step} (epoch ${epochOf(step, run)}): training has diverged ` +
        'and was stopped.',
      advice: 'Everything saved before is good: go on from there with a lower learning rate.',
      remedy: firstPossible(run, [halfTheRate(run)], true)
    })
    return {
      steps: ({ firstStep, losses }) => {
        const places = losses
          .map(column => column.findIndex(loss => !Number.isFinite(loss)))
          .filter(place => place >= 0)
        return places.length > 0 ? finding(firstStep + Math.min(...places), 'losses') : null
      },
      epoch: ({ step, losses }) => (losses.every(Number.isFinite) ? null : finding(step, 'losses')),
      diverged: finding
    }
  }
}
export default check

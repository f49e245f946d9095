/**
 * The generator makes one picture, or a few, whatever the latent (Goodfellow 2016, section 5.1.1). Each epoch's fixed
 * samples are compared with as many training pictures: in the median a sample lies less than a tenth as far from the
 * sample most like it as training pictures lie from one another. Plain grey and noise, as at the start, are no
 * pictures: they must have half the contrast of training pictures. It speaks after three such epochs of 200 steps
 * together, not in the first 200 steps; it is over at a fifth. Pictures that are all alike are no measure
 * (tools/variety).
 */
import { epochOf, type Check, type EpochSeen, type WatchedRun, type Verdict } from './check'
import { firstPossible, halfTheRate } from './tools/remedies'

const alike = 0.1
const apart = 0.2
const pictured = 0.5
const [epochs, steps] = [3, 200]

function watch(run: WatchedRun) {
  let [since, streak, found] = [0, 0, run.found]
  return {
    epoch: ({ step, variety }: EpochSeen): Verdict => {
      if (!variety) return null
      if (found && variety.spread > apart) {
        found = false
        return 'over'
      }
      if (step <= steps || variety.spread >= alike || variety.contrast < pictured) {
        streak = 0
        return null
      }
      if (streak === 0) since = Math.max(1, step - run.stepsPerEpoch + 1)
      streak++
      if (found || streak < epochs || step - since + 1 < steps) return null
      found = true
      return {
        since,
        message:
          `The samples have looked nearly the same since epoch ${epochOf(since, run)}: the generator has fallen ` +
          'on one picture and makes it of every latent (mode collapse).',
        advice:
          'It seldom recovers. Go back to before it and train with a lower learning rate; augmentation or an ' +
          'R1 penalty may help, too.',
        remedy: firstPossible(run, [halfTheRate(run)], true)
      }
    }
  }
}

// Without two networks that train against each other there is nothing to collapse.
const check: Check = { kind: 'mode-collapse', needs: ['fakeScore'], watch }
export default check

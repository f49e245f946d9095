/**
 * The discriminator tells every picture rightly and is sure of it: the generator's gradient has vanished, or is about
 * to (Arjovsky and Bottou 2017, theorem 2.4). It speaks when accuracy has been 99 % and generated pictures have been
 * given under 2 % of being real, on average over an epoch (but 200 steps at least and 1,000 at most); it is over below
 * 97 %.
 */
import { adversarialLosses } from '../losses/adversarial'
import { epochOf, type Check, type WatchedRun, type StepsSeen, type Verdict } from './check'
import { augment, firstPossible, halfTheRate, smoothLabels } from './tools/remedies'

const [least, most] = [200, 1000]

interface Look {
  first: number
  steps: number
  accuracy: number
  fakeScore: number
}

function watch(run: WatchedRun) {
  const objective = adversarialLosses.get(String(run.settings.loss ?? ''))
  // A critic's score has no side that is right.
  if (objective?.logits === 'score') return null
  const window = Math.min(most, Math.max(least, run.stepsPerEpoch))
  let [looks, steps, found] = [[] as Look[], 0, run.found]
  const mean = (key: 'accuracy' | 'fakeScore'): number =>
    looks.reduce((sum, look) => sum + look[key] * look.steps, 0) / steps

  return {
    steps: ({ firstStep, losses: columns, measures: { accuracy = 0, fakeScore = 1 } }: StepsSeen): Verdict => {
      const count = columns[0]?.length ?? 0
      looks.push({ first: firstStep, steps: count, accuracy, fakeScore })
      steps += count
      while (looks[0] && steps - looks[0].steps >= window) {
        steps -= looks[0].steps
        looks = looks.slice(1)
      }
      if (steps < window) return null
      const right = mean('accuracy')
      if (!found && right >= 0.99 && mean('fakeScore') <= 0.02) {
        found = true
        const since = looks[0]?.first ?? firstStep
        return {
          since,
          message:
            `The discriminator wins every time since epoch ${epochOf(since, run)}: it ` +
            `tells ${Math.floor(1000 * right) / 10} % of the pictures rightly, and the generator hardly learns ` +
            'from it any more.',
          advice: 'Try label smoothing, augmentation, or a lower learning rate.',
          remedy: firstPossible(run, [
            objective?.logits === 'labels' ? smoothLabels(run) : null,
            augment(run),
            halfTheRate(run)
          ])
        }
      }
      if (found && right < 0.97) {
        found = false
        return 'over'
      }
      return null
    }
  }
}

const check: Check = { kind: 'discriminator-wins', needs: ['accuracy', 'fakeScore'], watch }
export default check

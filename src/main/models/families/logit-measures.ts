/** What is read off a discriminator's logits besides its loss. */
import type { Measure, Settings } from '../../../shared/domain'
import { adversarialLosses } from '../../losses/adversarial'

/** @param examples what they are called, in the plural */
export const logitMeasures = (examples: string): Measure[] => [
  {
    key: 'accuracy',
    label: 'Accuracy',
    help:
      `Share of ${examples}, half of them real, that the discriminator classifies rightly: one half when it ` +
      'cannot tell them apart.',
    share: true
  },
  {
    key: 'realScore',
    label: 'D(x)',
    help:
      `Probability that real ${examples} are real, by the discriminator, on average: near one half when it ` +
      'cannot tell.',
    share: true
  },
  {
    key: 'fakeScore',
    label: 'D(G(z))',
    help: `Probability that generated ${examples} are real, by the discriminator, on average.`,
    share: true
  }
]

const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit))

/**
 * Accuracy, and the mean probabilities that it assigns to either side.
 * @throws Error where the step did not record the logits of both
 */
export function measureLogits(
  recorded: Readonly<Record<string, ArrayLike<number>>>,
  { loss = 'non-saturating' }: Settings
): Record<string, number> {
  const { realLogits, fakeLogits } = recorded
  if (!realLogits || !fakeLogits) throw new Error('A step records realLogits and fakeLogits.')
  const { probability = logistic } = adversarialLosses.find(String(loss))
  const [real, fake] = [Array.from(realLogits, probability), Array.from(fakeLogits, probability)]
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const right = real.filter(value => value > 0.5).length + fake.filter(value => value < 0.5).length
  return { accuracy: right / (real.length + fake.length), realScore: mean(real), fakeScore: mean(fake) }
}

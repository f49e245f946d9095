/** How long somebody asks a run to be. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { epochsOfSteps } from '../../../shared/run-length'

/** As many as the models' own setting allows. */
const mostEpochs = 100_000

/**
 * In epochs, of which the last may be trained in part.
 * @returns null where nothing was asked
 * @throws StudioError bad-input, where both were asked, or so many steps are more epochs than a run may have
 */
export function lengthAsked(
  { epochs, steps }: { epochs?: number | undefined; steps?: number | undefined },
  stepsPerEpoch: number
): Pick<Run, 'epochs' | 'steps'> | null {
  if (steps === undefined) return epochs === undefined ? null : { epochs, steps: null }
  if (epochs !== undefined)
    throw new StudioError('bad-input', 'A training is so many epochs long, or so many steps: ask for one of them.')
  const whole = epochsOfSteps(steps, stepsPerEpoch)
  if (whole <= mostEpochs) return { epochs: whole, steps }
  throw new StudioError(
    'bad-input',
    `${steps} steps are ${whole} epochs of ${stepsPerEpoch} here, and a run has ${mostEpochs} at most. Ask ` +
      'for fewer, or for longer epochs.'
  )
}

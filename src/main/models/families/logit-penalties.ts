/**
 * Penalties on what a discriminator says, for models with phases of their own: those that look at its logits alone and
 * cost nothing.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { SettingDefinition, Settings } from '../../../shared/domain'
import { penalties } from '../../regularisers/penalties'
import { ownState, stateOf, type LogitPenalty, type Side } from '../../regularisers/penalties/penalty'
import { tf } from '../../tensors/tf'
import type { Phase, PhaseTools, StateVariable } from '../phase'
import { penaltySetting } from '../settings/losses'

const ofLogits = penalties.all.filter((penalty): penalty is LogitPenalty => penalty.ofLogits === true)

export const logitPenaltySettings: SettingDefinition[] = ofLogits.map(penaltySetting)

/** In use, with their weights; none in a run from before there were any. */
const used = (s: Settings): { penalty: LogitPenalty; weight: number }[] =>
  ofLogits.map(penalty => ({ penalty, weight: Number(s[penalty.id] ?? 0) })).filter(({ weight }) => weight > 0)

export const logitPenaltyState = (s: Settings): Record<string, StateVariable> =>
  stateOf(used(s).map(({ penalty }) => penalty))

/** A discriminator's loss with the penalties in use. @param loss scalar @param logits [batch, 1] of each side */
export const withLogitPenalties = (
  loss: Tensor,
  logits: Readonly<Record<Side, Tensor>>,
  s: Settings,
  { state }: Pick<PhaseTools, 'state'>
): Tensor =>
  used(s).reduce(
    (sum, { penalty, weight }) =>
      tf.add(sum, tf.mul(penalty.term({ logits, state: ownState(penalty, state) }), weight)),
    loss
  )

/** What they do at the end of a step in which both sides' logits were recorded. */
export const afterLogitPenalties =
  (s: Settings): NonNullable<Phase['after']> =>
  (recorded, { state, step }) => {
    for (const { penalty } of used(s)) {
      const logits = { real: recorded('realLogits'), fake: recorded('fakeLogits') }
      penalty.after?.(logits, { state: ownState(penalty, state), step })
    }
  }

/** Losses of a discriminator that is updated on the real batch, then on the generated one, each by itself. */
import { StudioError } from '../../../../shared/errors'
import type { AdversarialLoss, Sides } from '../../../losses/adversarial/loss'
import { tf } from '../../../tensors/tf'
import type { GanLoss } from './declaration'
import type { Examples } from './examples'
import type { AdversarialOptions } from './options'
import { penalised } from './penalties'

export function realSide(examples: Examples, options: AdversarialOptions): GanLoss {
  const sides = sidesOf(options.loss)
  return (batch, n, tools) => {
    const real = examples.real(batch, tools)
    const onReal = examples.logits('real', real, batch, n, tools)
    tools.record({ realLogits: onReal })
    const seen = { real, fake: real, onReal, onFake: null, joined: false }
    const value = penalised(sides.real(onReal, options.realLabel), seen, { examples, options, batch, n, tools })
    tools.report({ discriminator: tf.mul(value, sides.weight) })
    return value
  }
}

export function fakeSide(examples: Examples, options: AdversarialOptions): GanLoss {
  const sides = sidesOf(options.loss)
  return (batch, n, tools) => {
    const [real, fake] = [examples.real(batch, tools), examples.generated(batch, n, tools)]
    const onFake = examples.logits('fake', fake, batch, n, tools)
    tools.record({ fakeLogits: onFake })
    const seen = { real, fake, onReal: null, onFake, joined: false }
    const value = penalised(sides.fake(onFake), seen, { examples, options, batch, n, tools })
    tools.report({ discriminator: tf.mul(value, sides.weight) })
    return value
  }
}

/** @throws Error where a loss cannot be taken apart */
function sidesOf({ id, sides }: AdversarialLoss): Sides {
  if (!sides)
    throw new StudioError(
      'bad-input',
      `The loss "${id}" compares real with generated examples: this model, which updates its discriminator on ` +
        'each alone, cannot be trained with it. Choose another loss.'
    )
  return sides
}

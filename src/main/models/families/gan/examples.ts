/**
 * What a GAN's networks see: real and generated examples, with their classes or inputs, augmented for the
 * discriminator.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../../shared/domain'
import { tf } from '../../../tensors/tf'
import { numberSetting } from '../../definition'
import { exampleKindOf, type ExampleKind } from '../../examples'
import type { Batch, ExampleDraws, Networks, PhaseTools } from '../../phase'
import { augmentedExamples, drawsOf, drawsOfBoth } from './augmenting'
import type { AdversarialOptions } from './options'
import { classesOf, wholly } from '../class-shares'
import type { GanDeclaration, GanNetwork } from './declaration'
import type { Growing } from '../growth'

type Drawn = Pick<PhaseTools, 'draw' | 'progress' | 'step'>

export class Examples {
  readonly #kind: ExampleKind
  readonly #latent: number
  readonly #classes: number

  constructor(
    readonly model: GanDeclaration,
    settings: Settings,
    readonly options: AdversarialOptions,
    readonly growing: Growing | null = null
  ) {
    this.#kind = exampleKindOf(model)
    this.#latent = model.latent(settings)
    this.#classes = model.drawsClasses ? numberSetting(settings, 'classes') : 0
  }

  /** As the discriminator sees them: pictures, points, or pairs with the target's channels behind the input's. */
  real(batch: Batch, { step }: Pick<PhaseTools, 'step'>): Tensor {
    const real = this.#kind.seen.real(batch)
    return this.growing?.seen(real, step) ?? real
  }

  /** The same, generated from latents of this phase; or, where both phases use the same, of this step. */
  generated(batch: Batch, n: Networks<GanNetwork>, { draw, step }: Drawn): Tensor {
    const latents = this.#latents(this.#generating(draw))
    const conditions = this.#kind.conditions.map(column => batch[column])
    return this.#kind.seen.generated(
      batch,
      n.generator(latents, ...this.#wanted(batch, n, draw), ...conditions, ...this.#grown(latents, step))
    )
  }

  /**
   * The generated picture, or the target, where examples are pairs: [batch, height, width, 2·channels] → [batch,
   * height, width, channels].
   */
  picture(seen: Tensor): Tensor {
    return this.#kind.seen.part(seen)
  }

  /** Of one side. @param name of the pass: keys its draws */
  logits(name: string, examples: Tensor, batch: Batch, n: Networks<GanNetwork>, tools: Drawn): Tensor {
    const { draw, progress, step } = tools
    // With one pass for both networks, the generated examples are seen alike in either phase.
    const shared = this.options.onePass && name === 'fake'
    const draws = drawsOf(name, shared ? draw.shared : draw)
    const seen = augmentedExamples(examples, this.options, draws, progress, this.#kind.seen)
    const label = name === 'fake' ? this.#drawnLabel(batch, draw) : this.#label(batch)
    return n.discriminator.as(name, { shared })(seen, ...label, ...this.#grown(seen, step))
  }

  /** Of both sides in one pass. */
  logitsOfBoth(
    real: Tensor,
    fake: Tensor,
    batch: Batch,
    n: Networks<GanNetwork>,
    { draw, progress, step }: Drawn
  ): [real: Tensor, fake: Tensor] {
    const draws = drawsOfBoth(drawsOf('real', draw), drawsOf('fake', draw))
    const seen = augmentedExamples(tf.concat([real, fake]), this.options, draws, progress, this.#kind.seen)
    const [ofBatch, drawn] = [this.#label(batch), this.#drawnLabel(batch, draw)]
    const labels = ofBatch.map((label, i) => tf.concat([label, drawn[i] ?? label]))
    const logits = n.discriminator.as('both')(seen, ...labels, ...this.#grown(seen, step))
    return tf.split(logits, 2) as [Tensor, Tensor]
  }

  /** Both phases draw the same for what is generated, or each its own. */
  #generating(draw: ExampleDraws): Omit<ExampleDraws, 'shared'> {
    return this.options.reuseLatents || this.options.onePass ? draw.shared : draw
  }

  #latents(draw: Omit<ExampleDraws, 'shared'>): Tensor {
    if (this.model.latentDistribution === 'normal') return draw.normal('latents', [this.#latent])
    return tf.sub(tf.mul(draw.uniform('latents', [this.#latent]), 2), 1)
  }

  #label(batch: Batch): Tensor[] {
    return this.model.conditional ? [batch.label] : []
  }

  /** Of what is generated: classes of the batch, or drawn, each as likely as any other. */
  #drawnLabel(batch: Batch, draw: ExampleDraws): Tensor[] {
    if (!this.model.drawsClasses) return this.#label(batch)
    const places = tf.mul(this.#generating(draw).uniform('classes', [1]), this.#classes)
    return [tf.cast(tf.reshape(tf.minimum(tf.floor(places), this.#classes - 1), [-1]), 'int32')]
  }

  /** What the generator is conditioned on of the class. */
  #wanted(batch: Batch, { generator }: Networks<GanNetwork>, draw: ExampleDraws): Tensor[] {
    const label = this.#drawnLabel(batch, draw)
    return this.model.mixesClasses ? label.map(each => wholly(each, classesOf(generator))) : label
  }

  /** How much of the newest level there is, for each example of a batch. */
  #grown({ shape: [batch = 1] }: Tensor, step: Tensor): Tensor[] {
    return this.growing ? [this.growing.input(batch, step)] : []
  }
}

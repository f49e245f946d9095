/**
 * A classifier whose features pictures are measured by: trained on a labelled set by the studio's own engine, the same
 * from the same seed, and kept in the folder of caches. It has seen no generated picture.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageShape } from '../../src/shared/domain'
import { permutation } from '../../src/shared/random'
import { readTensors, writeTensors } from '../../src/main/checkpoints/safetensors'
import { samplingPass } from '../../src/main/engine/sampling/methods'
import { Network } from '../../src/main/engine/networks/network'
import { planNetwork } from '../../src/main/layers/plan'
import { adam } from '../../src/main/optimisers/adam'
import { Optimiser } from '../../src/main/optimisers/slots'
import { engine } from '../../src/main/tensors/engine'
import { picturesOf } from '../../src/main/tensors/pixels'
import { wanted, type Program, type ProgramDefinition } from '../../src/main/tensors/program'
import { tf } from '../../src/main/tensors/tf'
import { featureCount, head, trunk } from './network'

export interface LabelledPictures {
  name: string
  /** count × height × width × channels. */
  pixels: Uint8Array
  /** Class of each picture. */
  labels: Int32Array
  classes: number
  shape: ImageShape
}

const seed = 1
const batch = 128
const passes = 3
/** So many at least: three passes over a few thousand pictures are too few steps to learn from. */
const fewestSteps = 1200
/** Of the first step; it falls to nothing by the last. */
const rate = 3e-3
/** Pictures of each ten that are not trained on, but tell how good it is. */
const heldOut = 1

export class Classifier {
  readonly #networks: [trunk: Network, head: Network]
  readonly #definition: ProgramDefinition
  #program!: Program
  /** Share of the held-out pictures whose class it finds. */
  accuracy = Number.NaN

  private constructor(readonly set: LabelledPictures) {
    const [before, after] = [
      new Network(planNetwork('trunk', trunk(set.shape)), { origin: seed }),
      new Network(planNetwork('head', head(set.classes)), { origin: seed })
    ]
    this.#networks = [before, after]
    const weights = [...before.weights, ...after.weights]
    const optimiser = new Optimiser(adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }), weights)
    this.#definition = {
      variables: new Map([...weights.map(({ name, variable }) => [name, variable] as const), ...optimiser.state]),
      methods: { step: this.#step(optimiser), look: this.#look() }
    }
  }

  /** Trained now, or as it was kept. @param cache folder */
  static async of(set: LabelledPictures, cache: string): Promise<Classifier> {
    const found = new Classifier(set)
    found.#program = await engine().compile(found.#definition)
    const key = createHash('sha256')
      .update(set.pixels)
      .update(JSON.stringify([set.shape, set.classes, seed, batch, found.#passes, rate]))
    const file = join(cache, `${set.name}-${key.digest('hex').slice(0, 16)}.safetensors`)
    if (existsSync(file)) found.#program.assign(new Map([...readTensors(file).tensors].map(([n, t]) => [n, t.values])))
    else {
      await found.#train()
      mkdirSync(cache, { recursive: true })
      found.#keep(file, await found.#program.read())
    }
    found.accuracy = await found.#score()
    return found
  }

  /** @param pixels count × height × width × channels. @returns count × featureCount, a row per picture */
  async features(pixels: Uint8Array): Promise<Float32Array> {
    return (await this.#seen(pixels)).features
  }

  dispose(): void {
    this.#program.dispose()
    for (const network of this.#networks) network.dispose()
  }

  get #each(): number {
    return this.set.shape.reduce((a, b) => a * b, 1)
  }

  #step(optimiser: Optimiser): ProgramDefinition['methods'][string] {
    return {
      inputs: {
        pixels: { shape: [batch, this.#each], dtype: 'uint8' },
        labels: { shape: [batch], dtype: 'int32' },
        count: { shape: [], dtype: 'float32' },
        rate: { shape: [], dtype: 'float32' }
      },
      run: inputs => {
        const objective = () => {
          const { logits } = this.#forward(engine().graph.numbers(wanted(inputs, 'pixels')))
          const right = tf.oneHot(tf.cast(wanted(inputs, 'labels'), 'int32'), this.set.classes)
          const scores = tf.sub(logits, tf.logSumExp(logits, 1, true))
          return tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(right, 'float32'), scores), 1))).asScalar()
        }
        const { value, grads } = tf.variableGrads(
          objective,
          this.#networks.flatMap(({ trainable }) => trainable)
        )
        optimiser.apply(grads, { count: wanted(inputs, 'count'), rate: wanted(inputs, 'rate') })
        return { loss: value }
      }
    }
  }

  #look(): ProgramDefinition['methods'][string] {
    return {
      inputs: { pixels: { shape: [batch, this.#each], dtype: 'uint8' } },
      run: inputs => this.#forward(engine().graph.numbers(wanted(inputs, 'pixels')))
    }
  }

  #forward(numbers: Parameters<typeof picturesOf>[0]) {
    const [before, after] = this.#networks
    const [maps] = before.apply([picturesOf(numbers, this.set.shape)], samplingPass())
    if (!maps) throw new Error('The trunk gives maps.')
    const features = tf.mean(maps, [1, 2])
    const [logits] = after.apply([features], samplingPass())
    if (!logits) throw new Error('The head gives scores.')
    return { features, logits }
  }

  get #perPass(): number {
    return Math.floor(this.#order.trained.length / batch)
  }

  get #passes(): number {
    return Math.max(passes, Math.ceil(fewestSteps / this.#perPass))
  }

  get #order(): { trained: Uint32Array | number[]; held: number[] } {
    const order = [...permutation(this.set.labels.length, 'yardstick', seed)]
    const cut = Math.floor((order.length * heldOut) / 10)
    return { trained: order.slice(cut), held: order.slice(0, cut) }
  }

  #rows(at: readonly number[]): Uint8Array {
    const rows = new Uint8Array(at.length * this.#each)
    at.forEach((from, i) =>
      rows.set(this.set.pixels.subarray(from * this.#each, (from + 1) * this.#each), i * this.#each)
    )
    return rows
  }

  async #train(): Promise<void> {
    const trained = [...this.#order.trained]
    const perPass = this.#perPass
    const steps = this.#passes * perPass
    for (let pass = 0, step = 0; pass < this.#passes; pass++) {
      const order = [...permutation(trained.length, 'yardstick pass', pass)].map(i => trained[i] ?? 0)
      for (let i = 0; i < perPass; i++, step++) {
        const at = order.slice(i * batch, (i + 1) * batch)
        const { loss } = await this.#program.run('step', {
          pixels: this.#rows(at),
          labels: Int32Array.from(at, from => this.set.labels[from] ?? 0),
          count: Float32Array.of(step + 1),
          rate: Float32Array.of(rate * (1 - step / steps))
        })
        if (step % 50 === 0)
          process.stderr.write(
            `\rclassifier of ${this.set.name}: step ${step} of ${steps}, loss ${loss?.[0]?.toFixed(3)}  `
          )
      }
    }
    process.stderr.write('\n')
  }

  async #score(): Promise<number> {
    const { held } = this.#order
    const { logits } = await this.#seen(this.#rows(held))
    const { classes } = this.set
    const right = held.filter((from, i) => {
      const row = [...logits.subarray(i * classes, (i + 1) * classes)]
      return row.indexOf(Math.max(...row)) === this.set.labels[from]
    })
    return right.length / held.length
  }

  async #seen(pixels: Uint8Array): Promise<{ features: Float32Array; logits: Float32Array }> {
    const count = pixels.length / this.#each
    const [features, logits] = [new Float32Array(count * featureCount), new Float32Array(count * this.set.classes)]
    for (let done = 0; done < count; done += batch) {
      const some = Math.min(batch, count - done)
      const rows = new Uint8Array(batch * this.#each)
      rows.set(pixels.subarray(done * this.#each, (done + some) * this.#each))
      const seen = await this.#program.run('look', { pixels: rows })
      features.set((seen.features as Float32Array).subarray(0, some * featureCount), done * featureCount)
      logits.set((seen.logits as Float32Array).subarray(0, some * this.set.classes), done * this.set.classes)
    }
    return { features, logits }
  }

  #keep(file: string, values: ReadonlyMap<string, Float32Array | Int32Array | Uint8Array>): void {
    writeTensors(
      file,
      new Map(
        [...this.#definition.variables].map(([name, { shape }]) => [
          name,
          { shape, values: Float32Array.from(values.get(name) ?? []) }
        ])
      ),
      { format: 'atelier-yardstick-1' }
    )
  }
}

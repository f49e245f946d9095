/**
 * Draws pictures from checkpoints: generator programs that stay loaded, with the weights of one checkpoint at a time;
 * the average's weights where the run keeps one.
 */
import { elementCount } from '../../lib/shape'
import type { ImageShape, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { findModel } from '../../models'
import type { ModelDefinition } from '../../models/definition'
import { exampleKindOf, type ExampleKind } from '../../models/examples'
import { choiceCount } from '../../models/sampling'
import { checkpointStage, checkpointVersion, loadCheckpoint } from '../checkpoint'
import { engine } from '../../tensors/engine'
import type { Method, Program, ProgramDefinition, TensorSpec, TypedArray } from '../../tensors/program'
import { between, type CallTools } from '../calls/call'
import type { Encode, Generate, SamplePixels } from '../protocol'
import { tf } from '../../tensors/tf'
import { batchOf, goes, rowsOf, sizes } from './batches'
import { drawingOf } from './drawing'
import { fedInputs } from './inputs'
import { atOnce, encodeMethod, noiseFor, sampleMethod } from './methods'

/** What a model draws with, at one shape and with one set of settings; its methods are compiled when first wanted. */
interface Loaded {
  methods: Readonly<Record<string, Method>>
  variables: ProgramDefinition['variables']
  /** Version of the checkpoint whose weights were put in last, into whichever program. */
  version: string
  compiled: Map<string, Compiled>
  latent: number
  draws: ExampleKind['draws']
  image: ImageShape
  inputs: Readonly<Record<string, TensorSpec>>
  sizes: readonly number[]
  /** Keys of choices that each have methods of their own. */
  settled: readonly string[]
  encodes: boolean
  dispose: () => void
}

/** @property version of the checkpoint whose weights it has */
interface Compiled {
  definition: ProgramDefinition
  program: Program
  version: string
}

export class Sampler {
  readonly #loaded = new Map<string, Loaded>()
  /** One order at a time: they share the loaded programs, whose weights are one checkpoint's. */
  #last: Promise<unknown> = Promise.resolve()

  /** @param find how models are found, where they are in no file */
  constructor(private readonly find: (id: string) => ModelDefinition = findModel) {}

  /** @throws StudioError not-readable when the checkpoint does not fit the model. */
  generate(order: Generate, tools: Partial<CallTools> = {}): Promise<SamplePixels> {
    return this.#inTurn(() => this.#generate(order, tools))
  }

  /** Latents of pictures, count × latent. @throws StudioError bad-input where the model has no encoder; not-readable */
  encode(order: Encode, tools: Partial<CallTools> = {}): Promise<Float32Array> {
    return this.#inTurn(() => this.#encode(order, tools))
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #encode(
    { model, settings, checkpoint, pixels, count }: Encode,
    tools: Partial<CallTools>
  ): Promise<Float32Array> {
    const loaded = this.#load(this.find(model), settings, this.find(model).image(settings), checkpoint)
    if (!loaded.encodes)
      throw new StudioError(
        'bad-input',
        `${this.find(model).name} has no encoder: it cannot find the latent of a picture.`
      )
    const each = pixels.length / count
    const latents = new Float32Array(count * loaded.latent)
    for (const { from, some, size } of goes(count, loaded.sizes)) {
      await between(tools)
      const batch = new Uint8Array(size * each)
      batch.set(pixels.subarray(from * each, (from + some) * each))
      const { latents: found } = await runWith(loaded, checkpoint, `encode${size}`, { pixels: batch })
      if (!found) throw new Error('The encoding method found nothing.')
      latents.set(found.subarray(0, some * loaded.latent), from * loaded.latent)
      tools.progress?.((from + some) / count)
    }
    return latents
  }

  async #generate(
    { model, settings, checkpoint, shape, inputs, count }: Generate,
    tools: Partial<CallTools>
  ): Promise<SamplePixels> {
    const loaded = this.#load(this.find(model), settings, shape, checkpoint)
    const rows = rowsOf(this.find(model).name, loaded.inputs, inputs, count)
    const each = loaded.draws === 'points' ? 2 : elementCount(loaded.image)
    const generated = loaded.draws === 'points' ? new Float32Array(count * each) : new Uint8Array(count * each)
    for (const { from, some, size } of goes(count, loaded.sizes)) {
      await between(tools)
      const fed = Object.fromEntries(
        Object.entries(rows).map(([key, values]) => [key, batchOf(values, values.length / count, from, some, size)])
      )
      const method = `sample${size}${loaded.settled.map(key => `_${fed[key]?.[0] ?? 0}`).join('')}`
      for (const key of loaded.settled) delete fed[key]
      const noise = noiseFor(loaded.methods[method]?.inputs ?? {}, fed)
      const { [loaded.draws]: drawn } = await runWith(loaded, checkpoint, method, { ...fed, ...noise })
      if (!drawn) throw new Error('The sampling method drew nothing.')
      generated.set(drawn.subarray(0, some * each), from * each)
      tools.progress?.((from + some) / count)
    }
    return generated instanceof Float32Array
      ? { count, shape: loaded.image, pixels: new Uint8Array(), points: generated }
      : { count, shape: loaded.image, pixels: generated }
  }

  /**
   * @param shape of a picture: the model's own, or where it takes any size that of the one that is to be translated
   * @param checkpoint a model that grows draws with the networks of the stage that it was saved at
   */
  #load(model: ModelDefinition, settings: Settings, shape: ImageShape, checkpoint: string): Loaded {
    const stage = checkpointStage(model, settings, checkpoint)
    const key = `${model.id} ${shape.join('×')} ${stage ?? ''} ${JSON.stringify(settings)}`
    const known = this.#loaded.get(key)
    if (known) return known
    // One model at a time in memory but for a few: a studio moves between a handful of runs.
    const [oldest] = this.#loaded.keys()
    if (this.#loaded.size >= 4 && oldest !== undefined) {
      this.#loaded.get(oldest)?.dispose()
      this.#loaded.delete(oldest)
    }
    const latent = model.latent(settings)
    const drawing = drawingOf(model, settings, shape, stage)
    const own = sizes.filter(size => size <= atOnce(model, size))
    const narrowed = narrowedOf(model, settings)
    const methods = own.flatMap((size): [string, Method][] => {
      const encode = encodeMethod(model, settings, drawing, size)
      return [
        ...narrowed.map(({ suffix, settled }): [string, Method] => [
          `sample${size}${suffix}`,
          sampleMethod(model, settings, drawing, size, { image: shape, settled })
        ]),
        ...(encode ? [[`encode${size}`, encode] as [string, Method]] : [])
      ]
    })
    const networks = [...drawing.networks.values()]
    const compiled = new Map<string, Compiled>()
    const loaded: Loaded = {
      methods: Object.fromEntries(methods),
      variables: new Map([
        ...networks.flatMap(({ weights }) => weights).map(({ name, variable }) => [name, variable] as const),
        ...drawing.state
      ]),
      version: '',
      compiled,
      latent,
      draws: exampleKindOf(model).draws,
      image: shape,
      inputs: fedInputs(model, settings, 1, { image: shape }).specs,
      sizes: own,
      settled: Object.keys(narrowed[0]?.settled ?? {}),
      encodes: model.sampling.encode !== undefined,
      dispose: () => {
        for (const { program } of compiled.values()) program.dispose()
        for (const network of networks) network.dispose()
        tf.dispose([...drawing.state.values()])
      }
    }
    this.#loaded.set(key, loaded)
    return loaded
  }
}

/**
 * Runs a method with a checkpoint's weights. Each is a program of its own: the first picture waits for no method but
 * its own, and what is drawn one by one holds the weights once.
 */
async function runWith(
  loaded: Loaded,
  checkpoint: string,
  name: string,
  inputs: Record<string, TypedArray>
): Promise<Record<string, TypedArray>> {
  const { methods, variables, compiled } = loaded
  let ready = compiled.get(name)
  if (!ready) {
    const method = methods[name]
    if (!method) throw new Error(`${name} is no method of the sampler.`)
    const definition: ProgramDefinition = { variables, unset: true, methods: { [name]: method } }
    ready = { definition, program: await engine().compile(definition), version: '' }
    compiled.set(name, ready)
  }
  const version = checkpointVersion(checkpoint)
  // Compiled programs have weights of their own; interpreted ones all have those that were put in last.
  if (ready.version !== version || loaded.version !== version) {
    loadCheckpoint(checkpoint, ready.definition, ready.program)
    ready.version = version
    loaded.version = version
  }
  return ready.program.run(name, inputs)
}

/**
 * Every way in which a model's choices can be settled, where it draws one picture at a time; else the one that leaves
 * them open.
 */
function narrowedOf(model: ModelDefinition, settings: Settings): { suffix: string; settled: Record<string, number> }[] {
  const choices = model.sampling.oneByOne
    ? model.sampling.inputs(settings).flatMap(input => {
        const count = input.kind === 'choice' ? choiceCount(input.choices) : null
        return count === null ? [] : [{ key: input.key, count }]
      })
    : []
  let ways: { suffix: string; settled: Record<string, number> }[] = [{ suffix: '', settled: {} }]
  for (const { key, count } of choices)
    ways = ways.flatMap(({ suffix, settled }) =>
      Array.from({ length: count }, (_, place) => ({
        suffix: `${suffix}_${place}`,
        settled: { ...settled, [key]: place }
      }))
    )
  return ways
}

/** The process's own: what draws and what encodes share its programs. */
export const sampler = new Sampler()

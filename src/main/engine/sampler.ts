/**
 * Draws pictures from checkpoints: generator programs that stay loaded, with the weights of one checkpoint at a time;
 * the average's weights where the run keeps one.
 */
import type { ImageShape, Settings } from '../../shared/domain'
import { findModel } from '../models'
import { loadCheckpoint } from './checkpoint'
import { engine } from './engine'
import { drawerOf } from './families'
import type { Program, ProgramDefinition } from './program'
import type { GenerateOrder, SamplePixels } from './protocol'

/** Compiled sizes: an order runs in the smallest that holds it, a larger one in several goes. */
const sizes = [1, 4, 16, 64]

interface Loaded { definition: ProgramDefinition; program: Program; checkpoint: string; latent: number; image: ImageShape; dispose: () => void }

export class Sampler {
  readonly #loaded = new Map<string, Loaded>()
  /** One order at a time: they share the loaded programs, whose weights are one checkpoint's. */
  #last: Promise<unknown> = Promise.resolve()

  /** @throws StudioError not-readable when the checkpoint does not fit the model. */
  generate(order: GenerateOrder): Promise<SamplePixels> {
    const samples = this.#last.then(() => this.#generate(order))
    this.#last = samples.catch(() => undefined)
    return samples
  }

  async #generate({ model, settings, checkpoint, latents, labels, count }: GenerateOrder): Promise<SamplePixels> {
    const loaded = await this.#load(model, settings)
    if (loaded.checkpoint !== checkpoint) {
      loadCheckpoint(checkpoint, loaded.definition, loaded.program)
      loaded.checkpoint = checkpoint
    }
    const pictureSize = loaded.image[0] * loaded.image[1] * loaded.image[2]
    const pixels = new Uint8Array(count * pictureSize)
    for (let done = 0; done < count;) {
      const size = sizes.find(candidate => candidate >= count - done) ?? 64
      const batch = new Float32Array(size * loaded.latent)
      batch.set(latents.subarray(done * loaded.latent, (done + size) * loaded.latent))
      const classes = new Int32Array(size)
      classes.set(labels?.subarray(done, done + size) ?? [])
      const { pixels: drawn } = await loaded.program.run(`sample${size}`, { latents: batch, ...(labels ? { labels: classes } : {}) })
      const kept = Math.min(size, count - done)
      pixels.set(drawn?.subarray(0, kept * pictureSize) ?? [], done * pictureSize)
      done += kept
    }
    return { count, shape: loaded.image, pixels }
  }

  async #load(id: string, settings: Settings): Promise<Loaded> {
    const key = `${id} ${JSON.stringify(settings)}`
    const known = this.#loaded.get(key)
    if (known) return known
    // One model at a time in memory but for a few: a studio moves between a handful of runs.
    const [oldest] = this.#loaded.keys()
    if (this.#loaded.size >= 4 && oldest !== undefined) {
      this.#loaded.get(oldest)?.dispose()
      this.#loaded.delete(oldest)
    }
    const model = findModel(id)
    const latent = model.latent(settings)
    const drawer = drawerOf(model, settings)
    const definition: ProgramDefinition = { variables: drawer.variables, methods: Object.fromEntries(sizes.map(size => [`sample${size}`, drawer.sample(size)])) }
    const program = await engine().compile(definition)
    const loaded: Loaded = { definition, program, checkpoint: '', latent, image: model.image(settings), dispose: () => { program.dispose(); drawer.dispose() } }
    this.#loaded.set(key, loaded)
    return loaded
  }
}

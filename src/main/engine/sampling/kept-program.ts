/**
 * A program over a checkpoint's networks that stays compiled while the same is asked for again: what follows the hand,
 * or goes on in many small pieces, is written into a graph once.
 */
import type { Variable } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import { checkpointVersion, loadCheckpoint } from '../checkpoint'
import type { Network } from '../networks/network'
import { engine } from '../../tensors/engine'
import type { Program, ProgramDefinition } from '../../tensors/program'
import { tf } from '../../tensors/tf'

/** What a program is built of. */
export interface Built {
  definition: ProgramDefinition
  /** Lets go of the networks. */
  dispose: () => void
}

interface Kept extends Built {
  key: string
  program: Program
  version: string
}

/** What programs over a checkpoint differ by, beside what they do. */
interface Ordered {
  settings: Settings
  shape: ImageShape
}

/** A key for `use`. @param what the program does, where one keeps several */
export const programKey = (
  model: ModelDefinition,
  stage: number | undefined,
  { settings, shape }: Ordered,
  what = ''
): string => [what, model.id, stage ?? '', shape.join(), JSON.stringify(settings)].join(' ')

/** Methods over the weights of networks, and the state beside them. */
export function builtOf(
  networks: readonly Network[],
  state: ReadonlyMap<string, Variable>,
  methods: ProgramDefinition['methods']
): Built {
  return {
    definition: {
      variables: new Map([
        ...networks.flatMap(({ weights }) => weights).map(({ name, variable }) => [name, variable] as const),
        ...state
      ]),
      unset: true,
      methods
    },
    dispose: () => {
      for (const network of networks) network.dispose()
      tf.dispose([...state.values()])
    }
  }
}

export class KeptProgram {
  #kept: Kept | null = null
  #last: Promise<unknown> = Promise.resolve()

  /**
   * One piece of work at a time: the program has one checkpoint's weights.
   * @param key of everything that `build` depends on
   * @throws StudioError not-readable when the checkpoint does not fit the model
   */
  use<T>(
    { key, checkpoint }: { key: string; checkpoint: string },
    build: () => Built,
    work: (program: Program) => Promise<T>
  ): Promise<T> {
    const done = this.#last.then(async () => work(await this.#ready(key, checkpoint, build)))
    this.#last = done.catch(() => undefined)
    return done
  }

  async #ready(key: string, checkpoint: string, build: () => Built): Promise<Program> {
    if (this.#kept?.key !== key) {
      this.#let()
      const built = build()
      try {
        this.#kept = { ...built, key, program: await engine().compile(built.definition), version: '' }
      } catch (error) {
        built.dispose()
        throw error
      }
    }
    const { definition, program, version } = this.#kept
    const wanted = checkpointVersion(checkpoint)
    if (version !== wanted) {
      loadCheckpoint(checkpoint, definition, program)
      this.#kept.version = wanted
    }
    return program
  }

  #let(): void {
    this.#kept?.program.dispose()
    this.#kept?.dispose()
    this.#kept = null
  }
}

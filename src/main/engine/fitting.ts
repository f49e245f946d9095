/**
 * A training program that fits into memory: where a step needs more than there is, the batch is worked through in parts
 * (gradients.ts), which gives the same update for less memory and a little time.
 */
import { StudioError } from '../../shared/errors'
import { engine } from '../tensors/engine'
import { fittingParts, isOutOfMemory, memoryAvailable, memoryNeeded } from './memory'
import type { Awaitable, Program, ProgramDefinition, TypedArray } from '../tensors/program'
import { build as buildModel, type BuildOptions, type TrainingProgram } from './step/build'

export interface FittingParts {
  /** Says something to the person who trains. */
  notify: (message: string) => void
  /**
   * Sets a new program's variables to where training starts, as long as it has not; called with the program as it was
   * built.
   */
  restore: (built: TrainingProgram, program: Program) => void
  /** Where a run begins with another's weights: sets those that a new stage of a model that grows has of them. */
  inherit?: ((built: TrainingProgram, program: Program) => void) | undefined
  compile?: (definition: ProgramDefinition) => Awaitable<Program>
  /** Bytes that can be used; Infinity where nobody knows, as on a GPU. */
  available?: () => number
}

export class FittingProgram {
  /** Before the first step there is nothing to carry over when the program is built again. */
  #begun = false
  #disposed = false

  private constructor(
    private options: BuildOptions,
    private readonly how: FittingParts,
    private built: { model: TrainingProgram; program: Program }
  ) {}

  static async open(options: BuildOptions, how: FittingParts): Promise<FittingProgram> {
    const model = buildModel(options)
    const parts = startingParts(options, model, how)
    if (parts > model.parts) model.dispose()
    return new FittingProgram(options, how, await build(options, how, parts, parts > model.parts ? null : model))
  }

  get model(): TrainingProgram {
    return this.built.model
  }
  get program(): Program {
    return this.built.program
  }

  /**
   * One step. Where memory runs out, the batch is halved into twice as many parts and the step is done again.
   * A first step starts over exactly; in a later one D's update may have been done before G's ran out, and is then done
   * twice on the same batch.
   * @param done steps before it
   * @throws StudioError engine when not even one picture at a time fits.
   */
  async step(done: number, inputs: Record<string, TypedArray>): Promise<Record<string, TypedArray>> {
    for (;;) {
      try {
        const outputs = await this.program.run(this.model.methodFor(done), { step: Int32Array.of(done), ...inputs })
        this.#begun = true
        return outputs
      } catch (cause) {
        await this.#halve(cause)
      }
    }
  }

  /**
   * Goes on with the networks of another stage of a model that grows: weights, averages and state that both have stay
   * as they are, what is new comes from the weights that the run began with or is drawn from the seed, and optimisers
   * begin anew.
   * @param batchSize of its steps
   */
  async enter(stage: NonNullable<BuildOptions['stage']>, batchSize: number): Promise<void> {
    const [values, { lasting, parts: before }] = [await this.program.read(), this.model]
    this.dispose()
    this.options = { ...this.options, stage, batchSize }
    const model = buildModel({ ...this.options, parts: before })
    const parts = startingParts(this.options, model, this.how)
    if (parts > model.parts) model.dispose()
    const lasts = new Map([...values].filter(([name]) => lasting.has(name)))
    this.built = await build(this.options, this.how, parts, parts > model.parts ? null : model, lasts, this.how.inherit)
    this.#disposed = false
  }

  get stage(): number {
    return this.options.stage?.index ?? 0
  }

  /** Also after a failure to build it again, whose cause must not be hidden. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.program.dispose()
    this.model.dispose()
  }

  async #halve(cause: unknown): Promise<void> {
    const parts = moreParts(this.options, this.model.parts, cause)
    const values = this.#begun ? await this.program.read() : null
    // What does not fit goes before its successor comes.
    this.dispose()
    this.how.notify(`Memory ran out: ${inParts(this.options.batchSize, parts)}, and training goes on.`)
    this.built = await build(this.options, this.how, parts, null, values)
    this.#disposed = false
  }
}

/**
 * @param ready a program in so many parts, where there is one already: initial weights take time to draw.
 * @param values where training stands, once it has begun
 */
async function build(
  options: BuildOptions,
  how: FittingParts,
  parts: number,
  ready: TrainingProgram | null = null,
  values: Map<string, TypedArray> | null = null,
  inherit: FittingParts['inherit'] = undefined
): Promise<{ model: TrainingProgram; program: Program }> {
  let model = ready ?? buildModel({ ...options, parts })
  for (;;) {
    let program: Program | null = null
    try {
      program = await (how.compile ?? engine().compile)(model.definition)
      if (values) {
        inherit?.(model, program)
        program.assign(fitting(values, model))
      } else how.restore(model, program)
      return { model, program }
    } catch (cause) {
      program?.dispose()
      model.dispose()
      const wanted = moreParts(options, model.parts, cause)
      how.notify(`Memory ran out: ${inParts(options.batchSize, wanted)}.`)
      model = buildModel({ ...options, parts: wanted })
    }
  }
}

/** Those that a program has, in the size it has them. */
const fitting = (
  values: ReadonlyMap<string, TypedArray>,
  { definition: { variables } }: TrainingProgram
): Map<string, TypedArray> =>
  new Map([...values].filter(([name, numbers]) => variables.get(name)?.size === numbers.length))

/** @throws what went wrong, where that was not memory; StudioError engine where there is nothing left to halve. */
function moreParts({ batchSize }: BuildOptions, parts: number, cause: unknown): number {
  if (!isOutOfMemory(cause)) throw cause
  if (parts >= batchSize) {
    throw new StudioError(
      'engine',
      'Memory ran out with one picture at a time. Close other programs, or train with a smaller width or ' +
        'smaller pictures.',
      { cause }
    )
  }
  return Math.min(batchSize, parts * 2)
}

/** How many parts should fit, from an estimate. */
function startingParts({ batchSize, table }: BuildOptions, model: TrainingProgram, how: FittingParts): number {
  const available = freeMemory(how)
  if (available === Infinity) return model.parts
  const need = (parts: number): number => trainingNeeds(model, batchSize, parts, table ? table.rows * table.width : 0)
  const parts = fittingParts(batchSize, model.parts, need, available)
  if (parts > model.parts) {
    how.notify(
      `A step on ${Math.ceil(batchSize / model.parts)} pictures needs about ${gigabytes(need(model.parts))} of ` +
        `memory; ${gigabytes(available)} are free. So ${inParts(batchSize, parts)}.`
    )
  }
  return parts
}

/** A GPU's memory is its own; how much of it is free shows when it runs out. */
export const freeMemory = ({ available }: Pick<FittingParts, 'available'>): number =>
  available ? available() : engine().device === 'CPU' ? memoryAvailable() : Infinity

/** Bytes for training it in so many parts on a dataset of so many bytes. */
export function trainingNeeds(
  { definition, networks }: Pick<TrainingProgram, 'definition' | 'networks'>,
  batchSize: number,
  parts: number,
  dataset: number
): number {
  const count = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  const [first, ...others] = [...networks.values()]
  return memoryNeeded({
    variables: count([...definition.variables.values()].map(variable => variable.size)),
    weights: count([...networks.values()].flatMap(network => network.trainable).map(variable => variable.size)),
    // The first makes pictures, the others look at them.
    generator: count(first?.plan.sizes ?? []),
    discriminator: count(others.flatMap(({ plan }) => plan.sizes)),
    part: Math.ceil(batchSize / parts),
    parts,
    dataset
  })
}

const inParts = (batchSize: number, parts: number): string => {
  const size = Math.ceil(batchSize / parts)
  return (
    `each batch of ${batchSize} is now worked through in ${parts} parts ` +
    `of ${size === 1 ? 'one picture' : `up to ${size} pictures`}`
  )
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`

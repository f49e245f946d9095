/** Checkpoints: every variable of a training program, and where training stood. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { stageAt } from '../../shared/run/stages'
import type { ModelDefinition } from '../models/definition'
import { averaged } from '../models/weights'
import { namesIn } from '../checkpoints/earlier-names'
import type { Program, ProgramDefinition } from '../tensors/program'
import type { CheckpointFile } from './protocol'
import { readTensors, tensorEntries, writeTensors } from '../checkpoints/safetensors'

export interface Place {
  step: number
  epoch: number
  /** In mid-epoch: what its steps come to so far, as EpochTotals writes it. */
  totals?: string
}

/** Training has diverged: what would be saved is not finite, and no checkpoint to go on from. */
export class NotFinite extends StudioError {
  constructor(variable: string, step: number) {
    super(
      'engine',
      `The weights stopped being numbers at step ${step} (${variable}). Resume from the last checkpoint with a ` +
        'lower learning rate.'
    )
  }
}

/** Writes `step-<step>.safetensors` in the folder, whole or not at all. @throws NotFinite, nothing being written */
export async function saveCheckpoint(
  folder: string,
  definition: ProgramDefinition,
  program: Program,
  { totals, ...place }: Place,
  about: { model: string; settings: unknown; seed: number; parts: number }
): Promise<CheckpointFile> {
  const tensors = new Map(
    [...(await program.read())].map(([name, values]) => {
      const variable = definition.variables.get(name)
      if (!variable || !(values instanceof Float32Array))
        throw new Error(`Variable ${name} is not one that checkpoints hold.`)
      // A plain loop: a call for each of millions of numbers would cost more than hashing them does.
      for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) throw new NotFinite(name, place.step)
      return [name, { shape: variable.shape, values }]
    })
  )
  const file = `step-${String(place.step).padStart(8, '0')}.safetensors`
  const { sha256, bytes } = writeTensors(join(folder, file), tensors, {
    format: 'atelier-1',
    model: about.model,
    settings: JSON.stringify(about.settings),
    seed: String(about.seed),
    parts: String(about.parts),
    step: String(place.step),
    epoch: String(place.epoch),
    ...(totals === undefined ? {} : { totals })
  })
  return { file, sha256, bytes, ...place }
}

/**
 * Puts a checkpoint's numbers into a program.
 * @param wanted which variables; all by default.
 * @throws StudioError not-readable, naming what is missing or of another shape.
 */
export function loadCheckpoint(
  path: string,
  definition: ProgramDefinition,
  program: Program,
  wanted: (name: string) => boolean = () => true
): Place {
  const inFile = namesOf(path, definition)
  const names = [...definition.variables.keys()].filter(wanted)
  const needed = new Set(names.map(inFile))
  const { tensors, metadata } = readTensors(path, name => needed.has(name))
  const values = new Map<string, Float32Array>()
  for (const [name, variable] of definition.variables) {
    if (!wanted(name)) continue
    const tensor = tensors.get(inFile(name))
    if (!tensor)
      throw new StudioError(
        'not-readable',
        `The checkpoint ${path} has no ${name}: it belongs to another model or version.`
      )
    if (tensor.shape.join() !== variable.shape.join()) {
      throw new StudioError(
        'not-readable',
        `The checkpoint ${path} holds ${name} as [${tensor.shape.join(', ')}]; this model wants ` +
          `[${variable.shape.join(', ')}].`
      )
    }
    values.set(name, tensor.values)
  }
  program.assign(values)
  return placeIn(metadata)
}

/**
 * Puts what a file holds into a program, and leaves its other variables. An average that the file has none for begins
 * with what it is the average of.
 * @throws StudioError not-readable, as loadCheckpoint does
 */
export function loadWeights(path: string, definition: ProgramDefinition, program: Program): void {
  const { entries } = tensorEntries(path)
  const inFile = namesOf(path, definition)
  const isThere = (name: string): boolean => entries.has(inFile(name))
  loadCheckpoint(path, definition, program, isThere)
  const alone = [...definition.variables.keys()].filter(
    name => isThere(name) && definition.variables.has(averaged(name)) && !isThere(averaged(name))
  )
  const { tensors } = readTensors(path, name => alone.some(weight => inFile(weight) === name))
  program.assign(
    new Map(
      alone.flatMap(name => {
        const values = tensors.get(inFile(name))?.values
        return values ? [[averaged(name), values] as const] : []
      })
    )
  )
}

/** The names that a program's variables have in a file. */
const namesOf = (path: string, { variables }: ProgramDefinition): ((name: string) => string) =>
  namesIn([...tensorEntries(path).entries.keys()], [...variables.keys()])

/** Where training stood when it was saved. */
export const checkpointPlace = (path: string): Place => placeIn(tensorEntries(path).metadata)

const placeIn = ({ step, epoch, totals }: Record<string, string>): Place => ({
  step: Number(step),
  epoch: Number(epoch),
  totals
})

/** The stage that a checkpoint was saved at: that of the step before it. Undefined where the model does not grow. */
export function checkpointStage(
  { stages }: Pick<ModelDefinition, 'stages'>,
  settings: Settings,
  path: string
): number | undefined {
  return stages && stageAt(stages(settings), Math.max(0, checkpointPlace(path).step - 1))
}

/** Parts in which the run worked through its batches when this was saved: batch norm's statistics are a part's own. */
export const checkpointParts = (path: string): number => Number(tensorEntries(path).metadata.parts ?? 1)

/** A checkpoint's file and when it was written: a run that went back writes files of the same names anew. */
export const checkpointVersion = (path: string): string =>
  `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 'missing'}`

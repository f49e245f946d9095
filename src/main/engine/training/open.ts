/**
 * Everything that a training needs before its first step: its program, with the weights it begins with, and its
 * examples.
 */
import { readFileSync } from 'node:fs'
import type { ModelDefinition } from '../../models/definition'
import { Table } from '../../tensors/program'
import { checkpointParts, checkpointPlace, loadCheckpoint, loadWeights, type Place } from '../checkpoint'
import { FittingProgram, freeMemory, type FittingParts } from '../fitting'
import { residentBytes } from '../memory'
import type { Report, TrainOrder } from '../protocol'
import { TrainingExamples } from './examples'
import type { TrainingPlan } from './plan'

/**
 * How programs are made and memory is measured, where that is not the engine's own way; and a model that is in no file.
 */
export type TrainingParts = Pick<FittingParts, 'compile' | 'available'> & { model?: ModelDefinition }

export interface OpenTraining {
  fitted: FittingProgram
  examples: TrainingExamples
  /** Where training goes on from. */
  place: Place
}

/** @throws StudioError engine where memory is too small for one picture at a time */
export async function openTraining(
  order: TrainOrder,
  plan: TrainingPlan,
  report: (report: Report) => void,
  parts: TrainingParts
): Promise<OpenTraining> {
  const { dataset, settings, seed, resumeFrom, start } = order
  const { model, batchSize, bytes, rowSize, kind, totalSteps, stageOf } = plan
  // Floats are few and small: a fed batch of them costs nothing that could be measured.
  const resident = kind.packed === 'bytes' && residentBytes(bytes, freeMemory(parts)) === bytes
  // A program that is built again later, in more parts, does not go back there.
  let place: Place = resumeFrom === null ? { step: 0, epoch: 0 } : checkpointPlace(resumeFrom)
  // A checkpoint belongs to the stage of the step before it.
  const stage = stageOf?.(Math.max(0, place.step - 1))
  const fitted = await FittingProgram.open(
    {
      model,
      settings,
      seed,
      batchSize: stage?.batchSize ?? batchSize,
      sampleCount: order.sampleCount,
      totalSteps,
      frozen: start?.frozen,
      stage,
      parts: resumeFrom === null ? 1 : checkpointParts(resumeFrom),
      table: resident ? new Table('dataset', dataset.count, rowSize, readFileSync(dataset.path)) : null,
      ...(kind.packed === 'bytes' ? { packed: dataset.shape } : {})
    },
    {
      ...parts,
      notify: message => {
        report({ type: 'notice', message })
      },
      inherit: start
        ? ({ definition }, program) => {
            loadWeights(start.file, definition, program)
          }
        : undefined,
      restore: ({ definition }, program) => {
        if (resumeFrom !== null) place = loadCheckpoint(resumeFrom, definition, program)
        else if (start) loadWeights(start.file, definition, program)
      }
    }
  )
  return { fitted, examples: new TrainingExamples(order, plan, resident), place }
}

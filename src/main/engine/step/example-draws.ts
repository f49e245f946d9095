/** Random numbers for the examples of a part. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ExampleDraws } from '../../models/phase'
import type { Draws } from '../../tensors/random/draws'
import type { Part } from './micro-batches'
import type { StepRecord } from './record'

/** Drawn for the whole batch, and cut. @param shared keyed without the phase */
export function exampleDraws(
  own: Draws,
  shared: Draws,
  batchSize: number,
  part: Part,
  record: StepRecord
): ExampleDraws {
  const of = (draws: Draws): Omit<ExampleDraws, 'shared'> => {
    const cut =
      (kind: 'normal' | 'uniform') =>
      (name: string, shape: readonly number[]): Tensor => {
        const whole = [batchSize, ...shape]
        return part.of(record.drawn(`${draws.path}${name} ${kind} ${whole.join()}`, () => draws[kind](name, whole)))
      }
    return { normal: cut('normal'), uniform: cut('uniform') }
  }
  return { ...of(own), shared: of(shared) }
}

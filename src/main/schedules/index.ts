/**
 * Every learning rate schedule, by id: one file of this folder each. Computed from the step's number, so that a resumed
 * run goes on exactly.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { func, identifier, Registry, words } from '../lib/registry'
import { tf } from '../tensors/tf'
import type { Schedule } from './schedule'

export const schedules = new Registry(
  'learning rate schedule',
  import.meta.glob<Schedule>(['./*.ts', '!./index.ts', '!./schedule.ts'], { eager: true, import: 'default' }),
  {
    folder: 'schedules',
    fields: { id: identifier, label: words, source: z.string(), factor: func.nullable() }
  }
)

/**
 * @param done steps done before this one, float32 scalar
 * @param total steps of the whole run; a run that is made longer later has its rate lifted again
 * @returns the learning rate of this step, float32 scalar
 */
export function scheduledRate(name: string, rate: number | Tensor, done: Tensor, total: number): Tensor {
  const { factor } = schedules.find(name)
  if (factor !== null) return tf.mul(factor(tf.minimum(1, tf.div(done, total))), rate)
  return typeof rate === 'number' ? tf.scalar(rate) : rate
}

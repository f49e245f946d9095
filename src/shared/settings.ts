/** What can be chosen, of a model or an export: enough to draw a control and to check a value. */
import { z } from 'zod'
import * as bounds from './bounds'

/** One setting of a model, enough to draw its control and to check its value. */
const settingBase = {
  key: z.string(),
  label: z.string(),
  help: z.string(),
  advanced: z.boolean(),
  /** A run may go on from a checkpoint with another value: no weight has another shape by it. */
  changeable: z.boolean().optional(),
  /** It counts only while another one, a choice, has this value. */
  onlyWith: z.object({ key: z.string(), value: z.string() }).optional()
}
export const settingDefinition = z.discriminatedUnion('type', [
  z.object({
    ...settingBase,
    type: z.literal('int'),
    default: z.int(),
    min: z.int(),
    max: z.int(),
    unit: z.string().optional()
  }),
  z.object({
    ...settingBase,
    type: z.literal('float'),
    default: z.number(),
    min: z.number(),
    max: z.number(),
    unit: z.string().optional()
  }),
  z.object({
    ...settingBase,
    type: z.literal('choice'),
    default: z.string(),
    choices: z.array(z.object({ value: z.string(), label: z.string() }))
  }),
  z.object({ ...settingBase, type: z.literal('flag'), default: z.boolean() })
])
export const settingValue = z.union([z.number().min(-1e15).max(1e15), z.string().max(200), z.boolean()])
export const settings = bounds.record(settingValue, 200)

export type SettingDefinition = z.infer<typeof settingDefinition>
export type SettingValue = z.infer<typeof settingValue>
export type Settings = z.infer<typeof settings>

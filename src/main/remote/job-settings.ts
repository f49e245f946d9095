/** What several queues ask of a job, in one form for all. */
import type { JobSetting } from './engines/engine'

export const gpus = {
  key: 'gpus',
  label: 'GPUs',
  help: 'How many; with a kind as a100:1.',
  form: /^(?:[\w.-]+:)?\d+$/
} satisfies JobSetting

export const memory = { key: 'memory', label: 'Memory', help: 'As 16G.', form: /^\d+[KMGT]?$/ } satisfies JobSetting

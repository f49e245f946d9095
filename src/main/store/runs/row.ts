/** A run as the database has it. */
import { z } from 'zod'
import {
  exampleKind as exampleKindSchema,
  framing as framingSchema,
  imageShape,
  lossCurve,
  measure,
  parameters as parametersSchema,
  run as domain,
  samplingInput,
  settings as settingsSchema,
  sheetKind as sheetKindSchema,
  stage as stageSchema,
  start as startSchema,
  type Run,
  type RunStatus,
  type SamplingInput
} from '../../../shared/domain'
import { exampleTraitsOf, hasTargets } from '../../models/examples'
import { sheetTraitsOf } from '../../models/sheets'
import { learntFrom } from '../moving/learnt-from'
import { isAlive, programs } from '../owner'

/** The statuses in which a process holds a run. */
export const activeStatuses: readonly RunStatus[] = ['preparing', 'training', 'paused']

/** The run's configuration, kept as one JSON document. The framing stays here: only training needs it. */
export const config = z.object({
  settings: settingsSchema,
  epochs: z.int(),
  steps: z.int().nullable().default(null),
  stepsPerEpoch: z.int(),
  image: imageShape,
  latent: z.int(),
  sampleCount: z.int(),
  framing: framingSchema,
  sheetKind: sheetKindSchema.default('samples'),
  stages: z.array(stageSchema).default([]),
  encodes: z.boolean().default(false),
  // Runs from before models named their losses were all GANs.
  sampleColumns: z.int().optional(),
  losses: z.array(lossCurve).default([
    { key: 'discriminator', label: 'Discriminator', short: 'D' },
    { key: 'generator', label: 'Generator', short: 'G' }
  ]),
  measures: z.array(measure).default([]),
  inputs: z.array(samplingInput).optional(),
  /** Of runs from before inputs were declared. */
  classes: z.array(z.string()).default([]),
  exampleKind: exampleKindSchema.default('pictures'),
  start: startSchema.nullable().default(null),
  /** Of the file it began with, once that is there. */
  startHash: z.string().nullable().default(null),
  /** Of a run that came from elsewhere. */
  learntFrom: learntFrom.nullable().default(null)
})

export const row = z.object({
  id: z.string(),
  name: z.string(),
  model: z.string(),
  dataset: z.string().nullable(),
  dataset_name: z.string(),
  config: z.string(),
  seed: z.int(),
  status: z.string(),
  error: z.string().nullable(),
  epoch: z.int(),
  step: z.int(),
  parameters: z.string().nullable(),
  engine: z.string().nullable(),
  seconds: z.number(),
  owner_pid: z.int().nullable(),
  owner_start: z.string().nullable(),
  owner_program: z.enum(programs).nullable(),
  owner_since: z.int().nullable(),
  created_at: z.int(),
  updated_at: z.int(),
  binned_at: z.int().nullable(),
  place: z.int(),
  excluded_count: z.int().nullable().default(null),
  held_out_count: z.int().nullable().default(null),
  dataset_version: z.int().nullable().default(null),
  /** Of a run that waits for its turn: who waits, where that is another process than a studio. */
  queue_place: z.int().nullable().default(null),
  queue_pid: z.int().nullable().default(null),
  queue_start: z.string().nullable().default(null),
  /** The machine that trains it, or did last; whether it still does. */
  remote_machine: z.string().nullable().default(null),
  remote_state: z.string().nullable().default(null)
})
export type Row = z.infer<typeof row>

/** Rows of runs, with their place among those that wait. */
export const selectRuns = `SELECT runs.*, queue.place AS queue_place, queue.owner_pid AS queue_pid,
  queue.owner_start AS queue_start, excluded_count, held_out_count, version AS dataset_version,
  remote_runs.machine AS remote_machine, remote_runs.state AS remote_state FROM runs
  LEFT JOIN queue ON queue.run = runs.id LEFT JOIN trained_on ON trained_on.run = runs.id
  LEFT JOIN remote_runs ON remote_runs.run = runs.id`

export const ownerColumns = ['owner_pid', 'owner_start', 'owner_program', 'owner_since'] as const

/** Whether another machine trains it: whoever is told of it here may come and go. */
export const isElsewhere = ({ remote_state: state }: Pick<Row, 'remote_state'>): boolean =>
  state !== null && state !== 'ended'

/** Whether the process that trained it is gone. */
export const isAbandoned = (found: Pick<Row, 'status' | 'owner_pid' | 'owner_start' | 'remote_state'>): boolean =>
  activeStatuses.some(each => each === found.status) && !isElsewhere(found) && !isHeld(found)

/** Whether a living process trains it, or is told of it by the machine that does. */
export const isHeld = ({ owner_pid: pid, owner_start: start }: Pick<Row, 'owner_pid' | 'owner_start'>): boolean =>
  pid !== null && isAlive({ pid, start: start ?? '' })

/** Whether it waits for its turn: somebody is there who would train it. */
export const isWaiting = ({ status, queue_place: place, queue_pid: pid, queue_start: start }: Row): boolean =>
  place !== null &&
  !activeStatuses.some(each => each === status) &&
  (pid === null || isAlive({ pid, start: start ?? '' }))

export function abandonedWords({ epoch, owner_program: program, owner_pid: pid }: Row): string {
  const kept = epoch > 0 ? `Everything up to epoch ${epoch} is kept` : 'It had not finished an epoch'
  const who =
    program === 'command-line' ? `The command line (process ${pid})` : pid === process.pid ? 'The studio' : 'Atelier'
  return `${who} ended while this run trained. ${kept}; resume it to go on.`
}

export function read(found: Row): Run {
  const parameters = found.parameters === null ? null : parametersSchema.parse(JSON.parse(found.parameters))
  const {
    framing: _,
    startHash: __,
    learntFrom: ___,
    sampleColumns,
    inputs,
    classes,
    ...configured
  } = config.parse(JSON.parse(found.config))
  return domain.parse({
    id: found.id,
    name: found.name,
    model: found.model,
    dataset: found.dataset,
    datasetName: found.dataset_name,
    excludedCount: found.excluded_count ?? 0,
    machine: found.remote_machine,
    heldOutCount: found.held_out_count ?? 0,
    datasetVersion: found.dataset_version,
    ...configured,
    examples: exampleTraitsOf(configured.exampleKind),
    sheet: sheetTraitsOf(configured.sheetKind),
    inputs: inputs ?? earlierInputs(found.model, { ...configured, classes }),
    sampleColumns: sampleColumns ?? Math.ceil(Math.sqrt(configured.sampleCount)),
    seed: found.seed,
    status: found.status,
    error: found.error,
    epoch: found.epoch,
    step: found.step,
    parameters,
    engine: found.engine,
    seconds: found.seconds,
    place: found.place,
    createdAt: found.created_at,
    updatedAt: found.updated_at
  })
}

/** What runs were drawn from before models declared it. */
function earlierInputs(
  model: string,
  { latent, exampleKind, classes }: Pick<z.infer<typeof config>, 'latent' | 'exampleKind' | 'classes'>
): SamplingInput[] {
  return [
    {
      key: 'latents',
      label: 'Latent',
      help: '',
      kind: 'latent',
      size: latent,
      distribution: model === 'mlp-classic' ? 'uniform' : 'normal'
    },
    ...(classes.length > 0
      ? [{ key: 'class', label: 'Class', help: '', kind: 'choice' as const, choices: classes }]
      : []),
    ...(hasTargets(exampleKind) ? [{ key: 'input', label: 'Input', help: '', kind: 'picture' as const }] : [])
  ]
}

/** Whether a row of `runs` can be read as a run. */
export function isRunRow(found: unknown): boolean {
  try {
    read(row.parse(found))
    return true
  } catch {
    return false
  }
}

/** What a model's file must declare, and what is wrong with its settings and with what it is drawn from. */
import { z } from 'zod'
import { lossCurve, measure, purpose, type SettingDefinition, type Settings } from '../../shared/domain'
import { samplingInput } from '../../shared/sampling-inputs'
import { settingDefinition } from '../../shared/settings'
import { clashes, func, identifier, key, words, wrongIn, type Fields } from '../lib/registry'
import { completeSettings, exampleKindId, type ModelDefinition } from './definition'
import { exampleKinds } from './examples'
import { samplingInputs } from './sampling'

export const modelFields: Fields<ModelDefinition> = {
  id: identifier,
  name: words,
  summary: words,
  purpose,
  paper: words,
  settings: z.array(settingDefinition),
  exampleKind: identifier.optional(),
  image: func,
  latent: func,
  latentDistribution: z.enum(['normal', 'uniform']),
  sampleCount: func,
  sheetKind: func.optional(),
  suits: func,
  conditional: z.boolean().optional(),
  rates: func,
  averageHalfLife: func.optional(),
  networks: func,
  phases: func,
  simultaneous: func.optional(),
  alters: z
    .object({
      settings: z.array(key).min(1),
      phase: z.string(),
      words: words.optional(),
      state: z.record(z.string(), z.number()).optional(),
      seen: func
    })
    .optional(),
  state: func.optional(),
  batchesPerStep: func.optional(),
  stages: func.optional(),
  sampling: z.object({
    inputs: func,
    networks: z.array(z.string()).min(1),
    draw: func,
    encode: func.optional(),
    oneByOne: z.boolean().optional(),
    asInTraining: func.optional(),
    anySize: func.optional()
  }),
  plane: func.optional(),
  losses: z.array(lossCurve).min(1),
  equilibrium: func.optional(),
  measures: z.array(measure),
  observes: z.array(z.string()).optional(),
  measure: func.optional(),
  stepFlop: func
}

/** As a file declares them: with keys that the command line can say, and words that can be read. */
const ownInput = samplingInput.and(z.object({ key }))
const ownSetting = z.intersection(settingDefinition, z.object({ key, label: words, help: words }))

/** Of a model whose fields are right: its kind of example, its settings, what it is drawn from. */
export function* wrongModel(model: ModelDefinition): Iterable<string> {
  const kind = exampleKindId(model)
  if (!exampleKinds.get(kind)) yield `declares a model of ${kind}. Kinds of example are: ${exampleKinds.ids.join(', ')}`
  const faults = wrongSettings(model.settings)
  yield* faults
  if (faults.length > 0) return
  for (const settings of everySetting(model)) {
    const inputs = samplingInputs(model.sampling, settings, [])
    const wrong = [
      ...inputs.flatMap(input => wrongIn(`sampling input "${input.key}"`, input, ownInput)),
      ...clashes(
        inputs.map(input => input.key),
        'exporting'
      )
    ]
    yield* wrong
    if (wrong.length > 0) return
  }
}

/** Settings that can be told apart, with defaults that they take. */
export function wrongSettings(settings: readonly SettingDefinition[]): string[] {
  const wrong = settings.flatMap(setting => wrongIn(`setting "${setting.key}"`, setting, ownSetting))
  if (wrong.length > 0) return wrong
  const keys = settings.map(setting => setting.key)
  const [twice] = keys.filter((one, i) => keys.indexOf(one) < i)
  if (twice !== undefined) return [`declares the setting "${twice}" twice: call one of them something else`]
  try {
    completeSettings(
      { name: 'it', settings: [...settings] },
      Object.fromEntries(settings.map(setting => [setting.key, setting.default]))
    )
  } catch (error) {
    return [
      'declares a default that its setting does not ' +
        `take: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`
    ]
  }
  return []
}

/**
 * Settings as they are by default, and with each other choice of each setting that has some: what a model is drawn from
 * may follow from one, e.g. from the size of its pictures. Worked out once a model: each start asks for it many times.
 */
export const everySetting = once((model: ModelDefinition): readonly Settings[] => [
  completeSettings(model, {}),
  ...model.settings.flatMap(setting =>
    setting.type === 'choice'
      ? setting.choices
          .filter(({ value }) => value !== setting.default)
          .map(({ value }) => completeSettings(model, { [setting.key]: value }))
      : []
  )
])

/** The keys of all that a model is ever drawn from. */
export const inputKeys = once((model: ModelDefinition): readonly string[] => [
  ...new Set(everySetting(model).flatMap(settings => model.sampling.inputs(settings).map(input => input.key)))
])

function once<T>(of: (model: ModelDefinition) => T): (model: ModelDefinition) => T {
  const known = new WeakMap<ModelDefinition, { value: T }>()
  return model => {
    const found = known.get(model) ?? { value: of(model) }
    known.set(model, found)
    return found.value
  }
}

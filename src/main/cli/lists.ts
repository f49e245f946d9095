/** `runs`, `datasets`, `models`: what there is. */
import type { Model, SettingDefinition } from '../../shared/domain'
import { counted } from '../../shared/counted'
import { findDataset, findRun } from './find'
import { duration, roughly, table, UsageError, withoutTraits, wrapped } from './output'
import type { Session } from './session'
import { modelNamed } from './settings'
import { showRun } from './show-run'

/** All runs, or one of them whole. */
export async function listRuns(session: Session, word?: string): Promise<void> {
  if (word !== undefined) return showRun(session, findRun(session, word))
  const { handlers, output } = session
  const runs = await handlers.listRuns({})
  const rows = runs.map(run => [
    run.id.slice(0, 8),
    run.name,
    run.status,
    `${run.epoch}/${run.epochs}`,
    run.model,
    duration(run.seconds)
  ])
  output.say(
    runs.map(withoutTraits),
    runs.length === 0
      ? 'No runs yet. Start one with: atelier train FOLDER'
      : table([['ID', 'NAME', 'STATUS', 'EPOCH', 'MODEL', 'TRAINED'], ...rows])
  )
}

/** Datasets, newest first, and how many runs each has. */
export async function listDatasets({ handlers, output }: Session): Promise<void> {
  const datasets = await handlers.listDatasets({})
  const runs = await handlers.listRuns({})
  output.say(
    datasets.map(withoutTraits),
    datasets.length === 0
      ? 'No datasets yet. Import one with: atelier import FOLDER'
      : table([
          ['ID', 'NAME', 'HOLDS', 'RUNS', 'FROM'],
          ...datasets.map(({ id, name, imageCount, examples, origin }) => [
            id.slice(0, 8),
            name,
            counted(imageCount, examples.one, examples.many),
            String(runs.filter(({ dataset }) => dataset === id).length),
            origin
          ])
        ])
  )
}

/**
 * Models in a line each; of one, its settings; for a dataset, those that suit it with what each would take.
 * @throws StudioError not-found
 */
export async function listModels(session: Session, word?: string, { for: suited }: ModelOptions = {}): Promise<void> {
  if (suited !== undefined) return listSuited(session, word, suited)
  const { handlers, output } = session
  const models = await handlers.listModels({})
  if (word === undefined)
    return output.say(models.map(withoutTraits), [
      ...models.flatMap(({ id, name, summary, examples, image }) =>
        wrapped(`${id}: ${name}, ${makes(examples, image)}. ${summary}`)
      ),
      '',
      'The settings of one: atelier models NAME'
    ])
  const { id: wanted } = modelNamed(word)
  const model = models.filter(({ id }) => id === wanted)
  output.say(
    model.map(withoutTraits)[0],
    model
      .flatMap(({ id, name, summary, settings, examples, image }) => [
        ...wrapped(`${id}: ${name}, ${makes(examples, image)}. ${summary}`),
        ...settings.flatMap(setting => [
          `  ${setting.key}=${String(setting.default)}  ${allowed(setting)}`,
          ...wrapped(setting.help, '      ')
        ]),
        ''
      ])
      .slice(0, -1)
  )
}

export interface ModelOptions {
  /** A dataset, as `train` takes it. */
  for?: string
}

async function listSuited(session: Session, word: string | undefined, dataset: string): Promise<void> {
  if (word !== undefined)
    throw new UsageError('--for lists every model that suits a dataset: leave out MODEL, or --for.')
  const { id, name, examples } = await findDataset(session, dataset)
  const suited = await session.handlers.recommendModels({ dataset: id })
  session.output.say(
    suited.map(({ model, recommended, reason, secondsEstimate: seconds, rough, long }) => ({
      ...{ model, recommended, reason, seconds, rough, long }
    })),
    suited.length === 0
      ? `No model here learns ${examples.many}${examples.aside}, and "${name}" holds ${examples.many}${examples.aside}.`
      : suited.flatMap(({ model, recommended, reason, secondsEstimate: seconds, long }) => [
          `${model}${recommended ? ' (recommended)' : ''}`,
          ...wrapped(
            [reason, long ?? (seconds === null ? '' : `About ${roughly(seconds)} on this machine.`)].join(' ').trim(),
            '    '
          )
        ])
  )
}

const allowed = (setting: SettingDefinition): string =>
  setting.type === 'choice'
    ? setting.choices.map(({ value }) => value).join(' | ')
    : setting.type === 'flag'
      ? 'true | false'
      : `${setting.min}–${setting.max}`

function makes({ learnt }: Model['examples'], [height, width, channels]: Model['image']): string {
  return learnt.replace('{shape}', `${height}×${width} ${channels === 1 ? 'grey' : 'colour'}`)
}

/** `import`, `runs`, `models`: what there is. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Dataset, Model, SettingDefinition } from '../../shared/domain'
import { counted } from '../../shared/counted'
import { pairingWords } from '../../shared/pair-words'
import { findDataset, findRun, noDataset, notEmpty } from './find'
import { duration, table, UsageError, withoutTraits, wrapped } from './output'
import { arrangementOf, flagsGiven, type ArrangementWords } from './arrangement'
import { asJob, type Session } from './session'
import { modelNamed } from './settings'
import { showRun } from './show-run'

export interface ImportWords extends ArrangementWords {
  name?: string
}

/** The dataset doctor's report. A folder, or a built-in's name. */
export async function importPictures(session: Session, word: string, { name, ...how }: ImportWords): Promise<void> {
  const { handlers, output } = session
  const pairs = arrangementOf(how)
  notEmpty(word)
  const exists = await stat(resolve(word)).then(
    () => true,
    () => false
  )
  const builtins = await handlers.listBuiltins({})
  const builtin = !exists && builtins.some(each => each.name === word)
  // What looks like a path is the import's to explain.
  if (!exists && !builtin && !/[/\\]/.test(word)) throw noDataset(word, [], builtins)
  if (builtin && pairs !== undefined) throw new UsageError(`${flagsGiven(how)} is for folders; "${word}" is built in.`)
  const dataset = await asJob(session, job =>
    builtin
      ? handlers.importBuiltin({ job, name: word })
      : handlers.importFolder({ job, path: resolve(word), name, pairs })
  )
  const issues = await handlers.datasetIssues({ dataset: dataset.id })
  const { imageCount, labels, sourceSize, grey, framing } = dataset
  if (dataset.examples.origin !== null)
    return output.say(
      { ...withoutTraits(dataset), issues },
      `Dataset ${dataset.id} "${dataset.name}": ${counted(imageCount, dataset.examples.one, dataset.examples.many)}.`
    )
  output.say({ ...withoutTraits(dataset), issues }, [
    `Dataset ${dataset.id} "${dataset.name}": ${found(dataset)}.`,
    `The commonest size is ${sourceSize.width}×${sourceSize.height}; ${grey ? 'all are grey' : 'in colour'}; ` +
      `prepared as ${framing.size}×${framing.size} ${framing.channels === 1 ? 'grey' : 'colour'}.`,
    ...(labels.length > 0 && dataset.examples.classes
      ? [
          `${counted(labels.length, 'class', 'classes')}: ` +
            `${labels.slice(0, 12).join(', ')}${labels.length > 12 ? ' …' : ''}.`
        ]
      : []),
    ...issues.slice(0, 20).map(({ path, kind, reason }) => `  ${kind}: ${path}: ${reason}`),
    ...(issues.length > 20 ? [`  … and ${issues.length - 20} more (--json lists all).`] : [])
  ])
}

/** What was not read or left out of a folder that was imported on the way; nothing where all was well. */
export async function sayLeftOut({ handlers, output }: Session, dataset: Dataset): Promise<void> {
  if (dataset.unreadableCount + dataset.unpairedCount === 0) return
  const issues = (await handlers.datasetIssues({ dataset: dataset.id })).filter(({ kind }) => kind !== 'duplicate')
  output.aside(`Of "${dataset.name}" ${counted(issues.length, 'file')} will not be learned:`)
  for (const { path, reason } of issues.slice(0, 5)) output.aside(`  ${path}: ${reason}`)
  if (issues.length > 5) output.aside(`  … and ${issues.length - 5} more: \`atelier import\` on the folder names them.`)
}

/** "12 pictures, 0 could not be read, 1 duplicate"; "12 pairs (A → B), …". */
const found = ({
  imageCount,
  excludedCount,
  unreadableCount,
  duplicateCount,
  unpairedCount,
  pairing,
  examples
}: Dataset): string =>
  [
    counted(imageCount, examples.one, examples.many) +
      `${examples.aside}${pairing ? ` (${pairingWords(pairing, examples)})` : ''}`,
    ...(excludedCount > 0 ? [`${excludedCount} excluded`] : []),
    `${unreadableCount} could not be read`,
    counted(duplicateCount, 'duplicate'),
    ...(unpairedCount > 0 ? [`${unpairedCount} ${examples.leftOut}`] : [])
  ].join(', ')

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
          ...wrapped(`${reason} ${long ?? `About ${duration(seconds ?? 0)} on this machine.`}`, '    ')
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

/** `atelier repair`: the list of a workspace made anew out of what lies in it. No studio is opened: it could not be. */
import { counted } from '../../shared/counted'
import { repairWorkspace, type FilesReport, type Repaired } from '../store/repair'
import { workspaceFolder } from '../studio/workspace'
import { Output, table } from './output'
import { ProgressLine } from './progress'
import type { GlobalOptions } from './session'

/** Sets the process's exit status; never rejects. */
export async function repair(options: GlobalOptions): Promise<void> {
  const output = new Output(options.json === true)
  const progress = new ProgressLine()
  try {
    const repaired = await repairWorkspace(workspaceFolder(options.workspace), {
      progress: (done, total) => progress.show('Checking files', done, total, null)
    })
    progress.clear()
    output.say(repaired, words(repaired))
  } catch (error) {
    progress.clear()
    process.exitCode = output.fail(error)
  }
}

function words({ workspace, found, kept, runs, datasets, passedOver }: Repaired): string[] {
  const whole = found.state === 'whole'
  return [
    whole
      ? `The database of ${workspace} is whole; nothing was changed.`
      : `The database of ${workspace} was ${found.why}. It was built ` +
        `anew.${kept ? ` As it was it is kept as ${kept}.` : ''}`,
    listedWords(runs, datasets.length),
    ...tabled(
      ['ID', 'RUN', 'STATUS', 'EPOCHS', 'CHECKPOINTS', 'FILES'],
      runs.map(({ id, name, status, binned, epochs, checkpoints, files }) => [
        id.slice(0, 8),
        name,
        binned ? `${status}, in the bin` : status,
        String(epochs),
        String(checkpoints),
        filesWords(files)
      ])
    ),
    ...tabled(
      ['ID', 'DATASET', 'PICTURES', 'FILES'],
      datasets.map(({ id, name, pictures, files }) => [id.slice(0, 8), name, String(pictures), filesWords(files)])
    ),
    ...listed(
      'These files are not there:',
      [...runs, ...datasets].flatMap(({ files }) => files.missing)
    ),
    ...listed(
      'These files are not as they were written:',
      [...runs, ...datasets].flatMap(({ files }) => files.damaged)
    ),
    ...listed(
      'These checkpoints were found beside the list:',
      runs.flatMap(({ found }) => found)
    ),
    ...listed(
      'These could not be listed, and stay as they are:',
      passedOver.map(({ path, why }) => `${path}: ${why}`)
    ),
    ...(!whole && runs.some(({ steps }) => steps === 0)
      ? [
          '',
          'Losses of single steps are not kept beside the database: where they are gone, curves show the means ' +
            'of epochs.'
        ]
      : [])
  ]
}

/** As `runs` lists them, what lies in the bin apart. */
function listedWords(runs: Repaired['runs'], datasets: number): string {
  const binned = runs.filter(each => each.binned).length
  const all = `${counted(runs.length - binned, 'run')} and ${counted(datasets, 'dataset')} are listed`
  return binned === 0
    ? `${all}.`
    : `${all}, and ${counted(binned, 'run')} in the bin, which \`atelier restore\` brings back.`
}

/** None without rows. */
const tabled = (heading: string[], rows: string[][]): string[] =>
  rows.length > 0 ? ['', ...table([heading, ...rows])] : []

const filesWords = ({ whole, damaged, missing }: FilesReport): string =>
  damaged.length + missing.length === 0
    ? `${whole} whole`
    : `${whole} whole, ${damaged.length} damaged, ${missing.length} missing`

function listed(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  return [
    '',
    title,
    ...lines.slice(0, 20).map(line => `  ${line}`),
    ...(lines.length > 20 ? [`  … and ${lines.length - 20} more (--json lists all).`] : [])
  ]
}

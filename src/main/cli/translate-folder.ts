/** Every picture of folders, or of several files, translated whole into a folder. */
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { counted } from '../../shared/counted'
import type { Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { pngNames } from '../../shared/files/png-names'
import { openSource } from '../datasets'
import { realTarget } from '../lib/real-target'
import { writeTo } from './deliver'
import { asJob, Interrupted, type Session } from './session'
import { askWhole, onItself, shrunkWords, wayWords, type Asked } from './translate-picture'

/** A picture, and the file that its translation becomes. */
interface Work {
  from: string
  to: string
}

interface Wanted {
  words: string[]
  /** Which of them are folders. */
  folders: boolean[]
  output: string
  size: number | undefined
  replace: boolean
}

/**
 * What cannot be translated is said, and the rest goes on; Ctrl-C stops after what is being computed.
 * @throws StudioError where some could not be, or something would be written over; Interrupted
 */
export async function translateEach(session: Session, run: Run, wanted: Wanted, asked: Asked): Promise<void> {
  const { output: said, progress } = session
  const folder = resolve(wanted.output)
  const works = await planned(wanted, folder)
  const began = performance.now()
  let failed = 0
  for (const [i, { from, to }] of works.entries()) {
    const secondsLeft = i === 0 ? null : ((performance.now() - began) / 1000 / i) * (works.length - i)
    progress.show('Translating', i, works.length, secondsLeft)
    try {
      const { png, ...made } = await asJob(session, job => askWhole(session, job, run, from, wanted.size, asked))
      await writeTo(to, png)
      said.line({ event: 'translated', from, file: to, ...made })
      if (made.shrunkFrom) said.aside(`${to}: ${made.width}×${made.height}${shrunkWords(made.shrunkFrom)}.`)
    } catch (error) {
      if (error instanceof StudioError && error.code === 'cancelled') {
        said.aside(`Stopped: ${i - failed} of ${counted(works.length, 'picture')} translated, in ${folder}.`)
        throw new Interrupted()
      }
      if (!isOfPicture(error, from)) throw error
      failed++
      said.line({ event: 'failed', from, message: error.message })
      said.aside(error.message)
    }
  }
  const translated = works.length - failed
  said.say(
    { event: 'done', run: run.id, folder, translated, failed },
    `${translated > 0 ? `${folder}: ` : ''}${counted(translated, 'picture')} translated by ` +
      `"${run.name}"${wayWords(run, asked)}.`
  )
  if (failed > 0)
    throw new StudioError(
      'not-readable',
      `${failed} of ${counted(works.length, 'picture')} could not be translated; why is said above.`
    )
}

/** One picture is no reason to leave the others; a checkpoint that is gone is. */
const isOfPicture = (error: unknown, from: string): error is StudioError =>
  error instanceof StudioError &&
  (error.code === 'not-readable' || error.code === 'not-found') &&
  error.message.includes(basename(from))

/**
 * Every picture once, its translation under its own name and path.
 * @throws StudioError where there are none, or one would be written over, or a file that is there already
 */
async function planned({ words, folders, replace }: Wanted, output: string): Promise<Work[]> {
  const pictures = (await Promise.all(words.map((word, i) => picturesOf(word, folders[i] === true, output)))).flat()
  const sources = new Set(await Promise.all(pictures.map(({ from }) => realTarget(from))))
  const names = pngNames(pictures.map(({ name }) => name))
  const works: Work[] = []
  const there: string[] = []
  for (const [i, { from }] of pictures.entries()) {
    const to = join(output, names[i] ?? '')
    if (sources.has(await realTarget(to))) throw onItself(from, 'folder')
    if (existsSync(to)) there.push(to)
    works.push({ from, to })
  }
  if (there[0] !== undefined && !replace)
    throw new StudioError(
      'conflict',
      `“${there[0]}”${there.length > 1 ? ` and ${counted(there.length - 1, 'other file')}` : ''} would be ` +
        'written over. Choose another folder with -o, or say --replace.'
    )
  return works
}

/** Of a folder, all below it but what lies in the output. @throws StudioError no-pictures */
async function picturesOf(word: string, isFolder: boolean, output: string): Promise<{ from: string; name: string }[]> {
  if (!isFolder) return [{ from: word, name: basename(word) }]
  const { paths } = await openSource('folder', resolve(word)).list()
  if (paths.length === 0)
    throw new StudioError('no-pictures', `There are no pictures in “${word}”. Choose a folder with pictures in it.`)
  return paths
    .map(path => ({ from: join(word, path), name: path }))
    .filter(({ from }) => !isWithin(resolve(from), output) || resolve(word) === output)
}

const isWithin = (path: string, folder: string): boolean =>
  path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`)

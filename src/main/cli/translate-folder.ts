/** Every picture of folders, or of several files, translated whole into a folder. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, extname, join, relative, resolve } from 'node:path'
import { counted } from '../../shared/counted'
import type { Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { openSource } from '../datasets'
import { realTarget } from '../lib/real-target'
import { write } from './exports'
import { Interrupted, type Session } from './session'
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
  const { output: said, progress, handlers } = session
  const folder = resolve(wanted.output)
  const works = await planned(wanted, folder)
  const began = performance.now()
  // Ctrl-C may come while nothing is asked of the engine: it holds for all that is still to come.
  const stop: { asked: boolean; job: string } = { asked: false, job: '' }
  session.onInterrupt(() => {
    stop.asked = true
    void handlers.cancelJob({ job: stop.job })
  })
  let failed = 0
  for (const [i, { from, to }] of works.entries()) {
    const secondsLeft = i === 0 ? null : ((performance.now() - began) / 1000 / i) * (works.length - i)
    progress.show('Translating', i, works.length, secondsLeft)
    try {
      stop.job = randomUUID()
      if (stop.asked) throw new StudioError('cancelled', 'Cancelled.')
      const { png, ...made } = await askWhole(session, stop.job, run, from, wanted.size, asked)
      await write(to, png)
      said.line({ event: 'translated', from, file: to, ...made })
      if (made.shrunkFrom) said.aside(`${to}: ${made.width}×${made.height}${shrunkWords(made.shrunkFrom)}.`)
    } catch (error) {
      progress.clear()
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
  progress.clear()
  const translated = works.length - failed
  said.say(
    { event: 'done', run: run.id, folder, translated, failed },
    `${translated > 0 ? `${folder}: ` : ''}${counted(translated, 'picture')} translated by "${run.name}"${wayWords(run, asked)}.`
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
  const taken = new Set<string>()
  const works: Work[] = []
  const there: string[] = []
  for (const { from, name } of pictures) {
    const to = join(output, freeName(name, taken))
    taken.add(relative(output, to))
    if (sources.has(await realTarget(to))) throw onItself(from, 'folder')
    if (existsSync(to)) there.push(to)
    works.push({ from, to })
  }
  if (there[0] !== undefined && !replace)
    throw new StudioError(
      'conflict',
      `“${there[0]}”${there.length > 1 ? ` and ${counted(there.length - 1, 'other file')}` : ''} would be written over. Choose another folder with -o, or say --replace.`
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

/** Of cat.jpg and cat.bmp the second becomes cat.bmp.png; of three cat.png from three folders the last cat.3.png. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.slice(0, name.length - extname(name).length)
  const names = [`${stem}.png`, ...(name.toLowerCase().endsWith('.png') ? [] : [`${name}.png`])]
  const free = names.find(each => !taken.has(each))
  if (free !== undefined) return free
  for (let number = 2; ; number++) if (!taken.has(`${stem}.${number}.png`)) return `${stem}.${number}.png`
}

const isWithin = (path: string, folder: string): boolean =>
  path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`)

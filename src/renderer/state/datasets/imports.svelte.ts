/**
 * Every way pictures come in: a dropped folder, dropped files, a chosen folder, a built-in dataset, a drawing. Ends on
 * the dataset's sheet; problems are sentences in `imports.problem`, shown where the drop zone is.
 */
import type { Dataset } from '../../../shared/domain'
import type { Strokes } from '../../../shared/datasets/drawn-points'
import { isCollection, isFilm, mayMove } from '../../../shared/files/collections'
import { jobs, type Job } from '../jobs.svelte'
import { strideQuestion } from '../film/stride.svelte'
import { isBundle, takeBundle } from '../moving/bundles.svelte'
import { router } from '../router.svelte'
import { studio } from '../studio.svelte'
import { problemWords, toasts } from '../toasts.svelte'
import { pathsOf, request, RequestError, wasCancelled } from '../transport'
import { framesOf } from '../transport/frames'
import { sendFiles } from '../transport/send-files'
import { nameAndPaths, travels, walk, type Picked } from '../transport/upload'
import { count, ordinal, shortened } from '../words'

class Imports {
  problem = $state('')
  /** A shape is being drawn. */
  drawing = $state(false)
  private ids = $state.raw<readonly string[]>([])
  readonly running: readonly Job[] = $derived(this.ids.flatMap(id => jobs.get(id) ?? []))

  /** Must be called in the drop event itself: its items are gone afterwards. */
  drop(data: DataTransfer): void {
    const items = [...data.items].filter(item => item.kind === 'file')
    const entries = items.flatMap(item => item.webkitGetAsEntry() ?? [])
    const [only] = entries
    const file = items[0]?.getAsFile()
    if (items.length === 1 && !only?.isDirectory && file && isBundle(file)) return void takeBundle(file)
    const whole = entries.length === 1 && only && (only.isDirectory || isCollection(only.name))
    const path = whole && file ? pathsOf([file])?.[0] : undefined
    if (path !== undefined) return this.folder(path)
    if (entries.length === 0) return this.fail('What was dropped is not a file or a folder. Drop a folder of pictures.')
    this.run('Looking for pictures', async (job, signal) => {
      const picked = await walk(
        entries,
        n => jobs.update(job, { label: `Looking for pictures: ${count(n)} found` }),
        signal
      )
      return this.uploadNew(job, signal, picked)
    })
  }

  /** The host's folder dialog, or the browser's. */
  choose(): void {
    if (studio.hello?.host === 'electron') {
      request('chooseFolder', {}).then(
        path => {
          if (path !== null) this.folder(path)
        },
        problem => this.fail(problemWords(problem))
      )
      return
    }
    const input = document.createElement('input')
    input.type = 'file'
    input.webkitdirectory = true
    input.onchange = () => this.files([...(input.files ?? [])])
    input.click()
  }

  /** One that is there is shown, with a way to add it again. */
  folder(path: string): void {
    const known = studio.datasetList.find(({ kind, origin }) => kind === 'folder' && origin === path)
    if (known) this.here(known, () => this.folderAgain(path))
    else this.folderAgain(path)
  }

  private folderAgain(path: string): void {
    this.run('Looking for pictures', job => request('importFolder', { job, path }))
  }

  builtin(name: string): void {
    this.run('Preparing pictures', async job => {
      const dataset = await request('importBuiltin', { job, name })
      // What had to be fetched is here now.
      void studio.loadBuiltins()
      return dataset
    })
  }

  /** Points along strokes, in the square that `shared/drawn-points` says. */
  drawn(strokes: Strokes): void {
    this.run('Making points', job => request('importDrawing', { job, strokes }))
  }

  /** Files and what lies in chosen folders. */
  files(files: readonly File[]): void {
    this.run('Copying pictures', async (job, signal) => {
      const picked: Picked[] = []
      for (const file of files) {
        const one = { path: file.webkitRelativePath || file.name, file }
        if (await travels(one)) picked.push(one)
        signal.throwIfAborted()
      }
      return this.uploadNew(job, signal, picked)
    })
  }

  private here(dataset: Dataset, again: () => void): void {
    router.go({ screen: 'dataset', id: dataset.id })
    toasts.show(`“${shortened(dataset.name)}” was here already: this is it.`, {
      action: { label: 'Add it again', run: again }
    })
  }

  /** Films, and an animation that is alone, as their frames. */
  private async takenApart(job: string, signal: AbortSignal, picked: readonly Picked[]): Promise<readonly Picked[]> {
    const apart: Picked[] = []
    /** Of several films the answer for the first one is that for all. */
    let chosen: number | null = null
    for (const one of picked) {
      const name = one.file.name
      const frames =
        isFilm(one.path) || (picked.length === 1 && mayMove(one.path))
          ? await framesOf(one, {
              signal,
              choose: async film => (chosen ??= await strideQuestion.ask(film)),
              found: (done, total) =>
                jobs.update(job, { label: `Taking “${shortened(name)}” apart`, done, total, secondsLeft: null })
            })
          : null
      if (!frames) apart.push(one)
      else apart.push(...frames.pictures)
      if (frames && frames.stride > 1)
        toasts.show(`Of “${shortened(name)}” every ${ordinal(frames.stride)} frame was taken.`)
    }
    return apart
  }

  /** The same, unless pictures of this name and number are there: what was copied once need not be again. */
  private async uploadNew(job: string, signal: AbortSignal, found: readonly Picked[]): Promise<Dataset> {
    const picked = await this.takenApart(job, signal, found)
    if (picked.length === 0) return this.upload(job, signal, picked)
    const { name } = nameAndPaths(picked.map(({ path }) => path))
    const known = studio.datasetList.find(dataset => dataset.kind !== 'builtin' && isSame(dataset, name, picked.length))
    if (!known) return this.upload(job, signal, picked)
    this.here(known, () => this.run('Copying pictures', (again, stop) => this.upload(again, stop, picked)))
    return known
  }

  private async upload(job: string, signal: AbortSignal, picked: readonly Picked[]): Promise<Dataset> {
    if (picked.length === 0)
      throw new RequestError(
        'no-pictures',
        'No pictures were found there. Drop a folder with JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC files.'
      )
    const { name, paths } = nameAndPaths(picked.map(({ path }) => path))
    const files = picked.map(({ file }, index) => ({ file, path: paths[index] ?? file.name }))
    const upload = await sendFiles(name, files, signal, ({ files: done, secondsLeft }) =>
      jobs.update(job, { label: 'Copying pictures', done, total: files.length, secondsLeft })
    )
    jobs.update(job, { label: 'Reading pictures', done: 0, total: null, secondsLeft: null })
    return request('finishUpload', { job, upload })
  }

  private run(label: string, make: (job: string, signal: AbortSignal) => Promise<Dataset>): void {
    const id = crypto.randomUUID()
    this.problem = ''
    this.ids = [...this.ids, id]
    router.go({ screen: 'welcome' })
    jobs
      .start(label, make, id)
      .then(
        dataset => this.finished(dataset),
        problem => this.failed(problem)
      )
      .finally(() => {
        this.ids = this.ids.filter(other => other !== id)
      })
  }

  private finished(dataset: Dataset): void {
    studio.datasets.set(dataset.id, dataset)
    const open = (): void => router.go({ screen: 'dataset', id: dataset.id })
    if (router.place.screen === 'welcome') open()
    else toasts.show(`“${dataset.name}” is ready.`, { action: { label: 'Open', run: open } })
  }

  private failed(problem: unknown): void {
    if (wasCancelled(problem)) return
    if (problem instanceof DOMException && problem.name === 'AbortError') return
    this.fail(
      problem instanceof DOMException
        ? 'A file could not be read while it was copied. See whether the folder is still there, then drop it again.'
        : problemWords(problem)
    )
  }

  private fail(message: string): void {
    this.problem = message
    if (router.place.screen !== 'welcome') toasts.show(message, { level: 'error' })
  }
}

/** Whether it was made of a folder of this name with so many pictures, readable or not. */
const isSame = ({ name, imageCount, unreadableCount, pairing }: Dataset, folder: string, files: number): boolean =>
  name === folder && pairing === null && imageCount + unreadableCount === files

export const imports = new Imports()

/** A run in one file, to be imported into another workspace and to go on there as if it had never moved. */
import { createHash } from 'node:crypto'
import { zipSync, type Zippable } from 'fflate'
import { StudioError } from '../../shared/errors'
import { counted } from '../../shared/counted'
import { checkCancelled } from '../lib/cancel'
import { readNamed, sizeWords } from '../lib/regular-file'
import { bundleEnding, form, manifestName, mostBytes, rowsName, type Manifest } from './bundle/manifest'
import type { Format } from './format'

/** A bundle is made in memory. */
const most = 1e9

const format: Format = {
  id: 'bundle',
  title: 'Export run',
  label: 'Run, to go on elsewhere',
  summary: 'The run in one file: its curves, samples and weights, to go on training in another workspace.',
  extension: bundleEnding,
  mediaType: 'application/zip',
  group: 'run',
  needs: 'checkpoints',
  options: () => [
    {
      advanced: false,
      key: 'checkpoints',
      type: 'choice',
      label: 'Checkpoints',
      default: 'newest',
      choices: [
        { value: 'newest', label: 'The newest: enough to go on' },
        { value: 'all', label: 'All of them' }
      ],
      help: 'The newest is enough to go on; all can be explored, and gone back to.'
    },
    {
      advanced: false,
      key: 'pictures',
      type: 'flag',
      label: 'With its pictures',
      default: false,
      help: 'The pictures that it learns from go along. Without them they are asked for where it is to go on.'
    }
  ],
  write: async ({ run, portable }, { word, flag }, { signal, progress }) => {
    const { rows, learntFrom, files } = await portable({
      checkpoints: word('checkpoints') === 'all' ? 'all' : 'newest',
      pictures: flag('pictures')
    })
    const entries: Zippable = {}
    const listed: Manifest['files'] = []
    let bytes = 0
    const add = (path: string, content: Uint8Array, level: 0 | 6): void => {
      bytes += content.length
      if (bytes > most) throw tooLarge(run.name, word('checkpoints'))
      entries[path] = [content, { level }]
      listed.push({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
    }
    for (const [done, { name, path }] of files.entries()) {
      checkCancelled(signal)
      progress?.({ label: 'Packing the run', done, total: files.length })
      add(name, await readNamed(path, { most: mostBytes.each, signal }), 0)
    }
    add(rowsName, new TextEncoder().encode(JSON.stringify(rows.tables)), 6)
    const manifest: Manifest = {
      atelier: 'run',
      form,
      schema: rows.schema,
      run: run.id,
      name: run.name,
      learntFrom,
      files: listed
    }
    const head: Zippable = { [manifestName]: [new TextEncoder().encode(JSON.stringify(manifest)), { level: 6 }] }
    return {
      bytes: zipSync({ ...head, ...entries }),
      mark: '',
      words: `epoch ${run.epoch}, ${counted(listed.length, 'file')}`,
      facts: { files: listed.length, epoch: run.epoch, step: run.step }
    }
  }
}
export default format

const tooLarge = (name: string, checkpoints: string): StudioError =>
  new StudioError(
    'bad-input',
    `"${name}" comes to more than ${sizeWords(most)}, and a bundle holds no more. ` +
      (checkpoints === 'all'
        ? 'Take its newest checkpoint alone, which is enough to go on.'
        : 'Leave out its pictures, and import them where it is to go on.')
  )

/** Puts a run and what goes along with it into the bytes of one file. */
import { createHash } from 'node:crypto'
import { zipSync, type Zippable } from 'fflate'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { checkCancelled } from '../../lib/cancel'
import type { WorkOptions } from '../../lib/progress'
import { readNamed, sizeWords } from '../../lib/regular-file'
import type { ExportSource, PortableAsked } from '../format'
import { form, manifestName, mostBytes, rowsName, type Manifest } from './manifest'

/** A bundle is made in memory. */
const most = 1e9

/** @throws StudioError bad-input where it is too much for a bundle; what `portable` throws */
export async function packRun(
  run: Run,
  portable: ExportSource['portable'],
  { checkpoints, pictures, work: { signal, progress } }: PortableAsked & { work: WorkOptions }
): Promise<{ bytes: Uint8Array<ArrayBuffer>; files: number }> {
  const { rows, learntFrom, files } = await portable({ checkpoints, pictures })
  const entries: Zippable = {}
  const listed: Manifest['files'] = []
  let bytes = 0
  const add = (path: string, content: Uint8Array, level: 0 | 6): void => {
    bytes += content.length
    if (bytes > most) throw tooLarge(run.name, checkpoints)
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
  return { bytes: zipSync({ ...head, ...entries }), files: listed.length }
}

const tooLarge = (name: string, checkpoints: PortableAsked['checkpoints']): StudioError =>
  new StudioError(
    'bad-input',
    `"${name}" comes to more than ${sizeWords(most)}, and a bundle holds no more. ` +
      (checkpoints === 'all'
        ? 'Take its newest checkpoint alone, which is enough to go on.'
        : 'Leave out its pictures, and import them where it is to go on.')
  )

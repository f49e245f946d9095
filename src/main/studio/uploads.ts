/** Browsers send pictures in batches; they are collected in the workspace and then imported like a folder. */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StudioError } from '../../shared/errors'
import type { Handlers } from '../../shared/ipc'
import { privateFile, privateFolder } from '../lib/private'
import { claimFolder } from '../store/sweep'
import type { Context } from './context'
import { importDataset } from './datasets'

/** Of one upload in all; of one request. */
const largestUpload = 16 * 2 ** 30
const largestBatch = 64 * 2 ** 20

interface Upload { name: string; bytes: number; lift: () => void; busy: boolean }

type Names = 'beginUpload' | 'uploadFiles' | 'finishUpload' | 'abandonUpload'

export function uploadHandlers(context: Context): Pick<Handlers, Names> {
  const { store, jobs } = context
  const uploads = new Map<string, Upload>()
  const find = (id: string): Upload => {
    const upload = uploads.get(id)
    if (!upload) throw new StudioError('not-found', 'This upload is not known any more. Drop the folder again.')
    if (upload.busy) throw new StudioError('conflict', 'This upload is being imported already.')
    return upload
  }
  return {
    beginUpload: async ({ name }) => {
      store.ensureWritable()
      const id = randomUUID()
      uploads.set(id, { name, bytes: 0, lift: claimFolder(store.files.dataset(id)), busy: false })
      return id
    },

    uploadFiles: async ({ upload: id, files }) => {
      const upload = find(id)
      store.ensureWritable()
      const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0)
      if (bytes > largestBatch) throw new StudioError('bad-input', `A batch holds ${megabytes(bytes)}; at most ${megabytes(largestBatch)} may travel at once.`)
      if (upload.bytes + bytes > largestUpload) throw new StudioError('bad-input', `These pictures come to more than ${megabytes(largestUpload)}. Start Atelier on that folder's own machine, or use \`atelier import\`.`)
      const targets = files.map(file => ({ path: join(store.files.uploaded(id), ...safeParts(file.path)), bytes: file.bytes }))
      upload.bytes += bytes
      for (const folder of new Set(targets.map(target => dirname(target.path)))) await mkdir(folder, { recursive: true, mode: privateFolder })
      for (const target of targets) await writeFile(target.path, target.bytes, { mode: privateFile })
      return null
    },

    finishUpload: ({ job, upload: id, pairs }) => jobs.run(job, async (signal, progress) => {
      const upload = find(id)
      upload.busy = true
      try {
        const origin = store.files.uploaded(id)
        await mkdir(origin, { recursive: true, mode: privateFolder })
        return await importDataset(context, { id, kind: 'upload', origin, name: upload.name, fingerprint: null, pairs }, signal, progress)
      } finally {
        uploads.delete(id)
      }
    }),

    abandonUpload: async ({ upload: id }) => {
      const upload = uploads.get(id)
      if (!upload || upload.busy) return null
      uploads.delete(id)
      await rm(store.files.dataset(id), { recursive: true, force: true })
      return null
    }
  }
}

/**
 * The parts of a relative path that stays inside its folder on every system.
 * @throws StudioError bad-input for an absolute path, a drive, `..`, an empty or over-long part, a control character, or on
 * Windows a name that it keeps for devices or cannot write
 */
export function safeParts(path: string, platform: NodeJS.Platform = process.platform): string[] {
  const parts = path.split(/[/\\]/)
  // oxlint-disable-next-line no-control-regex -- control characters are just what must not pass
  const wrong = parts.some(part => part === '' || part === '.' || part === '..' || part.length > 255 || /[\u0000-\u001f:]/.test(part))
  if (wrong) throw new StudioError('bad-input', `${JSON.stringify(path.slice(0, 200))} is not a relative path inside the folder that was dropped.`)
  const forbidden = platform === 'win32' && parts.find(part => /[<>"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part))
  if (forbidden) throw new StudioError('bad-input', `Windows allows no file called ${JSON.stringify(forbidden.slice(0, 200))}. Rename it, then drop the folder again.`)
  return parts
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`

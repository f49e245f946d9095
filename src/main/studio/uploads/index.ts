/** Browsers send pictures in batches; they are collected in the workspace and then imported like a folder. */
import { rm } from 'node:fs/promises'
import type { Handlers } from '../../../shared/ipc'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { Context } from '../context'
import { onlyFile } from '../datasets/fingerprint'
import { importOwn } from '../datasets/own'

type Names = 'beginUpload' | 'uploadFiles' | 'finishUpload' | 'abandonUpload'

export function uploadHandlers(context: Context): Pick<Handlers, Names> {
  const { store, jobs, uploads } = context
  return {
    beginUpload: async ({ name }, caller) => {
      store.ensureWritable()
      return uploads.begin(name, caller)
    },

    uploadFiles: async ({ upload, files }) => {
      store.ensureWritable()
      await uploads.add(upload, files)
      return null
    },

    finishUpload: async ({ job, upload: id, pairs }, caller) => {
      const { name, written } = uploads.close(id)
      try {
        return await jobs.run({ job, kind: 'import', caller }, async (signal, progress) => {
          await written
          const origin = store.files.uploaded(id)
          store.ensureWritable()
          await makeFolder(origin, privateFolder)
          const fingerprint = await onlyFile(origin)
          const known = fingerprint && store.datasets.unchanged(null, fingerprint, pairs)
          if (!known) return importOwn(context, { id, name, fingerprint, pairs }, signal, progress)
          await rm(store.files.dataset(id), { recursive: true, force: true })
          return known
        })
      } catch (error) {
        // Also where it never came to its turn.
        await written
        await rm(store.files.dataset(id), { recursive: true, force: true })
        throw error
      } finally {
        uploads.forget(id)
      }
    },

    abandonUpload: async ({ upload }) => {
      await uploads.abandon(upload)
      return null
    }
  }
}

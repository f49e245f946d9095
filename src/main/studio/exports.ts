/** Files to take away: GIFs of a run through time, sheets of fresh samples. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../shared/errors'
import type { GifOptions } from '../../shared/domain'
import type { Handlers } from '../../shared/ipc'
import { makeGif } from '../exports/gif'
import { decodeSheet, encodeSheet } from '../exports/sheet'
import { writeWhole } from '../store/files'
import type { StoredSheet } from '../store/history'
import type { Context } from './context'
import { drawn, picturesOf } from './explore'
import { hashOfBytes, sheetOf } from './integrity/sheet'
import { translations } from './translation'

export function exportHandlers(context: Context): Pick<Handlers, 'exportGif' | 'exportPng'> {
  const { store, jobs, sampler } = context
  return {
    exportGif: ({ run: id, job, options, keep }, caller) => jobs.run({ job, kind: 'gif', caller }, async (signal, progress) => {
      const run = store.runs.get(id)
      const sheets = chosenSheets(store.history.sheets(id), options)
      if (sheets.length === 0) throw new StudioError('not-found', `"${run.name}" has no samples in those epochs yet. The first come at the end of its first epoch.`)
      const gif = await makeGif(sheets.map(sheet => async () => decodeSheet(await sheetOf(store, id, sheet))), options, { signal, progress })
      if (keep) {
        const made = randomUUID()
        const path = store.files.export(id, `${made}.gif`)
        store.ensureWritable()
        await writeWhole(path, gif.gif)
        store.history.addExport({ id: made, run: id, kind: 'gif', path, sha256: hashOfBytes(gif.gif), options })
      }
      return gif
    }),

    exportPng: async ({ run: id, epoch, seed, count, gap, label }) => {
      const run = store.runs.get(id)
      if (run.form === 'pairs') return (await translations(context, run, { epoch, of: { count, seed }, seed, gap })).sheet
      const asked = drawn(run, seed, count, label)
      const perClass = label === undefined && run.classes.length > 0 ? { columns: Math.min(count, run.classes.length) } : {}
      return encodeSheet(await picturesOf(store, sampler, run, epoch, asked), { gap, ...perClass })
    }
  }
}

/** Every n-th of the epochs asked for, and always the last of them: that is where the film ends. */
export function chosenSheets(sheets: StoredSheet[], { firstEpoch = 0, lastEpoch = Infinity, every }: Pick<GifOptions, 'firstEpoch' | 'lastEpoch' | 'every'>): StoredSheet[] {
  const within = sheets.filter(({ epoch }) => epoch >= firstEpoch && epoch <= lastEpoch)
  return within.filter((_, i) => i % every === 0 || i === within.length - 1)
}

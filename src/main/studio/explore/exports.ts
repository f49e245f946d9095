/** Files to take away: GIFs of a run through time, sheets of fresh samples. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../../shared/errors'
import type { GifOptions, Sheet } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { choicesOf } from '../../../shared/sampling-knobs'
import { UnreadablePicture, type PictureDecoder } from '../../datasets'
import type { SamplePixels } from '../../engine/protocol'
import { makeGif } from '../../exports/gif'
import { encodeSheet, tilesOf } from '../../drawing/sheet'
import { writeWhole } from '../../store/files'
import type { StoredSheet } from '../../store/history'
import type { Context } from '../context'
import { picturesOf } from './explore'
import { hashOfBytes, sheetOf } from '../integrity/sheet'
import { drawn } from './asked'
import { translations } from './translation'

export function exportHandlers(context: Context): Pick<Handlers, 'exportGif' | 'exportPng'> {
  const { store, jobs, sampler, decoder } = context
  return {
    exportGif: ({ run: id, job, options, keep }, caller) =>
      jobs.run({ job, kind: 'gif', caller }, async (signal, progress) => {
        const run = store.runs.get(id)
        const sheets = chosenSheets(store.history.sheets(id), options)
        if (sheets.length === 0)
          throw new StudioError(
            'not-found',
            `"${run.name}" has no samples in those epochs yet. The first come at the end of its first epoch.`
          )
        const gif = await makeGif(
          sheets.map(sheet => async () => samplesOf(decoder, sheet, await sheetOf(store, id, sheet), signal)),
          options,
          { signal, progress }
        )
        if (keep) {
          const made = randomUUID()
          const path = store.files.export(id, `${made}.gif`)
          store.ensureWritable()
          await writeWhole(path, gif.gif)
          store.history.addExport({ id: made, run: id, kind: 'gif', path, sha256: hashOfBytes(gif.gif), options })
        }
        return gif
      }),

    exportPng: async ({ run: id, epoch, seed, count, gap, inputs }) => {
      const run = store.runs.get(id)
      if (run.form === 'pairs')
        return (await translations(context, run, { epoch, of: { count, seed }, seed, gap })).sheet
      const inTurn = choicesOf(run).find(({ key }) => inputs?.[key] === undefined)
      return encodeSheet(await picturesOf(store, sampler, run, epoch, drawn(run, seed, count, inputs)), {
        gap,
        ...(inTurn ? { columns: Math.min(count, inTurn.choices.length) } : {})
      })
    }
  }
}

/** @throws StudioError not-readable, naming the file */
async function samplesOf(
  decoder: PictureDecoder,
  { path }: StoredSheet,
  sheet: Sheet,
  signal: AbortSignal
): Promise<SamplePixels> {
  const size = { width: sheet.columns * sheet.tileWidth, height: sheet.rows * sheet.tileHeight }
  try {
    return tilesOf(sheet, await decoder.pixels({ bytes: sheet.png }, size, signal))
  } catch (error) {
    if (error instanceof UnreadablePicture)
      throw new StudioError(
        'not-readable',
        `The sheet “${path}” cannot be read. ${error.message} The run's other epochs are not affected.`,
        { cause: error }
      )
    throw error
  }
}

/** Every n-th of the epochs asked for, and always the last of them: that is where the film ends. */
export function chosenSheets(
  sheets: StoredSheet[],
  { firstEpoch = 0, lastEpoch = Infinity, every }: Pick<GifOptions, 'firstEpoch' | 'lastEpoch' | 'every'>
): StoredSheet[] {
  const within = sheets.filter(({ epoch }) => epoch >= firstEpoch && epoch <= lastEpoch)
  return within.filter((_, i) => i % every === 0 || i === within.length - 1)
}

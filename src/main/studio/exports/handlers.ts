/** Files to take away, in every format that there is. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../../shared/errors'
import type { ExportFormat } from '../../../shared/domain'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { withOrigin } from '../../../shared/origin'
import { choose, formats, optionsOf, refusalOf, type Format, type Holdings, type Streamed } from '../../exports'
import { makeApng } from '../../exports/tools/video/apng-film'
import { exportedFilm } from '../../exports/tools/exported-film'
import { filmOf } from '../../exports/tools/film'
import type { WorkOptions } from '../../lib/progress'
import { writeWhole } from '../../lib/whole-file'
import type { Context } from '../context'
import { hashOfBytes } from '../integrity/sheet'
import { countOf } from '../explore/asked'
import { originOf } from './origin'
import { holdingsOf, sourceOf } from './source'

export function exportHandlers(context: Context): Pick<Handlers, 'listExports' | 'exportRun'> {
  const { store, jobs } = context
  return {
    listExports: async ({ run: id, stage }) => {
      const holdings = holdingsOf(store, store.runs.get(id), stage)
      return formats.all.map(format => described(format, holdings))
    },

    exportRun: ({ run: id, job, format: word, stage, options: given, keep, frames }, caller) =>
      jobs.run({ job, kind: 'export', caller }, async (signal, progress) => {
        const format = formats.find(word)
        const work = { signal, progress }
        const { holdings, options, chosen, source } = prepared(
          context,
          format,
          { run: id, stage, options: given },
          work
        )
        const written =
          frames && format.video
            ? exportedFilm(await makeApng(filmOf(source, chosen, work), true), chosen)
            : await format.write(source, chosen, work)
        const origin = originOf(holdings, format, options, stage)
        const mediaType = frames && format.video ? 'image/png' : format.mediaType
        const made = { ...written, bytes: withOrigin(mediaType, written.bytes, origin) }
        if (keep) {
          const name = randomUUID()
          const path = store.files.export(id, `${name}.${format.extension}`)
          store.ensureWritable()
          await writeWhole(path, made.bytes)
          store.history.addExport({
            id: name,
            run: id,
            kind: format.id,
            path,
            sha256: hashOfBytes(made.bytes),
            options
          })
        }
        return made
      })
  }
}

type Asked = Pick<Parsed<'exportRun'>, 'run' | 'stage' | 'options'>

/** @throws StudioError not-found where the run has not what the format needs; bad-input for an option */
function prepared(context: Context, format: Format, { run: id, stage, options: given }: Asked, work: WorkOptions) {
  const { store } = context
  const holdings = holdingsOf(store, store.runs.get(id), stage && (stage.inputs ? countOf(stage.inputs) : null))
  const refusal = refusalOf(format, holdings)
  if (refusal) throw new StudioError('not-found', refusal)
  return { holdings, ...choose(format, holdings, given), source: sourceOf(context, holdings, stage, work) }
}

/** Exports what may be larger than memory, in pieces. */
export type StreamExport = <T>(
  asked: Pick<Parsed<'exportRun'>, 'run' | 'job' | 'format' | 'options'>,
  take: (streamed: Streamed) => Promise<T>
) => Promise<T>

/** For hosts that write files by themselves. @throws StudioError as `exportRun`, and what `take` throws */
export const streamExport =
  (context: Context): StreamExport =>
  ({ format: word, run, job, options }, take) =>
    context.jobs.run({ job, kind: 'export', caller: undefined }, async (signal, progress) => {
      const format = formats.find(word)
      const { stream } = format
      if (!stream) throw new Error(`${word} is made in memory alone.`)
      const work = { signal, progress }
      const { chosen, source } = prepared(context, format, { run, stage: undefined, options }, work)
      return take(await stream(source, chosen, work))
    })

/** As the contract has it: what is for the command line alone is left out. */
function described(format: Format, holdings: Holdings): ExportFormat {
  const { id, title, label, summary, extension, mediaType, previews = false, keeps = false, video } = format
  const options = optionsOf(format, holdings).map(({ flag: _, fitted: __, ...option }) => option)
  return {
    id,
    title,
    label,
    summary,
    extension,
    mediaType,
    previews,
    keeps,
    ...(video ? { video } : {}),
    options,
    refusal: refusalOf(format, holdings)
  }
}

/** Files to take away, in every format that there is. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../../shared/errors'
import type { ExportFormat } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { withOrigin } from '../../../shared/origin'
import { choose, formats, optionsOf, refusalOf, type Format, type Holdings } from '../../exports'
import { makeApng } from '../../exports/tools/video/apng-film'
import { exportedFilm } from '../../exports/tools/exported-film'
import { filmOf } from '../../exports/tools/film'
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
        const run = store.runs.get(id)
        const format = formats.find(word)
        const holdings = holdingsOf(store, run, stage && (stage.inputs ? countOf(stage.inputs) : null))
        const refusal = refusalOf(format, holdings)
        if (refusal) throw new StudioError('not-found', refusal)
        const { options, chosen } = choose(format, holdings, given)
        const source = sourceOf(context, holdings, stage, { signal, progress })
        const work = { signal, progress }
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

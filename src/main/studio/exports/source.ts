/** The studio's end of exports: what a run has, read and drawn when a format asks for it. */
import type { ExportStage, Run, Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { rowNames } from '../../../shared/run/row-names'
import trace from '../../engine/calls/trace'
import { listBuiltins, UnreadablePicture, type PictureDecoder } from '../../datasets'
import { tilesOf } from '../../drawing/sheet'
import type { SamplePixels } from '../../engine/protocol'
import type { DataFacts, ExportSource, Holdings } from '../../exports'
import type { WorkOptions } from '../../lib/progress'
import type { Store } from '../../store'
import type { StoredCheckpoint, StoredSheet } from '../../store/history'
import type { Context } from '../context'
import { drawn } from '../explore/asked'
import { picturesOf, shownOf } from '../explore/explore'
import { drawnKeys, stagedKeys, valuesOfKey } from './keys'
import { translations } from '../explore/translation'
import { checkCheckpoint } from '../integrity/checkpoint'
import { sheetOf } from '../integrity/sheet'
import { portable } from '../bundles/portable'
import { checkpointOf } from '../runs/checkpoint-of'
import { examplesOf, partsOf } from '../training/trained-on'

/** @param pictures so many of somebody's own on the stage, null for the run's samples; undefined where nothing is */
export function holdingsOf(store: Store, run: Run, pictures?: number | null): Holdings {
  const checkpoints = [...new Set(store.history.checkpoints(run.id).map(({ epoch }) => epoch))]
  const sampled = store.history.sheets(run.id).map(({ epoch }) => epoch)
  const own = typeof pictures === 'number'
  return {
    run,
    sampled,
    checkpoints,
    measured: store.history.epochs(run.id).map(({ epoch }) => epoch),
    stepped: run.step > 0 ? [run.step] : [],
    framed: own ? checkpoints : sampled,
    grid: own
      ? { pictures, columns: Math.ceil(Math.sqrt(pictures)), names: [] }
      : { pictures: run.sampleCount, columns: run.sampleColumns, names: rowNames(run) },
    staged: pictures !== undefined
  }
}

export function sourceOf(
  context: Context,
  holdings: Holdings,
  stage: ExportStage | undefined,
  work: WorkOptions
): ExportSource {
  const { store, decoder } = context
  const { run } = holdings
  const sheets = new Map(store.history.sheets(run.id).map(sheet => [sheet.epoch, sheet]))
  const wholeCheckpoint = async (epoch?: number): Promise<StoredCheckpoint> => {
    const checkpoint = checkpointOf(store, run, epoch)
    await checkCheckpoint(store, run, checkpoint)
    return checkpoint
  }
  const samples = async (epoch: number): Promise<SamplePixels> => {
    const sheet = sheets.get(epoch)
    if (!sheet) throw new StudioError('not-found', `"${run.name}" has no samples of epoch ${epoch}.`)
    return samplesOf(decoder, sheet, await sheetOf(store, run.id, sheet), work.signal)
  }
  const inputs = stage?.inputs
  return {
    ...holdings,
    stageEpoch: stage?.epoch,
    sheet: samples,
    frame: inputs ? epoch => shownOf(context, run, epoch, inputs, { signal: work.signal }) : samples,
    keys: (seed, count) => (inputs ? stagedKeys(run, inputs) : drawnKeys(run, seed, count)),
    drawKey: (epoch, key) => shownOf(context, run, epoch, valuesOfKey(run, key, inputs), { signal: work.signal }),
    draw: ({ epoch, seed, count, inputs }) => picturesOf(context, run, epoch, drawn(run, seed, count, inputs), work),
    translate: async ({ epoch, seed, count, gap, direction }) =>
      (await translations(context, run, { epoch, of: { count, seed }, seed, direction, gap }, work)).sheet,
    checkpoint: wholeCheckpoint,
    trace: async ({ epoch, part, batch, settled = {} }) => {
      const checkpoint = await wholeCheckpoint(epoch)
      const { model, settings } = run
      const order = { model, settings, checkpoint: checkpoint.path, part, batch, settled }
      return { ...checkpoint, graph: await context.sampler.ask(trace, order, { signal: work.signal }) }
    },
    data: () => dataOf(store, run),
    portable: asked => portable(context, run, asked, work),
    numbers: () => ({
      steps: store.history.steps(run.id, Number.MAX_SAFE_INTEGER),
      epochs: store.history.epochs(run.id),
      values: store.metrics.list(run.id)
    })
  }
}

async function dataOf(store: Store, run: Run): Promise<DataFacts> {
  const dataset = store.datasets.list().find(each => each.id === run.dataset)
  if (!dataset) return { count: null, labels: [], licence: null }
  const named =
    dataset.kind === 'builtin' ? (await listBuiltins()).find(({ name }) => name === dataset.origin) : undefined
  const { trained, classes } = partsOf(store, run, dataset.id)
  return { count: examplesOf(trained, dataset), labels: [...classes], licence: named?.licence ?? null }
}

/** @throws StudioError not-readable, naming the file */
async function samplesOf(
  decoder: PictureDecoder,
  { path }: StoredSheet,
  sheet: Sheet,
  signal: AbortSignal | undefined
): Promise<SamplePixels> {
  const size = { width: sheet.columns * sheet.tileWidth, height: sheet.rows * sheet.tileHeight }
  try {
    return tilesOf(sheet, await decoder.pixels({ bytes: sheet.png }, size, signal))
  } catch (error) {
    if (!(error instanceof UnreadablePicture)) throw error
    throw new StudioError(
      'not-readable',
      `The sheet “${path}” cannot be read. ${error.message} The run's other epochs are not affected.`,
      { cause: error }
    )
  }
}

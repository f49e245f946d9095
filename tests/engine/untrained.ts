/** Checkpoints of models as they begin, and what asks for pictures of them: nothing is trained or compiled for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { saveCheckpoint } from '../../src/main/engine/checkpoint'
import { build } from '../../src/main/engine/step/build'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryInputs } from '../../src/main/models/gallery'
import { interpret, type TypedArray } from '../../src/main/tensors/program'
import type { Settings } from '../../src/shared/domain'
import { stageAt } from '../../src/shared/run/stages'
import { drawLatents } from '../../src/shared/random'

const folder = mkdtempSync(join(tmpdir(), 'atelier-untrained-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * An engine must be open.
 * @param gain by which weights with two axes or more are larger than they begin, so that pictures differ
 * @param step at which a model that grows is saved
 */
export async function untrained(id: string, given: Settings, gain = 1, step = 0) {
  const model = findModel(id)
  const settings = completeSettings(model, { batchSize: 4, epochs: 1, ...given })
  const sampleCount = model.sampleCount(settings)
  const index = model.stages && stageAt(model.stages(settings), Math.max(0, step - 1))
  const stage = index === undefined ? undefined : { index, since: 0 }
  const built = build({ model, settings, seed: 1, batchSize: 4, sampleCount, table: null, stage })
  const program = interpret(built.definition)
  const grown = new Map<string, TypedArray>()
  for (const [name, values] of program.read()) {
    const rank = built.definition.variables.get(name)?.rank ?? 0
    if (rank > 1 && gain !== 1)
      grown.set(
        name,
        Float32Array.from(values, value => gain * value)
      )
  }
  program.assign(grown)
  const run = mkdtempSync(join(folder, 'run-'))
  const about = { model: id, settings, seed: 1, parts: 1 }
  const { file } = await saveCheckpoint(run, built.definition, program, { step, epoch: 0 }, about)
  built.dispose()
  const size = model.latent(settings)
  const single = Object.entries(galleryInputs(model, settings, 1)).map(
    ([key, rows]) => [key, rows.slice(0, rows.length / sampleCount)] as const
  )
  /** So many latents of a seed; everything else as nobody has set it. */
  const rows = (count: number, seed: number) => ({
    ...Object.fromEntries(single.map(([key, row]) => [key, times(row, count)])),
    latents: drawLatents(seed, count, size, model.latentDistribution)
  })
  return { order: { model: id, settings, checkpoint: join(run, file), shape: model.image(settings) }, size, rows }
}

/** The same row again and again. */
function times(row: TypedArray, count: number): TypedArray {
  const at = (_: unknown, i: number): number => row[i % row.length] ?? 0
  const whole = { length: row.length * count }
  return row instanceof Int32Array ? Int32Array.from(whole, at) : Float32Array.from(whole, at)
}

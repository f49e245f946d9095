/** What is on the time line's stage is what is exported: an epoch's samples, or what checkpoints make of latents. */
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ExportStage, Pixels, Settings } from '../../src/shared/domain'
import { importPebbles, openBench, small } from '../studio/fixtures'

const grey = ({ rgba }: Pixels): number[] => [...rgba.filter((_, i) => i % 4 === 0)]

async function trained() {
  const { studio, until } = openBench()
  const { handlers } = studio
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio)).id,
    settings: { ...small, channels: 'grey', epochs: 3 }
  })
  await until(run, 'finished')
  const exported = (format: string, stage: ExportStage | undefined, options: Settings = {}) =>
    handlers.exportRun({ run, job: randomUUID(), format, ...(stage ? { stage } : {}), options, keep: false })
  return { handlers, run, exported }
}

/** Every frame's tiles one after another, grey. */
async function framesOf(bytes: Uint8Array, columns: number, side: number): Promise<number[][]> {
  const image = sharp(bytes, { animated: true })
  const { pages = 1 } = await image.metadata()
  const { data, info } = await image.toColourspace('b-w').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const high = info.height / pages
  return Array.from({ length: pages }, (_, page) =>
    Array.from({ length: (info.width / side) * (high / side) }, (_, tile) => tile).flatMap(tile =>
      Array.from({ length: side * side }, (_, at) => {
        const x = (tile % columns) * side + (at % side)
        const y = page * high + Math.floor(tile / columns) * side + Math.floor(at / side)
        return data[(y * info.width + x) * info.channels] ?? -1
      })
    )
  )
}

test('explored and pinned pictures are what GIF and PNG contain, epoch for epoch', async () => {
  const { handlers, run, exported } = await trained()
  const latents = await handlers.drawLatents({ run, seed: 7, count: 4 })
  const inputs = { latents }
  const epochs = [1, 2, 3]
  const wanted = await Promise.all(epochs.map(async epoch => grey(await handlers.generate({ run, epoch, inputs }))))
  const gif = await exported('gif', { epoch: epochs.at(-1) ?? 1, inputs }, { scale: 1 })
  expect(gif.facts).toMatchObject({ frames: epochs.length, width: 56, height: 56 })
  expect(await framesOf(gif.bytes, 2, 28)).toEqual(wanted)

  const png = await exported('png', { epoch: epochs[0] ?? 1, inputs })
  expect(await framesOf(png.bytes, 2, 28)).toEqual([wanted[0]])
  expect(png.mark).toBe(`epoch ${epochs[0]}`)
})

test(
  "an epoch's own samples are what PNG contains while they are " + 'shown; fresh ones where they are asked for',
  async () => {
    const { handlers, run, exported } = await trained()
    const sheet = await handlers.sampleSheet({ run, epoch: 2 })
    const png = await exported('png', { epoch: 2 })
    expect(await framesOf(png.bytes, sheet.columns, 28)).toEqual(await framesOf(sheet.png, sheet.columns, 28))
    const fresh = await exported('png', { epoch: 2 }, { what: 'fresh', seed: 3, count: 4 })
    const unstaged = await exported('png', undefined, { seed: 3, count: 4 })
    // They carry how they were asked for.
    expect(await framesOf(fresh.bytes, 2, 28)).toEqual(await framesOf(unstaged.bytes, 2, 28))
  }
)

test('options fit what is on the stage; those of fresh draws count only with them', async () => {
  const { handlers, run } = await trained()
  const optionsOf = async (stage?: number | null) => {
    const formats = await handlers.listExports({ run, ...(stage === undefined ? {} : { stage }) })
    return Object.fromEntries(formats.map(({ id, options }) => [id, options]))
  }
  const [staged, none] = [await optionsOf(5), await optionsOf()]
  expect(staged['gif']?.find(({ key }) => key === 'columns')).toMatchObject({ default: 3 })
  expect(staged['gif']?.find(({ key }) => key === 'rows')).toMatchObject({ default: 2 })
  expect(staged['png']?.find(({ key }) => key === 'seed')).toMatchObject({ onlyWith: { key: 'what', value: 'fresh' } })
  expect(none['png']?.map(({ key }) => key)).not.toContain('what')
  expect(none['png']?.find(({ key }) => key === 'seed')).not.toHaveProperty('onlyWith')
})

/** A few steps of a model that translates, on pictures of noise. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Report } from '../../../src/main/engine/protocol'
import { train } from '../../../src/main/engine/training'
import { findModel } from '../../../src/main/models'
import { exampleKindOf } from '../../../src/main/models/examples'
import { galleryInputs, galleryOf } from '../../../src/main/models/gallery'
import type { ImageShape, Settings } from '../../../src/shared/domain'
import { uniformStream } from '../../../src/shared/random'

/** Two epochs on six rows. @param hear told of every report */
export async function trainedOn(
  id: string,
  settings: Settings,
  hear: (report: Report) => void = () => undefined
): Promise<{ checkpoint: string; shape: ImageShape }> {
  const model = findModel(id)
  const kind = exampleKindOf(model)
  const [shape, count] = [model.image(settings), 6]
  const folder = mkdtempSync(join(tmpdir(), 'atelier-trained-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const path = join(folder, 'rows.u8')
  const random = uniformStream('trained')
  writeFileSync(
    path,
    Uint8Array.from({ length: count * kind.numbers(shape) }, () => 256 * random())
  )
  const { columns, pictures } = galleryOf(model, settings, 1)
  let checkpoint = ''
  await train(
    {
      type: 'train',
      model: id,
      settings,
      seed: 1,
      epochs: 2,
      dataset: {
        path,
        count,
        exampleKind: kind.id,
        shape,
        ...(kind.id === 'domains' ? { labels: Int32Array.of(0, 0, 0, 1, 1, 1) } : {})
      },
      checkpoints: folder,
      resumeFrom: null,
      sampleInputs: galleryInputs(model, settings, 1),
      sampleColumns: columns,
      samplePictures: pictures,
      sampleCount: model.sampleCount(settings)
    },
    report => {
      if (report.type === 'epoch') checkpoint = join(folder, report.checkpoint.file)
      hear(report)
    },
    { shouldStop: async () => false, reportEvery: 0 }
  )
  return { checkpoint, shape }
}

/** What an engine is asked for to train a run. */
import type { Run } from '../../../shared/domain'
import type { TrainOrder } from '../../engine/protocol'
import { findModel } from '../../models'
import { galleryInputs, galleryOf } from '../../models/gallery'

/** @returns also the class of each row of the run's sheets; null where they have none */
export function trainOrder(
  run: Run,
  found: Pick<TrainOrder, 'dataset' | 'checkpoints' | 'resumeFrom' | 'start'>
): { order: TrainOrder & { type: 'train' }; classes: ReturnType<typeof galleryOf>['rows'] } {
  const { model, settings, seed, epochs, steps, examples, latent, sampleCount } = run
  const { latents, rows, columns, pictures } = galleryOf(findModel(model), settings, seed)
  return {
    classes: rows,
    order: {
      type: 'train',
      model,
      settings,
      seed,
      epochs,
      ...(steps === null ? {} : { steps }),
      ...found,
      sampleInputs: galleryInputs(findModel(model), settings, seed),
      sampleColumns: columns,
      samplePictures: pictures,
      // Points are all shown in one scatter.
      sampleCount: examples.scatter ? latents.length / latent : sampleCount
    }
  }
}

/** Datasets: where pictures come from, and the packed caches that trainers read. */
import { z } from 'zod'
import { func, identifier, Registry } from '../lib/registry'
import type { Source, SourceDefinition, SourceKind } from './source'

export type { PictureDecoder } from './decoder/protocol'
export { importImages, type ImportOptions } from './import'
export { datasetKinds, kindOfPairing, makerOf, type DatasetKind } from './kinds'
export { drawingOrigin, drawnKind, drawSet, findPoints, importPoints } from './points'
export type { ImageEntry, ImportReport } from './report'
export { compareNaturally } from '../lib/order'
export { packImages, pixelsOf } from './packed/pack'
export { packSubset } from './packed/subset'
export { previewImages, type CachedImages } from './pictures/preview'
export { exampleBytes, pictureBytes } from './packed/cache'
export { recommendedFraming, sameFraming } from './recommend'
export { resourceFile } from './resources'
export { listBuiltins, previewBuiltin, type Builtin } from './sources/builtin'
export type { Findings } from './survey'
export { UnreadablePicture } from './source'
export type { Listing, Picture, Source, SourceKind } from './source'

const sources = new Registry(
  'source of pictures',
  import.meta.glob<SourceDefinition>('./sources/*.ts', { eager: true, import: 'default' }),
  {
    folder: 'datasets',
    fields: {
      id: identifier,
      recognises: func.optional(),
      beside: z.boolean().optional(),
      recipe: z.enum(['name', 'origin']).optional(),
      open: func
    }
  }
)

/** What an absolute path is imported as; null for folders and archives. @param beside see SourceDefinition */
export async function sourceKindAt(path: string, beside?: readonly string[]): Promise<SourceKind | null> {
  for (const { id, recognises } of sources.all) if (await recognises?.(path, beside)) return id
  return null
}

/** Whether a kind says what pictures beside it are. */
export const liesBeside = (kind: SourceKind): boolean => sources.find(kind).beside ?? false

/** What makes a kind anew without its files; null: nothing does. */
export const recipeOf = (kind: SourceKind): SourceDefinition['recipe'] | null => sources.find(kind).recipe ?? null

/** A source by kind and origin: an absolute folder, or a built-in's name. Nothing is read yet. */
export const openSource = (kind: SourceKind, origin: string): Source => sources.find(kind).open(origin)

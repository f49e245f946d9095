/** Datasets: where pictures come from, and the packed caches that trainers read. */
import { StudioError } from '../../shared/errors'
import type { Source, SourceDefinition, SourceKind } from './source'

export type { PictureDecoder } from './decoder/protocol'
export { importImages, type ImageEntry, type ImportOptions, type ImportReport } from './import'
export { previewPoints } from './points/preview'
export { drawSet, findPoints, importPoints, isPoints, pointSets } from './points'
export { compareNaturally } from '../lib/order'
export { packImages } from './packed/pack'
export { previewImages, type CachedImages } from './pictures/preview'
export { exampleBytes, pictureBytes } from './packed/cache'
export { recommendedFraming, sameFraming } from './recommend'
export { resourceFile } from './resources'
export { listBuiltins, previewBuiltin, type Builtin } from './sources/builtin'
export { UnreadablePicture } from './source'
export type { Picture, Progress, Source, SourceKind, WorkOptions } from './source'

const files = import.meta.glob<SourceDefinition>('./sources/*.ts', { eager: true, import: 'default' })
const sources = new Map(Object.values(files).map(definition => [definition.kind, definition]))

/** A source by kind and origin: an absolute folder, or a built-in's name. Nothing is read yet. */
export function openSource(kind: SourceKind, origin: string): Source {
  const definition = sources.get(kind)
  if (!definition) throw new StudioError('internal', `There is no kind of dataset “${kind}”.`)
  return definition.open(origin)
}

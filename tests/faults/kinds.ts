/** Every kind in the folder, by id. */
import type { FaultKind } from './kind'

const files = import.meta.glob<FaultKind>('./kinds/*.ts', { eager: true, import: 'default' })

export const kinds: ReadonlyMap<string, FaultKind> = new Map(Object.values(files).map(kind => [kind.id, kind]))

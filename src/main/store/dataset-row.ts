/** A row of `datasets` with its counts, as a dataset. */
import { posix, win32 } from 'node:path'
import { z } from 'zod'
import { commonAspect } from '../../shared/datasets/aspects'
import { survey as surveySchema } from '../../shared/datasets/report'
import { dataset as domain, type Dataset } from '../../shared/domain'
import { exampleTraitsOf } from '../models/examples'
import type { WorkspaceFiles } from './files'

const row = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  example_kind: z.string(),
  origin: z.string(),
  labels: z.string(),
  pairing: z.string().nullable(),
  source_width: z.int(),
  source_height: z.int(),
  grey: z.int(),
  framing: z.string(),
  survey: z.string().nullable().default(null),
  created_at: z.int(),
  place: z.int(),
  image_count: z.int(),
  excluded_count: z.int(),
  held_out_count: z.int(),
  version: z.int(),
  /** Null where none is left that is trained on. */
  example_count: z.int().nullable(),
  unreadable_count: z.int(),
  duplicate_count: z.int(),
  unpaired_count: z.int()
})

/** Whether a row of `datasets` can be read as a dataset. */
export function isDatasetRow(found: unknown, files: WorkspaceFiles): boolean {
  try {
    readDataset(
      {
        image_count: 0,
        excluded_count: 0,
        held_out_count: 0,
        example_count: 0,
        unreadable_count: 0,
        duplicate_count: 0,
        unpaired_count: 0,
        ...z.object({}).loose().parse(found)
      },
      files
    )
    return true
  } catch {
    return false
  }
}

/** Kinds of source whose pictures never lie in the workspace. */
export const elsewhere: ReadonlySet<string> = new Set(['builtin', 'folder', 'drawn'])

/** What lies in the workspace is named from its folder; a path may be another system's. */
const originOf = (kind: string, origin: string, files: WorkspaceFiles): string =>
  elsewhere.has(kind) || posix.isAbsolute(origin) || win32.isAbsolute(origin) ? origin : files.path(origin)

export function readDataset(value: unknown, files: WorkspaceFiles): Dataset {
  const found = row.parse(value)
  return domain.parse({
    id: found.id,
    name: found.name,
    kind: found.kind,
    exampleKind: found.example_kind,
    examples: exampleTraitsOf(found.example_kind),
    origin: originOf(found.kind, found.origin, files),
    imageCount: found.image_count,
    excludedCount: found.excluded_count,
    heldOutCount: found.held_out_count,
    version: found.version,
    exampleCount: found.example_count ?? 0,
    unreadableCount: found.unreadable_count,
    duplicateCount: found.duplicate_count,
    unpairedCount: found.unpaired_count,
    labels: JSON.parse(found.labels),
    pairing: found.pairing === null ? null : JSON.parse(found.pairing),
    sourceSize: { width: found.source_width, height: found.source_height },
    grey: found.grey === 1,
    aspect: found.survey === null ? null : commonAspect(surveySchema.parse(JSON.parse(found.survey)).aspects),
    framing: JSON.parse(found.framing),
    place: found.place,
    createdAt: found.created_at
  })
}

/** Finds the runs and datasets that lie in a workspace, by the records in their folders. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkspaceFiles } from '../files'
import { isUuid } from '../workspace/made'
import { readHead, type Head } from './format'
import type { Kind } from './kind'

export interface FoundFolder {
  kind: Kind
  id: string
  folder: string
  /** Null: the folder has no record, or none that can be read. */
  head: Head | null
}

/** Folders with an id for a name; links are somebody's own. */
export function foldersIn(files: WorkspaceFiles): FoundFolder[] {
  return (
    [
      ['run', files.runs],
      ['dataset', files.datasets]
    ] as const
  ).flatMap(([kind, place]) =>
    idsIn(place).map(id => {
      const folder = join(place, id)
      return { kind, id, folder, head: readHead(folder, kind) }
    })
  )
}

function idsIn(place: string): string[] {
  try {
    return readdirSync(place, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && isUuid(entry.name))
      .map(({ name }) => name)
  } catch {
    return []
  }
}

/**
 * Every migration, in the order of the numbers that their files' names begin with; the database's `user_version` counts
 * those done. Never change one that was released: add the next, as a file of its own that exports one function.
 */
import type { Database } from 'better-sqlite3'

export type Migration = (database: Database) => void

const files = import.meta.glob<Record<string, Migration>>(['./*.ts', '!./index.ts'], { eager: true })

export const migrations: readonly Migration[] = Object.entries(files)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([file, exported], place) => {
    const [migration, ...others] = Object.values(exported)
    if (!migration || others.length > 0 || Number(/\d{4}/.exec(file)?.[0]) !== place + 1)
      throw new Error(`store/migrations/${file} is not the migration number ${place + 1}: one function each, numbered.`)
    return migration
  })

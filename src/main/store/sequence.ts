/** The order in which things happened: a number that only grows, whatever the clock says. */
import { z } from 'zod'
import type { Connection } from './connection'

const row = z.object({ value: z.int() })

/** The next number; within a transaction it is taken only if that is. */
export function nextPlace(database: Pick<Connection, 'prepare'>): number {
  return row.parse(database.prepare('UPDATE sequence SET value = value + 1 RETURNING value').get()).value
}

/** The newest number that was taken. */
export function lastPlace(database: Pick<Connection, 'prepare'>): number {
  return row.parse(database.prepare('SELECT value FROM sequence').get()).value
}

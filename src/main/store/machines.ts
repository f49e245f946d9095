/** Other machines, in the order of their names. */
import { z } from 'zod'
import { StudioError } from '../../shared/errors'
import { machine, type Machine } from '../../shared/remote/machines'
import type { Connection } from './connection'

const row = machine.omit({ settings: true }).extend({ settings: z.string() })

export class Machines {
  constructor(private readonly database: Connection) {}

  list(): Machine[] {
    return this.database
      .prepare('SELECT name, address, fingerprint, folder, settings, added_at AS addedAt FROM machines ORDER BY name')
      .all()
      .map(found => {
        const { settings, ...rest } = row.parse(found)
        return machine.parse({ ...rest, settings: JSON.parse(settings) as unknown })
      })
  }

  /** @throws StudioError not-found */
  get(name: string): Machine {
    const all = this.list()
    const found = all.find(each => each.name === name)
    if (found) return found
    const names = all.map(each => each.name)
    throw new StudioError(
      'not-found',
      `There is no machine "${name}". ` +
        (names.length === 0 ? 'Add one with `atelier machines add NAME user@host`.' : `There is: ${names.join(', ')}.`)
    )
  }

  /** @throws StudioError conflict where the name is taken */
  add({ name, address, fingerprint, folder, settings, addedAt }: Machine): void {
    if (this.list().some(each => each.name.toLowerCase() === name.toLowerCase()))
      throw new StudioError('conflict', `There is a machine "${name}" already. Remove it first, or take another name.`)
    this.database
      .prepare(
        'INSERT INTO machines (name, address, fingerprint, folder, settings, added_at) VALUES (?, ?, ?, ?, ?, ?)'
      )
      .run(name, address, fingerprint, folder, JSON.stringify(settings), addedAt)
  }

  /** @throws StudioError not-found */
  remove(name: string): void {
    this.get(name)
    this.database.prepare('DELETE FROM machines WHERE name = ?').run(name)
  }
}

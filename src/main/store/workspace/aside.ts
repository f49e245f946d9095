/** What a database is called that is kept beside the one in use. */
import { existsSync } from 'node:fs'

/** `atelier.db` → `atelier.db.damaged-2026-11-29-141502`, a name that is free. */
export function asideName(database: string, why: 'damaged' | 'older' | 'replaced', now = new Date()): string {
  const digits = (value: number): string => String(value).padStart(2, '0')
  const date = [now.getFullYear(), digits(now.getMonth() + 1), digits(now.getDate())].join('-')
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(digits).join('')
  const name = `${database}.${why}-${date}-${time}`
  for (let again = 1; ; again++) {
    const free = again === 1 ? name : `${name}.${again}`
    if (!existsSync(free)) return free
  }
}

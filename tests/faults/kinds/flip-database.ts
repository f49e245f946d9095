/** Flipped bits in the database: never does a file go for it; what is wrong is said, and repaired. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { defineKind } from '../kind'
import { filesBelow } from '../tools/canaries'
import { finishedRuns } from '../tools/finished'
import { flipBit } from '../tools/flip'
import { hashOf } from '../tools/records'

export default defineKind({
  id: 'flip-database',
  title: 'flipped bits in the database',
  seconds: 20,
  short: true,
  share: 2,
  async round(round) {
    const { random, tally } = round
    const workspace = await finishedRuns(round)
    const files = filesBelow(workspace)
      .filter(path => !/atelier\.db/.test(path))
      .map(path => ({ path, hash: hashOf(path) }))
    const database = join(workspace, 'atelier.db'),
      whole = round.path('whole.db')
    writeFileSync(whole, readFileSync(database))
    const kept = round.path('kept')
    cpSync(workspace, kept, { recursive: true, verbatimSymlinks: true })
    const repairs = await round.repairs()
    for (let flips = round.short ? 3 : 12; flips > 0; flips--) {
      const bytes = readFileSync(whole)
      const where = flipBit(bytes, random)
      for (const name of ['atelier.db-wal', 'atelier.db-shm']) rmSync(join(workspace, name), { force: true })
      writeFileSync(database, bytes)
      tally.add({ faults: 1 })
      const { status, stderr } = await round.atelier(workspace, ['runs'])
      if (status !== 0) tally.see('flips that were found and said')
      if (status !== 0)
        tally.expect(
          /\.\s*$/.test(stderr.trim()) && stderr.includes('atelier.db'),
          `A flipped bit (${where}) ended in status ${status} and these words: ${stderr.trim()}`
        )
      const gone = files.filter(({ path, hash }) => !existsSync(path) || hashOf(path) !== hash)
      if (
        !tally.expect(
          gone.length === 0,
          `A flipped bit in the database (${where}) took ${gone.length} files: ${gone
            .slice(0, 3)
            .map(({ path }) => relative(workspace, path))
            .join(', ')}`
        )
      ) {
        rmSync(workspace, { recursive: true })
        cpSync(kept, workspace, { recursive: true, verbatimSymlinks: true })
      } else if (repairs && status !== 0) {
        const repaired = await round.atelier(workspace, ['repair'])
        const listed = await round.atelier(workspace, ['runs'])
        tally.expect(
          repaired.status === 0 && listed.status === 0,
          `A database with a flipped bit (${where}) cannot be ` +
            `repaired: ${repaired.stderr.trim()} ${listed.stderr.trim()}`
        )
        tally.see('repairs')
      }
      round.canaries.check(tally, `after a bit of the database was flipped (${where})`)
    }
  }
})

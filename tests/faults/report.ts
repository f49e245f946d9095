/** The table at the end, and the same as a JSON document. */
import type { Account } from './schedule'
import { Tally, type Counts } from './tools/tally'

export function tableOf(accounts: readonly Account[]): string {
  const all = totalOf(accounts)
  const heading = [
    'what is done',
    'rounds',
    'faults',
    'epochs reported',
    'lost',
    'foreign files',
    'touched',
    'resumed',
    'same bits',
    'findings'
  ]
  const line = (title: string, rounds: number, { counts: c, findings }: Tally): string[] => [
    title,
    ...[
      rounds,
      c.faults,
      c.epochsReported,
      c.epochsLost,
      c.foreignFiles,
      c.foreignTouched,
      c.resumes,
      c.resumesSame,
      findings.length
    ].map(String)
  ]
  const rows = [
    heading,
    ...accounts.map(({ kind, rounds, tally }) => line(kind.title, rounds, tally)),
    line(
      'together',
      accounts.reduce((sum, { rounds }) => sum + rounds, 0),
      all
    )
  ]
  const widths = heading.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const table = rows.map(
    row =>
      `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  )
  table.splice(
    1,
    0,
    `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  )
  const more = accounts.flatMap(({ kind, tally }) => {
    const words = [
      ...[...tally.seen].map(([name, times]) => `${times} ${name}`),
      ...[...tally.figures].map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    ]
    return words.length > 0 ? [`${kind.id}: ${words.join(', ')}.`] : []
  })
  return [...table, '', ...more].join('\n')
}

export function totalOf(accounts: readonly Account[]): Tally {
  const all = new Tally()
  for (const { kind, tally } of accounts) all.take(tally, `${kind.id}: `)
  return all
}

export interface Document {
  command: string
  seed: number
  minutes: number
  total: Counts
  kinds: {
    id: string
    title: string
    rounds: number
    seconds: number
    counts: Counts
    seen: Record<string, number>
    figures: Record<string, number>
    findings: string[]
  }[]
  leftOut: string[]
}

export function documentOf(
  accounts: readonly Account[],
  about: Pick<Document, 'command' | 'seed' | 'minutes' | 'leftOut'>
): Document {
  return {
    ...about,
    total: totalOf(accounts).counts,
    kinds: accounts.map(({ kind: { id, title }, rounds, seconds, tally }) => ({
      id,
      title,
      rounds,
      seconds: Math.round(seconds),
      counts: tally.counts,
      seen: Object.fromEntries(tally.seen),
      figures: Object.fromEntries(tally.figures),
      findings: tally.findings
    }))
  }
}

import type { WorkResult } from './rounds'

/**
 * A Markdown table of one work: times, the ratio to the fastest peer (to stock tfjs-node where there is none), rates.
 */
export function table({ work, rounds, flop, rows, rates, failed }: WorkResult): string {
  const peers = rows.filter(({ name }) => !name.startsWith('compiled') && name !== 'tfjs-node eager')
  const fastest =
    peers.toSorted((a, b) => a.median - b.median)[0] ?? rows.find(({ name }) => name === 'tfjs-node eager')
  const limit = Math.max(...Object.values(rates))
  const ofBest = (gflops: number): string => (Number.isFinite(limit) ? (gflops / limit).toFixed(2) : '–')
  return [
    `**${work}**: ${(flop / 1e9).toFixed(2)} GFLOP per step; ${Object.entries(rates)
      .map(([name, rate]) => `${name} alone ${rate.toFixed(0)} GFLOP/s`)
      .join(', ')}; ${rounds} rounds`,
    '',
    `| | min, ms | median, ms | of ${fastest?.name ?? '–'} | GFLOP/s | of the best kernel |`,
    '|---|---|---|---|---|---|',
    ...rows.map(
      row =>
        `| ${row.name} | ${row.minimum.toFixed(2)} | ${row.median.toFixed(2)} ` +
        `| ${(row.median / (fastest?.median ?? Number.NaN)).toFixed(2)} | ${row.gflops.toFixed(0)} ` +
        `| ${ofBest(row.gflops)} |`
    ),
    ...Object.entries(failed).map(([name, why]) => `| ${name} | did not run: ${why} | | | | |`)
  ].join('\n')
}

import type { Run } from '../../../shared/domain'
import { directionsOf } from '../../../shared/sampling-knobs'

type Shown = Pick<Run, 'sheet' | 'sampleCount' | 'sampleColumns'>

/** side² pictures that stand for a whole sheet, row by row. */
export function previewTiles({ sheet: { rows: together, preview }, sampleCount, sampleColumns }: Shown, side: number) {
  // One alone: never an original, which every epoch has in common.
  if (together > 1 && side === 1) return [sampleColumns]
  if (typeof preview !== 'string') {
    const across = Math.min(Math.ceil((side * side) / preview.length), sampleColumns)
    return preview.flatMap(row => Array.from({ length: across }, (_, i) => row * sampleColumns + i))
  }
  const places = Array.from({ length: side * side }, (_, i) => ({ row: Math.floor(i / side), column: i % side }))
  const rows = Math.ceil(sampleCount / sampleColumns)
  const across = (place: number, of: number): number =>
    preview === 'spread' ? Math.floor(((place + 0.5) * of) / side) : place
  const tiles =
    preview === 'first'
      ? places.map((_, i) => i)
      : places.map(({ row, column }) => across(row, rows) * sampleColumns + across(column, sampleColumns))
  return tiles.filter(tile => tile < sampleCount)
}

/** The one picture of it. */
export const previewTile = (run: Shown): number => previewTiles(run, 1)[0] ?? 0

/**
 * Which stack of a sheet a tile belongs to, where what belongs to an example stands below it: one row of each kind, and
 * again.
 */
export const stackOf = (tile: number, columns: number, kinds: number): number =>
  Math.floor(tile / (kinds * columns)) * columns + (tile % columns)

/** In a text with {there} and {back}, the two ways of a run that has them; `other` for runs that have not. */
const withWays = (run: Pick<Run, 'inputs'>, text: string, other: string): string => {
  const ways = directionsOf(run)
  return ways ? text.replace('{there}', ways[0]).replace('{back}', ways[1]) : other
}

/** What the columns of a gallery's rows have in common. */
export const columnWords = (run: Pick<Run, 'sheet' | 'inputs'>): string =>
  withWays(run, run.sheet.ways ?? run.sheet.columns, run.sheet.columns)

/** An epoch's sheet in a sentence. @param shown of its pictures, where that is not all */
export function sheetWords(
  run: Pick<Run, 'sheet' | 'sampleCount' | 'inputs'>,
  epoch: number,
  shown = run.sampleCount
): string {
  const of = (all: number): string =>
    shown === run.sampleCount ? String(all) : `${Math.round((shown / run.sampleCount) * all)} of ${all}`
  return run.sheet.label
    .replace('{count}', of(run.sampleCount))
    .replace('{examples}', of(run.sampleCount / run.sheet.rows))
    .replace('{epoch}', String(epoch))
    .replace('{columns}', columnWords(run))
}

/** Device pixels between its pictures. */
export const sheetGap = ({ sheet }: Pick<Run, 'sheet'>): number => (sheet.joined ? 0 : 2)

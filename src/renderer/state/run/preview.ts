import type { Run } from '../../../shared/domain'
import { choicesOf, directionsOf } from '../../../shared/sampling-knobs'
import { kindsIn } from '../../../shared/sheet-kinds'

type Shown = Pick<Run, 'sheetKind' | 'sampleCount' | 'sampleColumns'>

/** side² pictures that stand for a whole sheet, row by row. */
export function previewTiles({ sheetKind, sampleCount, sampleColumns }: Shown, side: number): number[] {
  // One alone: never an original, which every epoch has in common.
  if (kindsIn(sheetKind) > 1 && side === 1) return [sampleColumns]
  // What they are made of and towards is the same in every epoch.
  if (sheetKind === 'translations')
    return Array.from({ length: Math.min(side * side, sampleColumns) }, (_, i) => sampleColumns + i)
  if (sheetKind === 'cycles') {
    const across = Math.min(Math.ceil((side * side) / 2), sampleColumns)
    return [1, 4].flatMap(row => Array.from({ length: across }, (_, i) => row * sampleColumns + i))
  }
  const places = Array.from({ length: side * side }, (_, i) => ({ row: Math.floor(i / side), column: i % side }))
  const rows = Math.ceil(sampleCount / sampleColumns)
  // Neighbours on a map look alike: its quarters say more of it.
  const across = (place: number, of: number): number =>
    sheetKind === 'map' ? Math.floor(((place + 0.5) * of) / side) : place
  const tiles =
    sheetKind === 'samples'
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

/** Names of a sheet's rows, where it has one for each of what the run can be asked for first: its classes. */
export function rowNames({
  sheetKind,
  sampleCount,
  sampleColumns,
  inputs
}: Pick<Run, 'sheetKind' | 'sampleCount' | 'sampleColumns' | 'inputs'>): readonly string[] {
  const [first] = choicesOf({ inputs })
  return sheetKind === 'samples' && first && first.choices.length * sampleColumns === sampleCount ? first.choices : []
}

/** What the columns of a gallery's rows have in common. */
export function columnWords(run: Pick<Run, 'sheetKind' | 'inputs'>): string {
  const ways = run.sheetKind === 'cycles' ? directionsOf(run) : null
  return ways ? `${ways[0]} and back, below that ${ways[1]} and back` : commonWords[run.sheetKind]
}

const commonWords: Record<Run['sheetKind'], string> = {
  samples: 'Each column is one latent',
  map: 'Each column is one place on the map',
  reconstructions: 'Originals, and what became of them',
  translations: 'Inputs, what was made of them, and targets',
  cycles: 'Pictures of either kind, the other kind made of them, and what came back of that'
}

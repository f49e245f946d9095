/**
 * Where each picture of a wall lies, by its index: row by row, those of each class below its heading. Pure; lengths in
 * CSS pixels.
 */

/** Pictures that belong together. */
export interface Group {
  /** Of their class; −1: none, and no heading. */
  label: number
  count: number
}

export interface Section extends Group {
  /** Index of its first picture. */
  first: number
  /** Of its heading, where it has one, and of its first row of pictures. */
  top: number
  pictures: number
  rows: number
}

export interface WallLayout {
  sections: readonly Section[]
  total: number
  columns: number
  /** Of a picture, which may be several beside each other. */
  width: number
  height: number
  gap: number
  /** Of the whole wall. */
  length: number
}

/** What a heading takes with the space above and below it. */
export const headingHeight = 40
/** Between two pictures at least. */
const leastGap = 4
/** Around the whole wall: the outermost hairlines. */
const edge = 1

export interface WallRoom {
  groups: readonly Group[]
  /** Of the box. */
  room: number
  /** Of a picture. */
  width: number
  height: number
  mostGap: number
}

export function layOutWall({ groups, room, width, height, mostGap }: WallRoom): WallLayout {
  const columns = Math.max(1, Math.floor((room - 2 * edge + leastGap) / (width + leastGap)))
  // What is left over goes between them, so that the wall ends where its box does.
  const gap = Math.min(
    mostGap,
    columns > 1 ? Math.floor((room - 2 * edge - columns * width) / (columns - 1)) : leastGap
  )
  const sections: Section[] = []
  let [first, top] = [0, edge]
  for (const { label, count } of groups) {
    const pictures = top + (label < 0 ? 0 : headingHeight)
    const rows = Math.ceil(count / columns)
    sections.push({ label, count, first, top, pictures, rows })
    first += count
    top = pictures + rows * (height + gap)
  }
  return { sections, total: first, columns, width, height, gap, length: Math.max(0, top - gap) + edge }
}

/** Its upper left corner. */
export function cornerOf(
  { sections, columns, width, height, gap }: WallLayout,
  index: number
): { x: number; y: number } {
  const section = sections.findLast(({ first }) => first <= index)
  const within = index - (section?.first ?? 0)
  return {
    x: edge + (within % columns) * (width + gap),
    y: (section?.pictures ?? 0) + Math.floor(within / columns) * (height + gap)
  }
}

/** The picture at a point of the wall; null between two, and on a heading. */
export function indexAt(layout: WallLayout, x: number, y: number): number | null {
  const { sections, columns, width, height, gap } = layout
  const section = sections.findLast(({ pictures }) => pictures <= y)
  if (!section) return null
  const [column, row] = [Math.floor((x - edge) / (width + gap)), Math.floor((y - section.pictures) / (height + gap))]
  const within = row * columns + column
  if (column < 0 || column >= columns || within >= section.count) return null
  const corner = cornerOf(layout, section.first + within)
  return x <= corner.x + width && y <= corner.y + height ? section.first + within : null
}

/** First and last picture between two heights of the wall; null where there is none. */
export function inSight(
  { sections, columns, height, gap }: WallLayout,
  from: number,
  to: number
): { first: number; last: number } | null {
  const row = height + gap
  const seen = sections.filter(({ pictures, rows }) => pictures <= to && pictures + rows * row >= from)
  const [above, below] = [seen[0], seen.at(-1)]
  if (!above || !below) return null
  const first = above.first + Math.max(0, Math.floor((from - above.pictures) / row)) * columns
  const rows = Math.floor((to - below.pictures) / row) + 1
  return {
    first: Math.min(first, above.first + above.count - 1),
    last: below.first + Math.min(below.count, Math.max(1, rows) * columns) - 1
  }
}

/** Where a key leads from a picture; null where it leads nowhere. */
export function movedBy({ columns, total, sections }: WallLayout, index: number, key: string): number | null {
  const at = sections.findIndex(({ first, count }) => index >= first && index < first + count)
  const [here, above, below] = [sections[at], sections[at - 1], sections[at + 1]]
  if (!here) return null
  const within = index - here.first
  const column = within % columns
  const up =
    within >= columns
      ? index - columns
      : above && above.first + Math.min(above.count - 1, (above.rows - 1) * columns + column)
  const lastRow = Math.floor(within / columns) === here.rows - 1
  const down = !lastRow
    ? Math.min(index + columns, here.first + here.count - 1)
    : below && below.first + Math.min(below.count - 1, column)
  const steps: Record<string, number | undefined> = {
    ArrowLeft: index > 0 ? index - 1 : undefined,
    ArrowRight: index < total - 1 ? index + 1 : undefined,
    ArrowUp: up,
    ArrowDown: down,
    Home: 0,
    End: total - 1
  }
  return steps[key] ?? null
}

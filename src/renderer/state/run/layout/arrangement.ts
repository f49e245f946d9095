/**
 * Which pictures of a sheet are shown, where, and how large, so that they fill the room there is: columns follow the
 * room, and where a whole sheet would leave much of it empty fewer and larger pictures are shown.
 */

/** What is arranged. Sizes are the pictures' own pixels. */
export interface Arranged {
  width: number
  height: number
  /** All pictures of the sheet, row by row. */
  count: number
  /** Of the sheet. */
  columns: number
  /** Rows of the sheet that belong together, one below the other. */
  rows: number
  /** Rows of those that make sense by themselves, and may stand beside the rest; left out: all of them. */
  part?: number
  /** Names of the sheet's rows; none where its pictures are by themselves. */
  names: readonly string[]
  /** Parts of one picture: all of them, as they lie. */
  joined: boolean
}

/** In device pixels, as all that follows. */
export interface Room {
  width: number
  height: number
  gap: number
  /** What a name takes above its pictures. */
  label: number
  /** The share of it that pictures should cover: where they do, as many as possible are shown. */
  goal: number
  /** Everything is shown, however small. */
  whole?: boolean
}

export interface Arrangement {
  tile: { width: number; height: number }
  /** Device pixels per pixel of a picture. */
  scale: number
  width: number
  height: number
  places: { index: number; x: number; y: number }[]
  /** `over`: there is no room above the pictures, it lies on the first one. */
  names: { name: string; x: number; y: number; width: number; over: boolean }[]
  /** Share of the room that pictures cover, 0…1. */
  share: number
}

/** A grid of equal blocks, each a grid of pictures. */
interface Plan {
  blocks: { across: number; down: number; count: number }
  tiles: { across: number; down: number }
  /** Pictures shown of each of the sheet's units: of a named row, or of all that stand by themselves. */
  shown: number
  /** All together. */
  pictures: number
  names: 'none' | 'above' | 'over'
  /** As large as fits, though no multiple of their pixels is near. */
  exact?: boolean
}

/** At least so much of a sheet is shown; of a named row, which has company, less will do. */
const least = 0.45
const leastOfRow = 0.3

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

/** The plan that fills the room best, laid out. */
export function arrange(sheet: Arranged, room: Room): Arrangement {
  let best = { plan: asItIs(sheet), score: -1 }
  const shareOf = (plan: Plan): number =>
    (fit(plan, sheet, room).area * plan.pictures) / Math.max(1, room.width * room.height)
  for (let plan of plans(sheet, room.whole === true)) {
    let share = shareOf(plan)
    if (share < room.goal) share = shareOf((plan = { ...plan, exact: true }))
    // Whoever reaches the goal is compared by what it shows, and names above pictures are better than names on them.
    const score =
      Math.min(share, room.goal) * 10 + (plan.pictures / sheet.count) * (plan.names === 'over' ? 0.5 : 1) + share
    if (score > best.score) best = { plan, score }
  }
  return layOut(best.plan, sheet, room)
}

const asItIs = ({ count, columns }: Arranged): Plan => ({
  blocks: { across: 1, down: 1, count: 1 },
  tiles: { across: Math.min(columns, count), down: Math.ceil(count / columns) },
  shown: count,
  pictures: count,
  names: 'none'
})

function plans(sheet: Arranged, whole: boolean): Plan[] {
  const { names, columns, count, rows, part = rows } = sheet
  if (sheet.joined) return [asItIs(sheet)]
  if (names.length > 0) return namedPlans(names.length, columns, whole)
  const stacks = Math.floor(count / rows)
  const parts = rows / part
  return range(whole ? stacks : Math.max(1, Math.ceil(stacks * least)), stacks).flatMap(shown =>
    shapes(shown * parts).map(({ across, down }) => ({
      blocks: { across: 1, down: 1, count: 1 },
      tiles: { across, down: down * part },
      shown,
      pictures: shown * rows,
      names: 'none' as const
    }))
  )
}

/** Grids that hold `count`, one for each number of lines. */
const shapes = (count: number): { across: number; down: number }[] =>
  range(1, Math.min(count, 64)).map(down => ({ across: Math.ceil(count / down), down }))

/** A block with its name for each row; or all pictures in one flow, each row's name on its first one. */
function namedPlans(names: number, columns: number, whole: boolean): Plan[] {
  return range(whole ? columns : Math.max(1, Math.ceil(columns * leastOfRow)), columns).flatMap(shown => [
    ...shapes(names).flatMap(blocks =>
      shapes(shown).map(tiles => ({
        blocks: { ...blocks, count: names },
        tiles,
        shown,
        pictures: names * shown,
        names: 'above' as const
      }))
    ),
    ...shapes(names * shown).map(tiles => ({
      blocks: { across: 1, down: 1, count: 1 },
      tiles,
      shown,
      pictures: names * shown,
      names: 'over' as const
    }))
  ])
}

/**
 * Device pixels per pixel: a whole multiple where that loses little of what would fit, or else a half one, or as many
 * as fit.
 */
export function handyScale(exact: number): number {
  if (exact < 1) return Math.max(0.05, exact)
  const near = [Math.floor(exact), Math.floor(exact * 2) / 2].find(scale => scale >= exact * 0.96)
  return near ?? exact
}

interface Fit {
  scale: number
  tile: { width: number; height: number }
  /** Of one picture. */
  area: number
  gap: number
  /** Between blocks. */
  apart: number
  label: number
}

function fit({ blocks, tiles, names, exact = false }: Plan, sheet: Arranged, room: Room): Fit {
  const gap = sheet.joined ? 0 : room.gap
  const [apart, label] = names === 'above' ? [4 * gap, room.label] : [0, 0]
  const width = (room.width - apart * (blocks.across - 1)) / blocks.across - gap * (tiles.across - 1)
  const height = (room.height - apart * (blocks.down - 1)) / blocks.down - label - gap * (tiles.down - 1)
  const largest = Math.min(width / (tiles.across * sheet.width), height / (tiles.down * sheet.height))
  const scale = exact ? Math.max(0.05, largest) : handyScale(largest)
  const tile = {
    width: Math.max(1, Math.floor(sheet.width * scale)),
    height: Math.max(1, Math.floor(sheet.height * scale))
  }
  return { scale, tile, area: tile.width * tile.height, gap, apart, label }
}

function layOut(plan: Plan, sheet: Arranged, room: Room): Arrangement {
  const { blocks, tiles, names } = plan
  const { scale, tile, area, gap, apart, label } = fit(plan, sheet, room)
  const block = {
    width: tiles.across * (tile.width + gap) - gap,
    height: label + tiles.down * (tile.height + gap) - gap
  }
  const corner = (i: number): { x: number; y: number } => ({
    x: (i % blocks.across) * (block.width + apart),
    y: Math.floor(i / blocks.across) * (block.height + apart)
  })
  const places = contents(plan, sheet).flatMap((indices, i) =>
    indices.flatMap((index, j) =>
      index === null
        ? []
        : [
            {
              index,
              x: corner(i).x + (j % tiles.across) * (tile.width + gap),
              y: corner(i).y + label + Math.floor(j / tiles.across) * (tile.height + gap)
            }
          ]
    )
  )
  return {
    tile,
    scale,
    width: blocks.across * (block.width + apart) - apart,
    height: blocks.down * (block.height + apart) - apart,
    places,
    names:
      names === 'none'
        ? []
        : sheet.names.map((name, i) => ({
            name,
            ...(names === 'above'
              ? corner(i)
              : { x: places[i * plan.shown]?.x ?? 0, y: places[i * plan.shown]?.y ?? 0 }),
            width: names === 'above' ? block.width : tile.width,
            over: names === 'over'
          })),
    share: (places.length * area) / Math.max(1, room.width * room.height)
  }
}

/** Indices of every block's pictures, row by row; null where a place stays empty. */
function contents(
  { tiles, shown, names }: Plan,
  { count, columns, rows, part = rows, joined, names: all }: Arranged
): (number | null)[][] {
  if (joined) return [range(0, count - 1)]
  const ofName = (name: number): number[] => range(0, shown - 1).map(i => name * columns + i)
  if (names === 'above') return all.map((_, name) => ofName(name))
  if (names === 'over') return [all.flatMap((_, name) => ofName(name))]
  // First the first parts of all stacks, then their second ones.
  const standing = range(0, rows / part - 1).flatMap(of =>
    range(0, shown - 1).map(stack =>
      range(0, part - 1).map(
        row => (Math.floor(stack / columns) * rows + of * part + row) * columns + (stack % columns)
      )
    )
  )
  const lines = range(0, Math.ceil(standing.length / tiles.across) - 1)
  return [
    lines.flatMap(line =>
      range(0, part - 1).flatMap(row =>
        range(0, tiles.across - 1).map(column => standing[line * tiles.across + column]?.[row] ?? null)
      )
    )
  ]
}

/** Which picture lies at a point; null between them. */
export const pictureAt = ({ places, tile }: Arrangement, x: number, y: number): number | null =>
  places.find(place => x >= place.x && y >= place.y && x < place.x + tile.width && y < place.y + tile.height)?.index ??
  null

/** How Train shares its room between pictures and curves: the pictures lead. Pure; sizes in CSS pixels. */
import type { Run } from '../../../../shared/domain'
import { arrange, type Arranged, type Arrangement } from './arrangement'
import { rowNames } from '../../../../shared/run/row-names'
import { sheetGap } from '../preview'

/** Below the pictures, or beside them. */
export type Beside = 'below' | 'beside'

export interface Lead {
  curves: Beside
  /** Of the curves: their height below, or width beside the pictures. */
  size: number
  arrangement: Arrangement
}

interface Frame {
  /** Of pictures and curves together. */
  width: number
  height: number
  /** Device pixels per CSS pixel. */
  ratio: number
  window: { width: number; height: number }
  /** Somebody wants the curves large. */
  large: boolean
  /** A strip of training pictures and what becomes of them stands with the curves. */
  strip?: boolean
}

/** Between pictures and curves. */
export const leadGap = 12
const heightOfName = 18
/** Pictures cover so much of the window, where it has room for that. */
const goal = 0.402

type Shown = Pick<Run, 'image' | 'sampleCount' | 'sampleColumns' | 'sheet' | 'inputs' | 'examples'>

/** A run's sheet, as it is arranged. */
export const arrangedOf = (run: Shown): Arranged => ({
  width: run.image[1],
  height: run.image[0],
  count: run.sampleCount,
  columns: run.sampleColumns,
  rows: run.sheet.rows,
  ...(run.sheet.part ? { part: run.sheet.part } : {}),
  names: rowNames(run),
  joined: run.sheet.joined
})

/** @param whole all pictures, however small */
export function arrangeIn(
  run: Shown,
  { width, height, ratio }: Pick<Frame, 'width' | 'height' | 'ratio'>,
  share = 1,
  whole = false
): Arrangement {
  return arrange(arrangedOf(run), {
    width: Math.max(1, width * ratio),
    height: Math.max(1, height * ratio),
    gap: sheetGap(run),
    label: Math.round(heightOfName * ratio),
    goal: share,
    whole
  })
}

/**
 * Curves stand where the pictures lose least by them. A square map that is as high as the room leaves the rest of its
 * width: there the strip stands below the curves, and its pictures lead with those of the map.
 */
export function lead(run: Shown, frame: Frame): Lead {
  const { width, height, window, large, strip = false } = frame
  const joined = strip && run.sheet.joined
  const small = height < 640
  const sizes: Record<Beside, number> = {
    below: large ? Math.round(height * 0.5) : (small || run.examples.scatter) && !strip ? 96 : 112,
    beside: joined
      ? Math.max(large ? Math.round(width * 0.5) : 220, Math.round(width - leadGap - height))
      : large
        ? Math.round(width * 0.5)
        : Math.min(320, Math.max(strip && width > 900 ? 304 : 220, Math.round(width * 0.2)))
  }
  const wanted = goal * window.width * window.height
  const [below, beside] = (['below', 'beside'] as const).map(curves => {
    const room =
      curves === 'below'
        ? { width, height: height - sizes.below - leadGap }
        : { width: width - sizes.beside - leadGap, height }
    const area = Math.max(1, room.width) * Math.max(1, room.height)
    const arrangement = arrangeIn(run, { ...room, ratio: frame.ratio }, Math.min(1, wanted / area))
    return { curves, size: sizes[curves], arrangement, covered: arrangement.share * area }
  }) as [Lead & { covered: number }, Lead & { covered: number }]
  const score = ({ covered, arrangement }: Lead & { covered: number }): number =>
    Math.min(1, covered / wanted) * 10 + arrangement.places.length / run.sampleCount + covered / wanted / 2
  return joined || score(beside) > score(below) ? beside : below
}

/** The loss chart's looks and its line under the pointer, apart from the component that feeds it. */
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
  type Scale
} from 'chart.js'
import type { StepColumns } from '../../../../shared/domain'
import type { RobustRange } from '../../../state/run/robust-range'
import { smooth } from '../../../state/run/smoothing'
import { count, minus } from '../../../state/words'
import { curveCount, curveDash, curveToken } from '../../../ui/pictures/curves'

Chart.register(LinearScale, LineController, LineElement, LogarithmicScale, PointElement)

export type LossChart = Chart<'line', { x: number; y: number }[]>
export interface Colours {
  curves: string[]
  text: string
  ground: string
  grid: string
  cursor: string
}
export interface Looks {
  smoothing: number
  log: boolean
  stepsPerEpoch: number
  colours: Colours
  /** See `restLines`. */
  rest?: readonly number[]
}

export function readColours(element: Element): Colours {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    curves: Array.from({ length: curveCount }, (_, curve) => token(curveToken(curve))),
    text: token('--text-quiet'),
    ground: token('--ground'),
    grid: token('--line'),
    cursor: token('--text-faint')
  }
}

/** Raw losses faint behind, smoothed ones in front; just the raw ones where nothing is smoothed. */
export function datasets(
  columns: StepColumns,
  { smoothing, stepsPerEpoch, colours }: Looks
): ChartDataset<'line', { x: number; y: number }[]>[] {
  const points = (values: ArrayLike<number>, stride: number): { x: number; y: number }[] =>
    columns.step.flatMap((step, i) =>
      i % stride === 0 || i === columns.step.length - 1
        ? [{ x: step / Math.max(1, stepsPerEpoch), y: values[i] ?? NaN }]
        : []
    )
  const line = (
    values: ArrayLike<number>,
    colour: string,
    width: number,
    dash: number[],
    stride = 1
  ): ChartDataset<'line', { x: number; y: number }[]> => ({
    data: points(values, stride),
    borderColor: colour,
    borderWidth: width,
    borderDash: dash,
    pointRadius: 0,
    pointHitRadius: 0,
    spanGaps: false
  })
  // Dashes follow the line's length: along a jagged line they would be lost.
  const stride = smoothing === 0 ? 1 : Math.ceil(columns.step.length / 250)
  const colour = (curve: number): string => colours.curves[curve % colours.curves.length] ?? colours.text
  const fine = columns.losses.map((values, curve) =>
    line(smooth(values, smoothing), colour(curve), 1.75, curveDash(curve), stride)
  )
  if (smoothing === 0) return fine
  return [...fine, ...columns.losses.map((values, curve) => line(values, `${colour(curve)}2e`, 1, []))]
}

export function configuration(
  cursor: () => number | null,
  colours: () => Colours,
  rest: () => readonly number[] = () => [],
  range: () => RobustRange | null = () => null
): ChartConfiguration<'line', { x: number; y: number }[]> {
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      // A low chart has no room for what its label says too.
      onResize: ({ options }, { height }) => {
        for (const scale of Object.values(options.scales ?? {}))
          if (scale && 'title' in scale && scale.title) Object.assign(scale.title, { display: height >= 170 })
      },
      layout: { padding: { top: 4, right: 8 } },
      scales: {
        x: {
          type: 'linear',
          min: 0,
          title: { display: true, text: 'Epoch' },
          // Zoomed in, the ends are no round numbers.
          ticks: { maxRotation: 0, autoSkipPadding: 24, includeBounds: false }
        },
        // A fixed width keeps the plot still when labels grow longer.
        y: {
          type: 'linear',
          title: { display: true, text: 'Loss' },
          ticks: { maxTicksLimit: 7 },
          afterFit: scale => {
            scale.width = 60
          }
        }
      }
    },
    plugins: [cursorLine(cursor, colours), restLines(rest, colours), cutMarks(range, colours)]
  }
}

/** Colours and scales follow theme, switches and what is cut off; `update` afterwards. */
export function dress(chart: LossChart, { log, colours, rest = [] }: Looks, range?: RobustRange | null): void {
  const { x, y } = chart.options.scales ?? {}
  for (const scale of [x, y]) {
    if (!scale) continue
    Object.assign(scale, { grid: { color: colours.grid, tickColor: 'transparent' }, border: { display: false } })
    Object.assign(scale.ticks ?? {}, { color: colours.text, font: { size: 11 } })
    if (scale.title) Object.assign(scale.title, { color: colours.text, font: { size: 11 } })
  }
  if (y) Object.assign(y, { type: log ? 'logarithmic' : 'linear' })
  if (y && range !== undefined) Object.assign(y, { min: range?.min, max: range?.max })
  if (y?.ticks) Object.assign(y.ticks, { callback: besides(rest) })
}

/** Numbers on the axis; none where the name of what losses come to stands. */
function besides(rest: readonly number[]) {
  return function (this: Scale, value: number | string): string {
    const { min, max, chart } = this
    const apart = (at: number): number => (Math.abs(Number(value) - at) / (max - min)) * (chart.height - 36)
    return rest.some(at => apart(at) < 16) ? '' : tickWords(value)
  }
}

const tickWords = (value: number | string): string => {
  const number = Number(value)
  return minus(
    Math.abs(number) >= 1e5 || (number !== 0 && Math.abs(number) < 1e-3)
      ? number.toExponential(0)
      : String(Number(number.toPrecision(3)))
  )
}

/** A thin upright line at an epoch, without asking the chart to measure anything. */
function cursorLine(at: () => number | null, colours: () => Colours): Plugin<'line'> {
  return {
    id: 'cursor',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const x = at()
      const scale = scales['x']
      if (x === null || !scale) return
      const pixel = Math.round(scale.getPixelForValue(x)) + 0.5
      if (pixel < chartArea.left || pixel > chartArea.right + 1) return
      ctx.save()
      ctx.strokeStyle = colours().cursor
      ctx.beginPath()
      ctx.moveTo(pixel, chartArea.top)
      ctx.lineTo(pixel, chartArea.bottom)
      ctx.stroke()
      ctx.restore()
    }
  }
}

/** A dotted line across at each value that losses come to in the end, with its name on the axis. */
function restLines(values: () => readonly number[], colours: () => Colours): Plugin<'line'> {
  return {
    id: 'rest',
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      for (const value of values()) {
        const pixel = Math.round(scales['y']?.getPixelForValue(value) ?? NaN) + 0.5
        if (!(pixel > chartArea.top && pixel < chartArea.bottom)) continue
        ctx.save()
        ctx.strokeStyle = colours().text
        ctx.setLineDash([1, 3])
        ctx.beginPath()
        ctx.moveTo(chartArea.left, pixel)
        ctx.lineTo(chartArea.right, pixel)
        ctx.stroke()
        label(ctx, restWords(value), { right: chartArea.left - 4, middle: pixel, colours: colours() })
        ctx.restore()
      }
    }
  }
}

/** Says where values are cut off, and how far they go. */
function cutMarks(range: () => RobustRange | null, colours: () => Colours): Plugin<'line'> {
  return {
    id: 'cut',
    afterDatasetsDraw({ ctx, chartArea: { right, top, bottom } }) {
      const { above = null, below = null } = range() ?? {}
      ctx.save()
      if (above !== null) label(ctx, `▲ up to ${farWords(above)}`, { right, middle: top + 8, colours: colours() })
      if (below !== null) label(ctx, `▼ down to ${farWords(below)}`, { right, middle: bottom - 8, colours: colours() })
      ctx.restore()
    }
  }
}

const farWords = (value: number): string => minus(Math.abs(value) >= 1000 ? count(Math.round(value)) : tickWords(value))

/** Words on the chart's ground: what lies below them does not show through. */
function label(
  ctx: CanvasRenderingContext2D,
  words: string,
  { right, middle, colours }: { right: number; middle: number; colours: Colours }
): void {
  ctx.font = '11px system-ui, sans-serif'
  ctx.textAlign = 'right'
  ctx.textBaseline = 'middle'
  const { width } = ctx.measureText(words)
  ctx.fillStyle = colours.ground
  ctx.fillRect(right - width - 4, middle - 8, width + 8, 16)
  ctx.fillStyle = colours.text
  ctx.fillText(words, right, middle)
}

/** The logarithm of two is what losses of probabilities come to; it is better known by its name. */
const restWords = (value: number): string =>
  Math.abs(Math.abs(value) - Math.LN2) < 1e-9 ? `${value < 0 ? '−' : ''}ln 2` : tickWords(value)

export { Chart }

/** Losses of all epochs as a small drawing. */
import type { EpochMetrics, LossCurve } from '../../../shared/domain'

const [width, height] = [640, 240]
const edge = 8
/** Told apart by hue and by dashes. */
const looks = ['stroke="#1769aa"', 'stroke="#c0561f" stroke-dasharray="6 3"', 'stroke="#3a7d34" stroke-dasharray="2 3"']

/** An SVG as a data URL; null where there are fewer than two epochs with finite losses. */
export function curvesOf(
  losses: readonly LossCurve[],
  epochs: readonly Pick<EpochMetrics, 'epoch' | 'losses'>[]
): string | null {
  const all = epochs.flatMap(each => each.losses).filter(Number.isFinite)
  if (epochs.length < 2 || all.length < 2) return null
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const x = (i: number): number => edge + (i / (epochs.length - 1)) * (width - 2 * edge)
  const y = (value: number): number => height - edge - ((value - least) / (most - least || 1)) * (height - 2 * edge)
  const lines = losses.map((_, curve) => {
    const points = epochs.flatMap(({ losses: own }, i) => {
      const value = own[curve]
      return value !== undefined && Number.isFinite(value) ? [`${x(i).toFixed(1)},${y(value).toFixed(1)}`] : []
    })
    const look = looks[curve % looks.length] ?? ''
    return `<polyline fill="none" stroke-width="1.5" ${look} points="${points.join(' ')}"/>`
  })
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`
  const paper = '<rect width="100%" height="100%" fill="#fff"/>'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${paper}${lines.join('')}</svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}

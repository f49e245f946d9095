/**
 * Numbers as strokes, for axes inside pictures: smooth-edged at every size, and the same on every machine, whatever
 * fonts it has. Each numeral lies in a box as high as 1, from its upper left corner.
 */
type Stroke = readonly (readonly [x: number, y: number])[]

const oval = (x: number, y: number, across: number, down: number): Stroke =>
  Array.from({ length: 25 }, (_, i) => [
    x + across * Math.sin((i * Math.PI) / 12),
    y - down * Math.cos((i * Math.PI) / 12)
  ])

// oxfmt-ignore
const six: Stroke = [
  [0.52, 0.12], [0.4, 0.03], [0.25, 0.05], [0.12, 0.19], [0.05, 0.42], [0.05, 0.68], [0.12, 0.87], [0.29, 0.97],
  [0.45, 0.93], [0.55, 0.78], [0.55, 0.61], [0.46, 0.46], [0.3, 0.4], [0.15, 0.46], [0.06, 0.6]
]

// oxfmt-ignore
const strokes: Record<string, readonly Stroke[]> = {
  0: [oval(0.3, 0.5, 0.26, 0.47)],
  1: [[[0.1, 0.2], [0.34, 0.03], [0.34, 0.97]]],
  2: [[[0.05, 0.27], [0.09, 0.12], [0.2, 0.04], [0.35, 0.03], [0.48, 0.1], [0.55, 0.25], [0.51, 0.41], [0.3, 0.66],
    [0.04, 0.97], [0.57, 0.97]]],
  3: [[[0.06, 0.13], [0.2, 0.03], [0.38, 0.04], [0.5, 0.13], [0.52, 0.27], [0.42, 0.41], [0.24, 0.46], [0.43, 0.5],
    [0.55, 0.63], [0.54, 0.8], [0.44, 0.93], [0.28, 0.98], [0.12, 0.94], [0.03, 0.84]]],
  4: [[[0.44, 0.97], [0.44, 0.03], [0.03, 0.7], [0.58, 0.7]]],
  5: [[[0.52, 0.03], [0.12, 0.03], [0.08, 0.45], [0.22, 0.37], [0.38, 0.37], [0.52, 0.48], [0.56, 0.66], [0.5, 0.85],
    [0.36, 0.96], [0.2, 0.97], [0.04, 0.87]]],
  6: [six],
  7: [[[0.03, 0.03], [0.56, 0.03], [0.22, 0.97]]],
  8: [oval(0.3, 0.26, 0.21, 0.23), oval(0.3, 0.73, 0.26, 0.24)],
  9: [six.map(([x, y]) => [0.6 - x, 1 - y])],
  '.': [[[0.12, 0.95], [0.12, 0.97]]],
  '−': [[[0.04, 0.55], [0.5, 0.55]]]
}

/** Of a numeral and the room after it, in heights. */
const advance = (sign: string): number => (sign === '.' ? 0.4 : 0.78)

const signs = (value: number): string[] => [...String(value).replace('-', '−')]

/** How wide a number is, in heights. */
export const numberWidth = (value: number): number => signs(value).reduce((sum, sign) => sum + advance(sign), 0) - 0.18

/** Calls `line` with every piece of its strokes, in heights from its upper left corner. */
export function drawNumber(value: number, line: (x0: number, y0: number, x1: number, y1: number) => void): void {
  let left = 0
  for (const sign of signs(value)) {
    for (const stroke of strokes[sign] ?? [])
      stroke.slice(1).forEach(([x, y], i) => {
        const [x0, y0] = stroke[i] ?? [x, y]
        line(left + x0, y0, left + x, y)
      })
    left += advance(sign)
  }
}

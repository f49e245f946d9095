/** A shape that is being drawn by hand: strokes in the plane, by pointer or by keyboard, to learn points along them. */
import { drawingReach, mostPlaces, mostStrokes, type Strokes } from '../../../shared/datasets/drawn-points'

/** Nearer to the last place than this, a hand has not moved on. */
const least = 0.03

/** As far as the square reaches, to a thousandth. */
const within = (value: number): number =>
  Math.round(Math.min(drawingReach, Math.max(-drawingReach, value)) * 1000) / 1000

export class Drawing {
  strokes = $state.raw<Strokes>([])
  /** The pen is on the paper: the last stroke grows. */
  down = $state(false)
  /** Where the keyboard's pen is. */
  pen = $state.raw<{ x: number; y: number }>({ x: 0, y: 0 })
  private readonly places = $derived(this.strokes.reduce((sum, { length }) => sum + length, 0))
  /** More cannot be drawn. */
  readonly full = $derived(this.places >= mostPlaces || (this.strokes.length >= mostStrokes && !this.down))

  /** Puts the pen down. */
  begin(x: number, y: number): void {
    if (this.full) return
    this.pen = { x: within(x), y: within(y) }
    this.strokes = [...this.strokes, [this.pen]]
    this.down = true
  }

  /** Draws on to a place. */
  go(x: number, y: number): void {
    this.pen = { x: within(x), y: within(y) }
    const last = this.strokes.at(-1)
    if (!this.down || !last) return
    const from = last.at(-1) ?? this.pen
    if (Math.hypot(this.pen.x - from.x, this.pen.y - from.y) < least) return
    this.strokes = [...this.strokes.slice(0, -1), [...last, this.pen]]
    if (this.full) this.down = false
  }

  end(): void {
    this.down = false
  }

  undo(): void {
    this.down = false
    this.strokes = this.strokes.slice(0, -1)
  }

  clear(): void {
    this.down = false
    this.strokes = []
  }
}

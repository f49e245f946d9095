/** Widths of panels whose borders are dragged. Kept between starts. */
import { innerWidth } from 'svelte/reactivity/window'
import { preferences } from './preferences.svelte'

export class Panel {
  constructor(
    private readonly name: string,
    private readonly initial: () => number,
    readonly min: number,
    readonly max: number
  ) {}

  /** What it has until somebody drags its border, CSS pixels. */
  get usual(): number {
    return this.initial()
  }

  /** CSS pixels. */
  get width(): number {
    const kept = preferences.get(`width/${this.name}`)
    return typeof kept === 'number' ? Math.min(this.max, Math.max(this.min, kept)) : this.usual
  }

  readonly set = (width: number): void => {
    preferences.set(`width/${this.name}`, Math.round(Math.min(this.max, Math.max(this.min, width))))
  }
}

export const sidebar = new Panel(
  'sidebar',
  () => Math.round(Math.min(272, Math.max(200, 0.2 * (innerWidth.current ?? 0)))),
  200,
  480
)
export const exportsPanel = new Panel('exports', () => 360, 300, 560)

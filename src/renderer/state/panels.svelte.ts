/** Widths of panels whose borders are dragged. Kept between starts. */
import { innerWidth } from 'svelte/reactivity/window'
import { preferences } from './preferences.svelte'

export class Panel {
  constructor(
    private readonly name: string,
    private readonly share: { of: number; least: number; most: number },
    readonly min: number,
    readonly max: number
  ) {}

  /** What it has until somebody drags its border: a share of the window. CSS pixels. */
  get usual(): number {
    const { of, least, most } = this.share
    return Math.round(Math.min(most, Math.max(least, of * (innerWidth.current ?? 0))))
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

export const sidebar = new Panel('sidebar', { of: 0.2, least: 200, most: 272 }, 200, 480)
export const exportsPanel = new Panel('exports', { of: 0, least: 360, most: 360 }, 300, 560)

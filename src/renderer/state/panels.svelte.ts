/** Widths of panels whose borders are dragged. Kept between starts. */
import { preferences } from './preferences.svelte'

export class Panel {
  constructor(
    private readonly name: string,
    readonly usual: number,
    readonly min: number,
    readonly max: number
  ) {}

  /** CSS pixels. */
  get width(): number {
    const kept = preferences.get(`width/${this.name}`)
    return typeof kept === 'number' ? Math.min(this.max, Math.max(this.min, kept)) : this.usual
  }

  readonly set = (width: number): void => {
    preferences.set(`width/${this.name}`, Math.round(Math.min(this.max, Math.max(this.min, width))))
  }
}

export const sidebar = new Panel('sidebar', 272, 208, 480)
export const exportsPanel = new Panel('exports', 360, 300, 560)

/** How pictures are framed, as it is chosen beside them. */
import { usualZoom } from '../../../shared/datasets/framed'
import type { Framing } from '../../../shared/domain'
import type { Draft } from './draft'

/** Background where nothing else was chosen. */
const white = '#ffffff'

export class FramingChoice {
  fit = $state<Framing['fit']>('cover')
  /** Of crops: how many times as large the picture is. */
  zoom = $state(usualZoom)
  position = $state<Framing['position']>('centre')
  /** What lies beside whole pictures and behind transparent ones: #rrggbb. */
  background = $state(white)

  constructor({ fit, position, background = white }: Framing) {
    this.fit = fit
    this.position = position
    this.background = background
  }

  /** For a request. */
  get asked(): Pick<Framing, 'fit' | 'zoom' | 'position' | 'background'> {
    const { fit, zoom, position, background } = this
    return { fit, ...(fit === 'crops' ? { zoom } : {}), position, background }
  }

  /** Without what says nothing. */
  get said(): Pick<Framing, 'fit' | 'zoom' | 'position' | 'background'> {
    const { background, ...others } = this.asked
    return background === white ? others : { ...others, background }
  }

  get kept(): { fit: string; zoom: number; position: string; background: string } {
    const { fit, zoom, position, background } = this
    return { fit, zoom, position, background }
  }

  restore({ fit, zoom, position, background }: Draft): void {
    this.fit = fit ?? this.fit
    this.zoom = zoom ?? this.zoom
    this.position = position ?? this.position
    this.background = background ?? this.background
  }
}

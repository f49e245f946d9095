/**
 * What outside the window moves which control: knobs of MIDI controllers, and how loud a sound is in three bands. Which
 * knob is learnt: choose a control, move the knob.
 */
import type { Json } from '../../preferences.svelte'
import { move, type Control } from './controls'

/** Parts of what is heard, Hz. */
export const bands = [
  { source: 'sound/low', label: 'Low notes', from: 20, to: 250 },
  { source: 'sound/middle', label: 'Middle notes', from: 250, to: 2000 },
  { source: 'sound/high', label: 'High notes', from: 2000, to: 8000 }
] as const

/** Of one run. */
export const mostBindings = 64

/** Which knob of a controller a message is of, and where it stands from 0 to 1; null for another kind of message. */
export function knobIn(message: Uint8Array): { source: string; share: number } | null {
  const [status = 0, knob = 0, value = 0] = message
  // A control change; the lower half is the channel.
  if (message.length !== 3 || status >> 4 !== 0xb) return null
  return { source: `midi/${(status & 0xf) + 1}/${knob}`, share: value / 127 }
}

export const sourceWords = (source: string): string => {
  const [kind, channel, knob] = source.split('/')
  if (kind === 'midi') return `Knob ${knob} of channel ${channel}`
  return bands.find(each => each.source === source)?.label ?? source
}

/** How loud each band is from 0 to 1. @param levels of equal parts up to half the rate, 0 to 255 */
export function loudness(levels: Uint8Array, rate: number): { source: string; share: number }[] {
  const width = rate / 2 / levels.length
  return bands.map(({ source, from, to }) => {
    const part = levels.subarray(
      Math.floor(from / width),
      Math.max(Math.floor(from / width) + 1, Math.ceil(to / width))
    )
    return { source, share: part.reduce((sum, level) => sum + level, 0) / (255 * Math.max(1, part.length)) }
  })
}

export class Learning {
  /** Controls by what moves them. */
  bindings = $state.raw<ReadonlyMap<string, string>>(new Map())
  /** The control that the next knob is bound to. */
  learning = $state<string | null>(null)

  constructor(kept?: Json) {
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return
    const entries = Object.entries(kept).flatMap(([source, id]): [string, string][] =>
      typeof id === 'string' ? [[source, id]] : []
    )
    this.bindings = new Map(entries.slice(0, mostBindings))
  }

  keep = (): Json => Object.fromEntries(this.bindings)

  bind(source: string, id: string): void {
    if (this.bindings.size >= mostBindings && !this.bindings.has(source)) return
    this.bindings = new Map([...this.bindings, [source, id]])
  }

  unbind(source: string): void {
    this.bindings = new Map([...this.bindings].filter(([each]) => each !== source))
  }

  /** Something was moved. What learns is bound to it; else the control moves that is. @param share from 0 to 1 */
  hear(controls: readonly Control[], { source, share }: { source: string; share: number }): void {
    if (this.learning !== null) {
      this.bind(source, this.learning)
      this.learning = null
    }
    const id = this.bindings.get(source)
    const control = controls.find(each => each.id === id)
    if (control) move(controls, control.id, control.min + share * (control.max - control.min))
  }
}

/** What of Explore something outside the window moves: a controller, a sound, another program. */
import type { Run } from '../../../../shared/domain'
import { fitsKnob, knobsOf, mostSeed } from '../../../../shared/sampling-knobs'
import type { Explore } from '../explore.svelte'
import type { Walk } from '../walk/walk.svelte'
import { toCheckpoint } from '../walk/time'

/** One control, by the name that messages call it by: see docs/explore.md. */
export interface Control {
  id: string
  label: string
  min: number
  max: number
  set(value: number): void
}

/** Of the numbers of a latent: as far as their sliders go. */
const reach = 3

/** Every control of a run that can be moved now. @param checkpoints ascending */
export function controlsOf(
  run: Pick<Run, 'latent' | 'inputs'>,
  explore: Explore,
  walk: Walk,
  checkpoints: readonly number[]
): Control[] {
  const numbers = Array.from({ length: run.latent }, (_, i): Control => ({
    ...{ id: `latent/${i + 1}`, label: `Number ${i + 1} of the latent`, min: -reach, max: reach },
    set: value => explore.setDimension(i, value)
  }))
  const knobs = knobsOf(run).flatMap((knob): Control[] => {
    const whole = knob.kind !== 'number'
    const [min, max] =
      knob.kind === 'number' ? [knob.min, knob.max] : [0, knob.kind === 'seed' ? mostSeed : knob.choices.length - 1]
    const set = (value: number): void => {
      const fitting = whole ? Math.round(value) : value
      if (fitsKnob(knob, fitting)) explore.setKnob(knob.key, fitting)
    }
    return [{ id: `knob/${knob.key}`, label: knob.label, min, max, set }]
  })
  const pins = explore.pins.map(({ id }, i): Control => ({
    ...{ id: `pin/${i + 1}`, label: `To pin ${i + 1}`, min: 0, max: 1 },
    set: value => {
      if (value !== 0) explore.returnTo(id)
    }
  }))
  const walking: Control = {
    ...{ id: 'walk', label: 'Place on the walk', min: 0, max: 1 },
    set: value => walk.goTo(value * walk.most)
  }
  const time: Control = {
    ...{ id: 'time', label: 'Epoch that draws', min: 0, max: 1 },
    set: value => toCheckpoint(explore, checkpoints, Math.round(value * (checkpoints.length - 1)))
  }
  const seed: Control = {
    ...{ id: 'seed', label: 'Seed', min: 0, max: mostSeed },
    set: value => void explore.drawSeed(Math.round(value))
  }
  return [
    ...(run.latent > 0 ? [seed] : []),
    ...(checkpoints.length > 1 ? [time] : []),
    ...(walk.possible ? [walking] : []),
    ...knobs,
    ...pins,
    ...numbers
  ]
}

/** Moves a control to a value of its own range; beyond it, to its end. What there is no control for moves nothing. */
export function move(controls: readonly Control[], id: string, value: number): boolean {
  const control = controls.find(each => each.id === id)
  control?.set(Math.min(control.max, Math.max(control.min, value)))
  return control !== undefined
}

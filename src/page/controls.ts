/** The page's controls: one for each input, as the model declares it. */
import { initialValue, isKnob, mostSeed, type Knob } from '../shared/sampling-knobs'
import type { Latent, Picture } from './state'

/** An element with its properties and what is in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...inside)
  return made
}

const labelled = (words: string, help: string, control: HTMLElement): HTMLElement =>
  element('label', { title: help }, element('span', {}, words), control)

const slider = (min: number, max: number, value: number, changed: (value: number) => void): HTMLInputElement => {
  const input = element('input', { type: 'range', min: String(min), max: String(max), step: String((max - min) / 200) })
  input.value = String(value)
  input.addEventListener('input', () => changed(Number(input.value)))
  return input
}

function knob(of: Knob, picture: Picture, changed: () => void): HTMLElement {
  const set = (value: number): void => {
    picture.values.set(of.key, value)
    changed()
  }
  if (of.kind === 'number') return labelled(of.label, of.help, slider(of.min, of.max, of.default, set))
  if (of.kind === 'seed') {
    const input = element('input', { type: 'number', min: '0', max: String(mostSeed), value: String(of.default) })
    input.addEventListener('input', () => set(Math.min(mostSeed, Math.max(0, Math.round(Number(input.value) || 0)))))
    return labelled(of.label, of.help, input)
  }
  const select = element('select', {}, ...of.choices.map((name, i) => element('option', { value: String(i) }, name)))
  select.value = String(initialValue(of))
  select.addEventListener('change', () => set(Number(select.value)))
  return labelled(of.label, of.help, select)
}

/** How far a normal number is moved by hand; uniform ones end at 1. */
const reach = ({ distribution }: Latent): number => (distribution === 'normal' ? 3 : 1)

/** Every number of the latents, behind one click. Their sliders are made when they are first wanted. */
function allNumbers(picture: Picture, changed: () => void): HTMLElement[] {
  return picture.latentInputs.map(latent => {
    const list = element('div', { className: 'numbers' })
    const details = element('details', {}, element('summary', {}, `All ${latent.size} numbers`), list)
    const fill = (): void => {
      if (!details.open) return
      const values = picture.latents.get(latent.key) ?? new Float32Array(latent.size)
      list.replaceChildren(
        ...Array.from({ length: latent.size }, (_, i) => {
          const one = slider(-reach(latent), reach(latent), values[i] ?? 0, value => {
            values[i] = value
            changed()
          })
          one.setAttribute('aria-label', `Number ${i + 1}`)
          return one
        })
      )
    }
    details.addEventListener('toggle', fill)
    details.addEventListener('refill', fill)
    return details
  })
}

/** The controls of all inputs. @param changed draws anew */
export function controls(picture: Picture, changed: () => void): HTMLElement[] {
  const knobs = picture.facts.inputs.filter(isKnob).filter(({ key }) => !(key in picture.facts.settled))
  return [...knobs.map(each => knob(each, picture, changed)), ...allNumbers(picture, changed)]
}

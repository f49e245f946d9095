/** What a change makes of a version, and in words what it is. */
import { counted } from '../../../shared/counted'
import { splits, type DatasetChange, type Split } from '../../../shared/domain'
import { permutation } from '../../../shared/random'
import { groupBy } from '../../lib/group-by'
import { isHeldOut, type VersionState } from './state'

/** What is not another version once more. */
export type Edit = Exclude<DatasetChange, { what: 'restore' }>
interface Changed {
  state: VersionState
  words: string
}
/** What an example is called. */
export interface Noun {
  one: string
  many: string
}

const splitWords: Record<Split, string> = {
  train: 'trained on again',
  validation: 'held out for validation',
  test: 'held out for testing'
}

/** Places that are not there change nothing. */
export function changed(state: VersionState, edit: Edit, noun: Noun): Changed {
  const many = (count: number): string => counted(count, noun.one, noun.many)
  switch (edit.what) {
    case 'exclude': {
      const { values, count } = put(state.excluded, edit.places, Number(edit.excluded))
      return {
        state: { ...state, excluded: values },
        words: `${many(count)} ${edit.excluded ? 'excluded' : 'included again'}`
      }
    }
    case 'split': {
      const { values, count } = put(state.splits, edit.places, splits.indexOf(edit.split))
      return { state: { ...state, splits: values }, words: `${many(count)} ${splitWords[edit.split]}` }
    }
    case 'hold-out': {
      const next = drawn(state, edit)
      const count = next.filter((_, place) => isHeldOut(next, place)).length
      return {
        state: { ...state, splits: next },
        words: count === 0 ? 'Nothing held out' : `${many(count)} ${splitWords[edit.split]}, drawn by chance`
      }
    }
    case 'label': {
      const name = tidy(edit.name)
      const known = state.classes.indexOf(name)
      const classes = known === -1 ? [...state.classes, name] : state.classes
      const { values, count } = put(state.labels, edit.places, known === -1 ? classes.length - 1 : known)
      return { state: tidied({ ...state, classes, labels: values }), words: `${many(count)} moved to “${name}”` }
    }
    case 'rename':
      return renamed(state, edit.label, tidy(edit.name))
  }
}

const tidy = (name: string): string => name.trim().replaceAll(/\s+/g, ' ')

function put(values: readonly number[], places: readonly number[], value: number): { values: number[]; count: number } {
  const next = [...values]
  let count = 0
  for (const place of places) {
    if (place >= next.length || next[place] === value) continue
    next[place] = value
    count++
  }
  return { values: next, count }
}

function renamed(state: VersionState, label: number, name: string): Changed {
  const was = state.classes[label] ?? ''
  const into = state.classes.indexOf(name)
  if (into === -1 || into === label)
    return {
      state: { ...state, classes: state.classes.map((each, i) => (i === label ? name : each)) },
      words: `“${was}” renamed “${name}”`
    }
  const labels = state.labels.map(each => (each === label ? into : each))
  return { state: tidied({ ...state, labels }), words: `“${was}” and “${name}” made one` }
}

/** Without classes that have no picture; the others keep their order. */
function tidied(state: VersionState): VersionState {
  const used = new Set(state.labels)
  const kept = [...state.classes.keys()].filter(label => used.has(label))
  if (kept.length === state.classes.length) return state
  const now = new Map(kept.map((label, i) => [label, i]))
  return {
    ...state,
    classes: kept.map(label => state.classes[label] ?? ''),
    labels: state.labels.map(label => now.get(label) ?? -1)
  }
}

/** Of each class that share of what is not excluded, rounded, one at least and one less than all of them. */
function drawn({ labels, excluded }: VersionState, { share, split, seed }: Extract<Edit, { what: 'hold-out' }>) {
  const next = labels.map(() => splits.indexOf('train'))
  const byClass = groupBy(
    [...labels.keys()].filter(place => excluded[place] === 0),
    place => labels[place] ?? -1
  )
  for (const [label, places] of byClass) {
    const count = share === 0 ? 0 : Math.min(places.length - 1, Math.max(1, Math.round(share * places.length)))
    for (const at of permutation(places.length, `hold out ${label}`, seed).subarray(0, count))
      next[places[at] ?? 0] = splits.indexOf(split)
  }
  return next
}

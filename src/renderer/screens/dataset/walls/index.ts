/** How a dataset is shown, where not as a wall of pictures: a component of this folder under its kind's name. */
import type { Component } from 'svelte'
import type { Dataset } from '../../../../shared/domain'
import type { NewRun } from '../../../state/new-run/new-run.svelte'
import { byKind } from '../../../ui/pictures/by-kind'

interface Props extends Record<string, unknown> {
  dataset: Dataset
  /** What a run on it is going to be, with how its pictures are framed. */
  form: NewRun
}

export const walls = byKind<Props>(import.meta.glob<Component<Props>>('./*.svelte', { eager: true, import: 'default' }))

/** What the marks in a sheet mean, where it has any: a component of this folder under the kind of example's name. */
import type { Component } from 'svelte'
import { byKind } from '../../../../ui/pictures/by-kind'

export const legends = byKind<Record<string, never>>(
  import.meta.glob<Component<Record<string, never>>>('./*.svelte', { eager: true, import: 'default' })
)

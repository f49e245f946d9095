/** Components that are found by their folder: the file's name says of which kind of example it is. */
import type { Component } from 'svelte'

/** @param files what `import.meta.glob` found: each file's default export, by path */
export const byKind = <Props extends Record<string, unknown>>(
  files: Readonly<Record<string, Component<Props>>>
): ReadonlyMap<string, Component<Props>> =>
  new Map(Object.entries(files).map(([file, component]) => [file.replace(/^.*\/|\.svelte$/g, ''), component]))

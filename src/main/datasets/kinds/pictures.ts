/** Pictures by themselves, with a class each where every one lies in a folder of its class. */
import { findLabels, strayPaths } from '../labels'
import type { DatasetKind } from './kind'

export default {
  id: 'pictures',
  entries: (_, { paths, issues, labels }) => {
    const strays = labels ? new Set<string>() : strayPaths(paths)
    return {
      entries: paths.filter(path => !strays.has(path)).map(path => ({ path, partner: null })),
      issues: [
        ...issues,
        ...[...strays].map(path => ({
          path,
          kind: 'unpaired' as const,
          reason: 'It lies beside the folders of the classes, in none of them. Move it into one to have it learned.'
        }))
      ]
    }
  },
  read: (decode, { path }) => decode(path),
  labels: (paths, _, given) => findLabels(paths, given)
} satisfies DatasetKind

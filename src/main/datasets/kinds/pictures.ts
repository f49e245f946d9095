/** Pictures by themselves, with a class each where every one lies in a folder of its class. */
import { findLabels } from '../labels'
import { everyPath, type DatasetKind } from './kind'

export default {
  id: 'pictures',
  entries: everyPath,
  read: (decode, { path }) => decode(path),
  labels: (paths, _, given) => findLabels(paths, given)
} satisfies DatasetKind

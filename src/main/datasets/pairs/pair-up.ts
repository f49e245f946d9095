/** Finds what goes with what among the pictures of two folders. */
import type { DatasetIssue } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Entry } from '../packed/example'
import type { Listing } from '../source'
import { besideEachOther, besides, noSuchFolder } from './folders'
import { placeOf } from './place'

/**
 * Each input with its target, in the inputs' order, and an issue for each file that nothing goes with.
 * @param name the source's, for sentences
 * @throws StudioError bad-input for two folders that are one, or one inside the other; no-pictures where no two
 *   pictures go together
 */
export function pairUp(
  name: string,
  { paths, issues }: Pick<Listing, 'paths' | 'issues'>,
  pairing: Readonly<Record<'input' | 'target', string>>
): { entries: Entry[]; issues: DatasetIssue[] } {
  const [inputs, targets] = besideEachOther(
    pairing.input,
    pairing.target,
    'Name one folder with the inputs and another with the targets.'
  )
  const [ins, outs] = [below(paths, inputs), below(paths, targets)]
  for (const [folder, found] of [
    [inputs, ins],
    [targets, outs]
  ] as const)
    if (found.byPlace.size === 0) throw noSuchFolder(name, folder, paths)

  const entries: Entry[] = []
  const unpaired: DatasetIssue[] = [...issues, ...ins.doubles, ...outs.doubles, ...besides(paths, [inputs, targets])]
  const alone = (path: string, from: string, to: string): void => {
    unpaired.push({ path, kind: 'unpaired', reason: `There is no “${to}${path.slice(from.length)}” to go with it.` })
  }
  for (const [place, path] of ins.byPlace) {
    const partner = outs.byPlace.get(place)
    if (partner === undefined) alone(path, inputs, targets)
    else entries.push({ path, partner })
  }
  for (const [place, path] of outs.byPlace) if (!ins.byPlace.has(place)) alone(path, targets, inputs)
  if (entries.length === 0) throw noPairs(name, inputs, targets, ins.byPlace, outs.byPlace)
  return { entries, issues: unpaired }
}

/** The pictures of a folder by their place in it. Of two in one place, `cat.png` and `cat.jpg`, the first is taken. */
function below(paths: readonly string[], folder: string): { byPlace: Map<string, string>; doubles: DatasetIssue[] } {
  const byPlace = new Map<string, string>()
  const doubles: DatasetIssue[] = []
  for (const path of paths) {
    if (!path.startsWith(`${folder}/`)) continue
    const place = placeOf(path.slice(folder.length + 1))
    const first = byPlace.get(place)
    if (first === undefined) byPlace.set(place, path)
    else
      doubles.push({
        path,
        kind: 'unpaired',
        reason: `“${first}” has the same name: only one of them can be in the pair.`
      })
  }
  return { byPlace, doubles }
}

function noPairs(
  name: string,
  inputs: string,
  targets: string,
  ins: Map<string, string>,
  outs: Map<string, string>
): StudioError {
  const [example = ''] = ins.values(),
    [other = ''] = outs.values()
  return new StudioError(
    'no-pictures',
    `No picture in “${inputs}” of “${name}” has its partner in “${targets}”. With “${example}” goes ` +
      `“${targets}${example.slice(inputs.length)}” (its ending may be another); “${targets}” has pictures such ` +
      `as “${other}”.`
  )
}

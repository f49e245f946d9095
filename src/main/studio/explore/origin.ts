/** What a picture file carries of the run that drew it: from strangers, and checked before it is believed. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Output } from '../../../shared/ipc'
import { originIn } from '../../../shared/origin'
import { origin, originVersion, type Origin } from '../../../shared/origin/origin'
import { fitsKnob, knobsOf, latentInputOf } from '../../../shared/sampling-knobs'
import type { Context } from '../context'

type Found = NonNullable<Output<'readOrigin'>>

export const originHandlers = ({ store }: Context): Pick<Handlers, 'readOrigin'> => ({
  readOrigin: async ({ file }) => {
    const from = checked(originIn(file))
    if (!from) return null
    const run = store.runs.find(from.run)
    return run ? here(from, run, new Set(store.history.checkpoints(run.id).map(({ epoch }) => epoch))) : elsewhere(from)
  }
})

/** Null where it is nothing of ours. @throws StudioError not-readable for one of a newer version, or a damaged one */
function checked(found: unknown): Origin | null {
  if (typeof found !== 'object' || found === null || !('atelier' in found)) return null
  if (typeof found.atelier === 'number' && found.atelier > originVersion)
    throw new StudioError(
      'not-readable',
      'The picture says where it comes from as a newer version of Atelier does. Open it with that version.'
    )
  const read = origin.safeParse(found)
  if (read.success) return read.data
  throw new StudioError(
    'not-readable',
    `What the picture says of its run is damaged${where(read.error.issues[0]?.path)}: it cannot lead back.`
  )
}

const where = (path: readonly PropertyKey[] = []): string =>
  path.length > 0 ? ` (“${path.map(String).join('.')}”)` : ''

const againOf = ({ format, options, stage }: Origin): Found['again'] => ({
  format,
  options,
  ...(stage ? { stage } : {})
})

const elsewhere = (from: Origin): Found => ({
  ...{ run: null, name: from.name, model: from.model, epoch: null, latent: null, seed: null, knobs: {} },
  problem: `The picture was drawn by “${from.name}” (${from.model}), which is not in this workspace.`,
  again: againOf(from)
})

function here(from: Origin, run: Run, checkpoints: ReadonlySet<number>): Found {
  const { epoch, options } = from
  const latent = latentIn(from, run)
  const isThere = epoch !== undefined && checkpoints.has(epoch)
  const seed = typeof options.seed === 'number' ? options.seed : run.seed
  return {
    ...{ run: run.id, name: run.name, model: run.model, epoch: isThere ? epoch : null },
    latent,
    seed: latent || run.latent === 0 ? null : seed,
    knobs: knobsIn(from, run),
    problem:
      isThere || epoch === undefined
        ? null
        : `The checkpoint of epoch ${epoch} of “${run.name}” is gone: the newest one draws another picture.`,
    again: againOf(from)
  }
}

/** Of the first picture; null where a seed says it, or what is there does not fit the run. */
function latentIn({ stage }: Origin, run: Run): number[] | null {
  const declared = latentInputOf(run)
  const given = declared && stage?.inputs?.[declared.key]
  const first = Array.isArray(given) ? given[0] : undefined
  return Array.isArray(first) && first.length === run.latent ? first : null
}

/** Of the first picture, those that the run can have. */
function knobsIn({ stage, options }: Origin, run: Run): Record<string, number> {
  return Object.fromEntries(
    knobsOf(run).flatMap((knob): [string, number][] => {
      const given = [stage?.inputs?.[knob.key] ?? options[knob.key]].flat()[0]
      const value = typeof given === 'string' && given !== '' ? Number(given) : given
      return typeof value === 'number' && fitsKnob(knob, value) ? [[knob.key, value]] : []
    })
  )
}

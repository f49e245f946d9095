/**
 * The contract: the only folder that names what crosses a process border between the studio and its windows.
 * The preload and the renderer import its types, never its values.
 *
 * A request's reply travels as an envelope: `{ok: true, value}` or `{ok: false, code, message}`.
 * Long requests take a `job` that the caller makes up: `progress` events carry it and `cancelJob` stops it.
 */
import type { z } from 'zod'
import type { ErrorCode } from '../errors'
import { bundles } from './bundles'
import { datasets } from './datasets'
import { directions } from './directions'
import { engines } from './engines'
import { events } from './events'
import { explore } from './explore'
import { history } from './history'
import { machines } from './machines'
import { models } from './models'
import { origins } from './origins'
import { output } from './output'
import { projection } from './projection'
import { results } from './results'
import { runs } from './runs'
import { scores } from './scores'
import { studio } from './studio'
import { sweeps } from './sweeps'
import { translation } from './translation'
import { walls } from './wall'

export type { ErrorCode } from '../errors'
export { events }

export const requests = {
  ...studio,
  ...engines,
  ...datasets,
  ...models,
  ...runs,
  ...bundles,
  ...history,
  ...explore,
  ...directions,
  ...projection,
  ...origins,
  ...scores,
  ...walls,
  ...output,
  ...translation,
  ...results,
  ...machines,
  ...sweeps
}

export type RequestName = keyof typeof requests
/** What a caller writes: defaults may be left out. */
export type Input<R extends RequestName> = z.input<(typeof requests)[R]['input']>
/** What a handler gets: parsed, defaults filled in. */
export type Parsed<R extends RequestName> = z.output<(typeof requests)[R]['input']>
export type Output<R extends RequestName> = z.output<(typeof requests)[R]['output']>
export type EventName = keyof typeof events
export type Payload<E extends EventName> = z.output<(typeof events)[E]>
export type Envelope<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; message: string }
/** Who asks: one window, for as long as it is connected. */
export interface Caller {
  readonly gone: AbortSignal
}
/** Without a caller: the program itself asks. */
export type Handlers = { [R in RequestName]: (input: Parsed<R>, caller?: Caller) => Promise<Output<R>> }
export type Emit = <E extends EventName>(event: E, payload: Payload<E>) => void

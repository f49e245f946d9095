/**
 * Open Sound Control (version 1.1) over UDP: what arrives under /atelier moves the controls of Explore in every window.
 * Nobody has to show a token here, so that it is off unless asked for; all that it can do is to move controls.
 */
import { createSocket } from 'node:dgram'
import { fromBuffer } from 'osc-min'
import { StudioError } from '../../shared/errors'
import type { Emit } from '../../shared/ipc'
import { codeOf, whyOf } from '../lib/failures'

export interface OscOptions {
  /** 0: any free one. */
  port: number
  /** Of an address of this machine. */
  host: string
  emit: Emit
}

export interface Osc {
  port: number
  close(): Promise<void>
}

/** Milliseconds between two tellings: of a control that moves faster, only the newest value is told. */
const every = 15
/** Controls that wait to be told; more come from nobody's hand. */
const mostControls = 256
/** Bytes of one packet: a few hundred controls at once. */
const mostBytes = 16_384
/** Below this everything is named as in docs/explore.md. */
const named = /^\/atelier\/([a-z]{1,20}(?:\/[\w-]{1,40})?)$/

/** @throws StudioError conflict, where the port is taken; bad-input for an address that is not this machine's */
export async function openOsc({ port, host, emit }: OscOptions): Promise<Osc> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const waiting = new Map<string, number>()
  const timer = setInterval(() => {
    for (const [control, value] of waiting) emit('control', { control, value })
    waiting.clear()
  }, every)
  socket.on('message', packet => {
    if (packet.length > mostBytes) return
    for (const [control, value] of controlsIn(packet))
      if (waiting.has(control) || waiting.size < mostControls) waiting.set(control, value)
  })
  const close = async (): Promise<void> => {
    clearInterval(timer)
    await new Promise<void>(done => socket.close(done))
  }
  try {
    await new Promise<void>((opened, fail) => {
      socket.once('error', fail)
      socket.bind({ port, address: host, exclusive: true }, opened)
    })
  } catch (error) {
    await close().catch(() => {})
    if (codeOf(error) === 'EADDRINUSE')
      throw new StudioError('conflict', `UDP port ${port} is taken by another program: choose another with --osc.`)
    throw new StudioError('bad-input', `OSC cannot be listened to at ${host}: ${whyOf(error)}.`, { cause: error })
  }
  // Of one message that could not be sent back or received nobody needs to know.
  socket.on('error', () => {})
  return { port: socket.address().port, close }
}

/** Controls and their values in a packet; none in what is no OSC, or is about something else. */
export function controlsIn(packet: Uint8Array): [control: string, value: number][] {
  try {
    return valuesIn(fromBuffer(Buffer.from(packet)))
  } catch {
    return []
  }
}

function valuesIn(part: ReturnType<typeof fromBuffer>): [control: string, value: number][] {
  if (part.oscType === 'bundle') return part.elements.flatMap(valuesIn)
  const [, control] = named.exec(part.address) ?? []
  const [first] = part.args
  const value = first && 'value' in first ? first.value : undefined
  return control !== undefined && typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e9
    ? [[control, value]]
    : []
}

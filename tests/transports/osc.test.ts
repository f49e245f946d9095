/** OSC over UDP: what arrives under /atelier is told; what is no OSC, or about something else, is not. */
import { createSocket } from 'node:dgram'
import { toBuffer } from 'osc-min'
import { expect, onTestFinished, test } from 'vitest'
import { controlsIn, openOsc } from '../../src/main/transports/osc'
import type { Emit } from '../../src/shared/ipc'

test('numbers under /atelier are controls, also in bundles', () => {
  const message = (address: string, ...args: (number | string)[]) => new Uint8Array(toBuffer({ address, args }).buffer)
  expect(controlsIn(message('/atelier/latent/17', 0.5))).toEqual([['latent/17', 0.5]])
  expect(controlsIn(message('/atelier/seed', 7, 8))).toEqual([['seed', 7]])
  const bundle = toBuffer({
    timetag: [0, 1],
    elements: [
      { address: '/atelier/walk', args: [0.25] },
      { timetag: [0, 1], elements: [{ address: '/atelier/direction/2', args: [-1] }] }
    ]
  })
  expect(controlsIn(new Uint8Array(bundle.buffer))).toEqual([
    ['walk', 0.25],
    ['direction/2', -1]
  ])
  const others = [message('/other/seed', 7), message('/atelier/seed', 'seven'), message('/atelier/../x', 1)]
  for (const packet of [...others, message('/atelier/seed', NaN), Uint8Array.of(1, 2, 3), new Uint8Array()])
    expect(controlsIn(packet)).toEqual([])
})

test('a socket tells the newest value of each control; a taken port is said', async () => {
  const told: unknown[] = []
  const emit: Emit = (event, payload) => void told.push([event, payload])
  const osc = await openOsc({ port: 0, host: '127.0.0.1', emit })
  onTestFinished(() => osc.close())
  await expect(openOsc({ port: osc.port, host: '127.0.0.1', emit })).rejects.toMatchObject({ code: 'conflict' })
  await expect(openOsc({ port: 0, host: '203.0.113.7', emit })).rejects.toMatchObject({ code: 'bad-input' })
  const sender = createSocket('udp4')
  onTestFinished(() => void sender.close())
  const send = (packet: Uint8Array): Promise<void> =>
    new Promise(done => sender.send(packet, osc.port, '127.0.0.1', () => done()))
  const seed = (value: number) => new Uint8Array(toBuffer({ address: '/atelier/seed', args: [value] }).buffer)
  await send(Uint8Array.of(255, 0, 1))
  await send(seed(1))
  await send(seed(2))
  await expect.poll(() => told.at(-1)).toEqual(['control', { control: 'seed', value: 2 }])
})

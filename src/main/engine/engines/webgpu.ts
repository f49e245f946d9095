import type { Engine } from '../engine'
export async function open(): Promise<Engine> { throw new Error('not yet') }

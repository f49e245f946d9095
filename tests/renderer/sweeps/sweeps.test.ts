import { expect, test } from 'vitest'
import { Sweeps } from '../../../src/renderer/state/sweeps/sweeps.svelte'
import type { Sweep } from '../../../src/shared/sweeps/sweep'
import type { Payload } from '../../../src/shared/ipc'

test('what is told of a sweep before the answer that it has begun is not overwritten by that', () => {
  let tell: (sweep: Payload<'sweepChanged'>) => void = () => {}
  const sweeps = new Sweeps({
    request: () => Promise.reject(new Error('Nothing is asked.')),
    on: ((event: string, listener: typeof tell) => {
      if (event === 'sweepChanged') tell = listener
      return () => {}
    }) as never
  })
  sweeps.listen(() => {})
  const begun = { id: 's', trials: [], createdAt: 1 } as unknown as Sweep
  tell({ ...begun, trials: [{ run: 'r' }] } as unknown as Sweep)
  sweeps.add(begun)
  expect(sweeps.of('r')?.id).toBe('s')
  expect(sweeps.of('another')).toBeNull()
})

import { beforeEach, expect, test, vi } from 'vitest'
import type { BrowserWindow as Window } from 'electron'
import type { Run } from '../../src/shared/domain'
import type { Payload } from '../../src/shared/ipc'
import { Activity } from '../../src/main/shell/activity'
import { desktopProgress } from '../../src/main/shell/progress'
import { BrowserWindow, Notification, powerSaveBlocker } from './electron'

vi.mock('electron', () => import('./electron'))
beforeEach(() => {
  vi.clearAllMocks()
  Notification.shown = []
})

const run = (id: string, status: Run['status'], rest: Partial<Run> = {}): Run =>
  ({ id, name: id, status, step: 0, epoch: 0, epochs: 4, steps: null, stepsPerEpoch: 25, error: null, ...rest }) as Run
const steps = (id: string, step: number): Payload<'steps'> => ({ run: id, progress: { step } }) as Payload<'steps'>

function setup() {
  const window = new BrowserWindow({})
  const [show, idle] = [vi.fn(), vi.fn()]
  const activity = new Activity(desktopProgress({ window: () => window as unknown as Window, show, idle }))
  const bar = (): unknown => window.setProgressBar.mock.lastCall
  return { window, show, idle, activity, bar }
}

test('the task bar shows how far all trainings are together', () => {
  const { activity, bar } = setup()
  activity.observe('runChanged', run('a', 'training'))
  activity.observe('steps', steps('a', 50))
  expect(bar()).toEqual([0.5, { mode: 'normal' }])
  activity.observe('runChanged', run('b', 'training', { epochs: 12 }))
  expect(bar()).toEqual([0.125, { mode: 'normal' }])
  activity.observe('runChanged', run('a', 'paused', { step: 50 }))
  expect(activity.training().map(({ id }) => id)).toEqual(['b'])
  activity.observe('runRemoved', { run: 'b' })
  expect(bar()).toEqual([0.5, { mode: 'paused' }])
  activity.observe('runChanged', run('a', 'stopped'))
  expect(bar()).toEqual([-1, { mode: 'normal' }])
})

test('the machine stays awake while something trains, and only then', () => {
  const { activity, idle } = setup()
  activity.observe('runChanged', run('a', 'training'))
  activity.observe('steps', steps('a', 1))
  expect(powerSaveBlocker.start.mock.calls).toEqual([['prevent-app-suspension']])
  expect(idle).not.toHaveBeenCalled()
  activity.observe('runChanged', run('a', 'paused'))
  expect(powerSaveBlocker.stop.mock.calls).toEqual([[7]])
  expect(idle).toHaveBeenCalled()
  activity.observe('runChanged', run('a', 'training'))
  expect(powerSaveBlocker.start).toHaveBeenCalledTimes(2)
})

test.each([
  ['finished', {}, 'Finished: 4 epochs trained.'],
  ['failed', { error: 'The machine ran out of memory.' }, 'The machine ran out of memory.'],
  ['interrupted', { epoch: 2 }, 'Ended in epoch 3 of 4. It can be resumed from its last checkpoint.']
] as const)('a run that ends (%s) is told, and a click shows the window', (status, rest, body) => {
  const { activity, show } = setup()
  activity.observe('runChanged', run('Faces', 'training'))
  activity.observe('runChanged', run('Faces', status, rest))
  activity.observe('runChanged', run('Faces', status, { ...rest, name: 'Renamed' }))
  expect(Notification.shown.map(({ options }) => options)).toEqual([{ title: 'Faces', body }])
  Notification.shown[0]?.emit('click')
  expect(show).toHaveBeenCalledOnce()
})

test('no notification for what somebody did or sees, nor for runs of earlier days', () => {
  const { activity, window } = setup()
  activity.observe('runChanged', run('a', 'training'))
  activity.observe('runChanged', run('a', 'stopped'))
  activity.observe('runChanged', run('old', 'interrupted'))
  window.focused = true
  activity.observe('runChanged', run('b', 'training'))
  activity.observe('runChanged', run('b', 'finished'))
  expect(Notification.shown).toEqual([])
})

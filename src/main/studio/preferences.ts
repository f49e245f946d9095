/** Who answers, what windows remember, and jobs. */
import packageFile from '../../../package.json'
import { StudioError } from '../../shared/errors'
import type { Handlers } from '../../shared/ipc'
import type { Context } from './context'
import { enginePreference } from './engines/engines'
import { troubleOf } from './trouble'

type Names =
  | 'hello'
  | 'cancelJob'
  | 'preferences'
  | 'unreadablePreferences'
  | 'setPreference'
  | 'forgetPreferences'
  | 'chooseFolder'
  | 'showSaved'
  | 'repairWorkspace'
  | 'changeWorkspace'

/** Keys named to a window; more help nobody. */
const mostNamed = 100

/** Both are for a workspace that could not be opened: see rescue. */
const isOpen = async (): Promise<never> => {
  throw new StudioError(
    'unsupported',
    'The workspace is open. Close Atelier to repair it with `atelier repair`, or to start with another --workspace.'
  )
}

export function preferenceHandlers({ workspace, store, jobs, host }: Context): Pick<Handlers, Names> {
  return {
    hello: async () => ({
      version: packageFile.version,
      host: host.kind,
      workspace,
      opening: store.opening,
      trouble: troubleOf(store),
      broken: null
    }),
    repairWorkspace: isOpen,
    changeWorkspace: isOpen,
    cancelJob: async ({ job }) => {
      jobs.cancel(job)
      return null
    },
    // Every key was checked: none is one that a plain object has a meaning of its own for.
    preferences: async () => Object.fromEntries(store.preferences.all().values),
    unreadablePreferences: async () => store.preferences.all().unreadable.slice(0, mostNamed),
    setPreference: async ({ key, value }) => {
      if (key === enginePreference)
        throw new StudioError(
          'bad-input',
          'The engine is chosen with the request chooseEngine, which knows the engines there are.'
        )
      store.preferences.set(key, value)
      return null
    },
    forgetPreferences: async ({ which }) => {
      if (which === 'all') store.preferences.deleteAllBut(enginePreference)
      else store.preferences.deleteUnreadable()
      return null
    },
    // Electron's shell, which has one, answers this itself.
    chooseFolder: async () => {
      throw new StudioError(
        'unsupported',
        "A browser cannot open this machine's folder dialog. Drop the folder onto the window instead."
      )
    },
    showSaved: async () => {
      throw new StudioError('unsupported', 'A browser cannot show files in their folders. Look among its downloads.')
    }
  }
}

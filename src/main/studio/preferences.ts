/** Who answers, what windows remember, and jobs. */
import packageFile from '../../../package.json'
import { StudioError } from '../../shared/errors'
import type { Handlers } from '../../shared/ipc'
import type { Context } from './context'
import { enginePreference } from './engines'

type Names = 'hello' | 'cancelJob' | 'preferences' | 'setPreference' | 'chooseFolder'

export function preferenceHandlers({ workspace, store, jobs, host }: Context): Pick<Handlers, Names> {
  return {
    hello: async () => ({ version: packageFile.version, host: host.kind, workspace, opening: store.opening }),
    cancelJob: async ({ job }) => { jobs.cancel(job); return null },
    preferences: async () => store.preferences.all(),
    setPreference: async ({ key, value }) => {
      if (key === enginePreference) throw new StudioError('bad-input', 'The engine is chosen with the request chooseEngine, which knows the engines there are.')
      store.preferences.set(key, value)
      return null
    },
    chooseFolder: async () => {
      if (!host.chooseFolder) throw new StudioError('unsupported', 'A browser cannot open this machine\'s folder dialog. Drop the folder onto the window instead.')
      return host.chooseFolder()
    }
  }
}

/** Other machines: kept, looked at, forgotten. */
import packageFile from '../../../../package.json'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import { jobEngines } from '../../remote/engines'
import { lookAt } from '../../remote/look'
import { readAddress } from '../../remote/ssh/address'
import { Connection } from '../../remote/ssh/connection'
import type { Context } from '../context'

type Names = 'listMachines' | 'addMachine' | 'removeMachine' | 'checkMachine'

export const machineHandlers = ({ store, jobs }: Context): Pick<Handlers, Names> => ({
  listMachines: async () => store.machines.list(),
  addMachine: async asked => {
    store.ensureWritable()
    readAddress(asked.address)
    checkSettings(asked.settings)
    const machine = { ...asked, addedAt: Date.now() }
    store.machines.add(machine)
    return machine
  },
  removeMachine: async ({ name }) => {
    store.ensureWritable()
    store.machines.remove(name)
    return null
  },
  checkMachine: ({ job, name }, caller) =>
    jobs.run({ job, kind: 'remote', caller }, async signal => {
      const { address, fingerprint, folder } = store.machines.get(name)
      const connection = await Connection.open(address, { fingerprint, signal })
      // What waits for an answer hears that the connection ended.
      const cancel = (): void => connection.close()
      signal.addEventListener('abort', cancel, { once: true })
      try {
        return await lookAt(connection, folder, packageFile.version)
      } catch (cause) {
        signal.throwIfAborted()
        throw cause
      } finally {
        signal.removeEventListener('abort', cancel)
        connection.close()
      }
    })
})

/** @throws StudioError bad-input for what no engine knows, or not in that form */
function checkSettings(settings: Record<string, string>): void {
  const known = new Map(jobEngines.all.flatMap(engine => engine.settings).map(setting => [setting.key, setting]))
  for (const [key, value] of Object.entries(settings)) {
    const setting = known.get(key)
    if (!setting)
      throw new StudioError(
        'bad-input',
        `There is no setting "${key}" of machines. There is: ${[...known.keys()].join(', ')}.`
      )
    if (!setting.form.test(value)) throw new StudioError('bad-input', `${key}=${value}: ${setting.help}`)
  }
}

/** Other machines: kept, looked at, forgotten. */
import packageFile from '../../../../package.json'
import { StudioError } from '../../../shared/errors'
import type { Caller, Handlers } from '../../../shared/ipc'
import { machineDoctor, type Machine } from '../../../shared/remote/machines'
import type { WorkOptions } from '../../lib/progress'
import { jobEngines } from '../../remote/engines'
import { lookAt } from '../../remote/look'
import { prepare } from '../../remote/program/prepare'
import { readAddress } from '../../remote/ssh/address'
import { Connection } from '../../remote/ssh/connection'
import type { Context } from '../context'

type Names = 'listMachines' | 'addMachine' | 'removeMachine' | 'checkMachine' | 'prepareMachine'

export const machineHandlers = (context: Context): Pick<Handlers, Names> => {
  const { store } = context
  return {
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
      const [there] = store.remoteRuns.underWay().filter(({ machine }) => machine === name)
      if (there)
        throw new StudioError(
          'conflict',
          `"${name}" trains "${store.runs.get(there.run).name}". Stop that first: nothing of it would come here.`
        )
      store.machines.remove(name)
      return null
    },
    checkMachine: (asked, caller) =>
      connected(context, asked, caller, (connection, machine) => lookAt(connection, machine, packageFile.version)),
    prepareMachine: (asked, caller) =>
      connected(context, asked, caller, async (connection, { folder }, work) => {
        const { sent, doctor } = await prepare(connection, folder, packageFile.version, work)
        return machineDoctor.parse({ ...doctor, sent })
      })
  }
}

/** Work with a connection to a machine, which ends with it. Cancelling ends the connection. */
function connected<T>(
  { store, jobs }: Context,
  { job, name }: { job: string; name: string },
  caller: Caller | undefined,
  work: (connection: Connection, machine: Machine, options: WorkOptions) => Promise<T>
): Promise<T> {
  return jobs.run({ job, kind: 'remote', caller }, async (signal, progress) => {
    const machine = store.machines.get(name)
    const { address, fingerprint } = machine
    const connection = await Connection.open(address, { fingerprint, signal })
    // What waits for an answer hears that the connection ended.
    const cancel = (): void => connection.close()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await work(connection, machine, { signal, progress })
    } catch (cause) {
      signal.throwIfAborted()
      throw cause
    } finally {
      signal.removeEventListener('abort', cancel)
      connection.close()
    }
  })
}

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

/** `machines`. Other machines to train on, by SSH. */
import {
  addMachine,
  checkMachine,
  listMachines,
  prepareMachine,
  removeMachine,
  type AddOptions
} from '../remote/machines'
import { stopRun, watchRun } from '../training/elsewhere'
import { collect, runWord, type CliCommand } from './command'

export default {
  id: 'machines',
  place: 175,
  add({ program, inStudio, looking }) {
    const machines = program.command('machines').description('Other machines to train on, by SSH.')
    machines
      .command('list', { isDefault: true })
      .description('Those that are kept.')
      .action(() => looking(listMachines))
    machines
      .command('add')
      .argument('<name>', 'what it is called here')
      .argument('<address>', 'user@host, user@host:port, or a name of ~/.ssh/config')
      .option('--fingerprint <SHA256:…>', 'of its key, where known_hosts does not know it')
      .option('--folder <path>', 'where everything of Atelier is to lie there', 'atelier')
      .option(
        '--set <key=value>',
        'of each job there: partition, gpus, time, memory, account; ray, cpus; device',
        collect,
        []
      )
      .description('Keep a machine, and look at it.')
      .action((name: string, address: string, options: AddOptions) =>
        inStudio(session => addMachine(session, name, address, options))
      )
    machines
      .command('check')
      .argument('<name>', 'of a machine')
      .description('Connect, and say what it has and what is missing.')
      .action((name: string) => looking(session => checkMachine(session, name)))
    machines
      .command('prepare')
      .argument('<name>', 'of a machine')
      .description('Bring this Atelier there, or the newer one, and let it set itself up.')
      .action((name: string) => looking(session => prepareMachine(session, name)))
    machines
      .command('watch')
      .argument('<run>', runWord)
      .description('Follow a run that another machine trains. Ctrl-C leaves it training.')
      .action((run: string) => inStudio(session => watchRun(session, run)))
    machines
      .command('stop')
      .argument('<run>', runWord)
      .description('Have another machine save and end a run.')
      .action((run: string) => inStudio(session => stopRun(session, run)))
    machines
      .command('remove')
      .argument('<name>', 'of a machine')
      .description('Forget a machine; what lies there stays.')
      .action((name: string) => inStudio(session => removeMachine(session, name)))
  }
} satisfies CliCommand

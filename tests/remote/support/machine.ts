/** A machine on loopback that Atelier was brought to, with Slurm where it is asked for. */
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import packageFile from '../../../package.json'
import { bring } from '../../../src/main/remote/program/prepare'
import { Connection } from '../../../src/main/remote/ssh/connection'
import { withPackages } from './place'
import { startSlurm, type Slurm } from './slurm'
import { startSshServer, type SshServer } from './ssh-server'

export interface TestMachine {
  server: SshServer
  slurm: Slurm | null
  /** Where everything of Atelier's lies there. */
  folder: string
  stop: () => Promise<void>
}

/**
 * @param queues it has a Slurm; else whoever logs in finds none, installed or not
 * @param env of whoever logs in
 */
export async function startMachine({ queues = false, env = {} } = {}): Promise<TestMachine> {
  const slurm = queues ? await startSlurm() : null
  const programs = mkdtempSync(join(tmpdir(), 'atelier-programs-'))
  if (!slurm) linkPrograms(programs)
  const server = await startSshServer({
    ...(slurm?.env ?? { PATH: `${programs}:${dirname(process.execPath)}` }),
    ...env
  })
  process.env.ATELIER_SSH_CONFIG = server.config
  const folder = join(server.folder, 'place')
  withPackages(folder)
  const connection = await Connection.open('studio-box')
  await bring(connection, folder, packageFile.version, {})
  connection.close()
  return {
    server,
    slurm,
    folder,
    stop: async () => {
      delete process.env.ATELIER_SSH_CONFIG
      await slurm?.stop()
      await server.stop()
      rmSync(programs, { recursive: true, force: true })
    }
  }
}

/** Every program of the system's but Slurm's and Node. */
export function linkPrograms(folder: string): void {
  for (const place of ['/usr/bin', '/bin'])
    for (const name of readdirSync(place))
      if (!/^(s(batch|queue|control|info|acct|cancel)|node)$/.test(name) && !existsSync(join(folder, name)))
        symlinkSync(join(place, name), join(folder, name))
}

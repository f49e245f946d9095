/** What must be there on a machine before a run can be sent to it. */
import packageFile from '../../../../package.json'
import { StudioError } from '../../../shared/errors'
import type { Machine } from '../../../shared/remote/machines'
import { shellWord } from '../../remote/shell-words'
import type { Connection } from '../../remote/ssh/connection'

/** @returns its folder as an absolute path @throws StudioError conflict where it was not prepared for this version */
export async function groundOf(connection: Connection, { name, folder }: Machine): Promise<string> {
  const { stdout } = await connection.exec(`cd -- ${shellWord(folder)} && pwd -P && cat program/version`)
  const [place, version] = stdout.split('\n')
  if (!place || !version)
    throw new StudioError(
      'conflict',
      `Atelier is not on "${name}" yet. \`atelier machines prepare ${name}\` brings it.`
    )
  if (version !== packageFile.version)
    throw new StudioError(
      'conflict',
      `"${name}" has Atelier ${version}, here is ${packageFile.version}. ` +
        `\`atelier machines prepare ${name}\` mends that.`
    )
  return place
}

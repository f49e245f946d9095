/** Names of files that a browser sends. */
import { StudioError } from '../../../shared/errors'

/** Folders inside one another; a dropped folder has a handful. */
const deepest = 32
/** What a file system takes for one name, bytes. */
const longest = 255

/**
 * The parts of a relative path that stays inside its folder on every system.
 * @throws StudioError bad-input for an absolute path, a drive, `..`, an empty or over-long part, a control character,
 *   too many
 * folders, or on Windows a name that it keeps for devices or cannot write
 */
export function safeParts(path: string, platform: NodeJS.Platform = process.platform): string[] {
  const parts = path.split(/[/\\]/)
  // oxlint-disable-next-line no-control-regex -- control characters are just what must not pass
  const wrong = parts.some(
    part =>
      part === '' ||
      part === '.' ||
      part === '..' ||
      Buffer.byteLength(part) > longest ||
      /[\u0000-\u001f:]/.test(part) ||
      !part.isWellFormed()
  )
  if (wrong || parts.length > deepest)
    throw new StudioError(
      'bad-input',
      `${JSON.stringify(path.slice(0, 200))} is not a relative path inside the folder that was dropped.`
    )
  const forbidden =
    platform === 'win32' && parts.find(part => /[<>"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part))
  if (forbidden)
    throw new StudioError(
      'bad-input',
      `Windows allows no file called ${JSON.stringify(forbidden.slice(0, 200))}. Rename it, then drop the folder again.`
    )
  return parts
}

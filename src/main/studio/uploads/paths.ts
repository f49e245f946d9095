/** Names of files that a browser sends. */
import { StudioError } from '../../../shared/errors'

/** Folders inside one another; a dropped folder has a handful. */
const deepest = 32
/** What a file system takes for one name, bytes; some is left for a number. */
const longest = 255
const numbered = 240

/** Names of one upload, the same for the same path. */
export class SafeNames {
  /** By the path as it was sent up to and with the odd name. */
  private readonly numbers = new Map<string, number>()

  constructor(private readonly platform: NodeJS.Platform = process.platform) {}

  /**
   * The parts of a relative path that stays inside its folder on every system. A name that cannot be written (a control
   * character, a colon, too long, or on Windows one of its devices') is kept as far as it can be, with a number.
   * @throws StudioError bad-input for an absolute path, `..`, an empty part, too many folders
   */
  parts(path: string): string[] {
    const parts = path.split(/[/\\]/)
    if (parts.some(part => part === '' || part === '.' || part === '..') || parts.length > deepest)
      throw new StudioError(
        'bad-input',
        `${JSON.stringify(path.slice(0, 200))} is not a relative path inside the folder that was dropped.`
      )
    return parts.map((part, i) =>
      isOdd(part, this.platform) ? this.numberedName(parts.slice(0, i + 1).join('/'), part) : part
    )
  }

  private numberedName(key: string, part: string): string {
    const number = this.numbers.get(key) ?? this.numbers.size + 1
    this.numbers.set(key, number)
    const dot = part.lastIndexOf('.')
    const ending = dot > 0 && part.length - dot <= 8 ? writable(part.slice(dot)) : ''
    return `${shortened(writable(dot > 0 ? part.slice(0, dot) : part), numbered - ending.length)} (${number})${ending}`
  }
}

// oxlint-disable-next-line no-control-regex -- control characters are just what must not pass
const unwritable = /[\u0000-\u001f\u007f<>:"|?*]/g

const writable = (name: string): string => name.toWellFormed().replace(unwritable, '_')

function isOdd(part: string, platform: NodeJS.Platform): boolean {
  // oxlint-disable-next-line no-control-regex
  if (Buffer.byteLength(part) > longest || /[\u0000-\u001f:]/.test(part) || !part.isWellFormed()) return true
  return platform === 'win32' && /[<>"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part)
}

/** As many whole letters as so many bytes hold. */
function shortened(name: string, bytes: number): string {
  let [kept, used] = ['', 0]
  for (const letter of name) {
    used += Buffer.byteLength(letter)
    if (used > bytes) break
    kept += letter
  }
  return kept
}

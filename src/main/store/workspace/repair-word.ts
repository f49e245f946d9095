/** The command that lists again what lies in a workspace, as it is typed: without its folder it would be another's. */

/** A path as a word of a command that people may paste: their shell does nothing about what is in it. */
export function quoted(path: string): string {
  if (process.platform === 'win32') return /^[\w./:\\-]+$/.test(path) ? path : `"${path}"`
  return /^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

export const repairWord = (folder: string): string => `\`atelier repair --workspace ${quoted(folder)}\``

/** The command that lists again what lies in a workspace, as it is typed: without its folder it would be another's. */

/** A path as a word of a command, in quotes where it needs them. */
export const quoted = (path: string): string => (/^[\w./:\\-]+$/.test(path) ? path : `"${path}"`)

export const repairWord = (folder: string): string => `\`atelier repair --workspace ${quoted(folder)}\``

/**
 * Modes of what only its owner may read: everything inside a workspace. Windows keeps no such modes, and lets them
 * pass.
 */
export const privateFile = 0o600
export const privateFolder = 0o700

/** What a person asks for elsewhere follows their own umask. */
export const ordinaryFile = 0o666
export const ordinaryFolder = 0o777

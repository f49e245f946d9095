/**
 * What SQLite's codes mean to people. Extended codes (SQLITE_IOERR_WRITE) are looked up whole first, then by their
 * beginning.
 */
import type { Meaning } from './errno'

const damaged: Meaning = {
  code: 'not-readable',
  why: 'it is damaged',
  remedy: 'Close Atelier, then run `atelier repair`: it lists again what lies in the workspace.'
}
const busy: Meaning = {
  code: 'conflict',
  why: 'another program has held it for too long',
  remedy: 'Close the other Atelier (or whatever else uses that file), then try again.'
}
const altered: Meaning = {
  code: 'not-readable',
  why: 'its tables are not those that Atelier makes',
  remedy:
    'Another program may have changed it. Close Atelier, then run `atelier repair`: it lists again what lies ' +
    'in the workspace.'
}
const failing: Meaning = {
  code: 'not-writable',
  why: 'the disk reports an error',
  remedy: 'The disk may be failing: copy what matters to another one and have it checked.'
}
const readOnly: Meaning = {
  code: 'not-writable',
  why: 'it can only be read',
  remedy: 'Check the permissions of its folder and of the files in it, and whether its disk may be written to.'
}
const moved: Meaning = {
  code: 'not-writable',
  why: 'it is not where it was',
  remedy: 'Check whether the workspace was moved or deleted, or whether its disk is connected.'
}

const meanings: Record<string, Meaning> = {
  SQLITE_FULL: {
    code: 'disk-full',
    why: 'the disk is full',
    remedy: 'Free some space on it (emptying Atelier’s bin helps), then try again.'
  },
  SQLITE_IOERR_SHMSIZE: {
    code: 'disk-full',
    why: 'the disk is full',
    remedy: 'Free some space on it (emptying Atelier’s bin helps), then try again.'
  },
  SQLITE_IOERR_NOMEM: {
    code: 'engine',
    why: 'the machine has no memory left',
    remedy: 'Close other programs, then try again.'
  },
  SQLITE_IOERR_CORRUPTFS: damaged,
  SQLITE_IOERR_DATA: damaged,
  SQLITE_IOERR: failing,
  SQLITE_READONLY_DBMOVED: moved,
  SQLITE_READONLY: readOnly,
  SQLITE_CANTOPEN: { ...readOnly, why: 'it cannot be opened' },
  SQLITE_PERM: readOnly,
  SQLITE_AUTH: readOnly,
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: {
    ...damaged,
    why: 'it is not an Atelier database',
    remedy: 'Run `atelier repair`, which lists again what lies in the workspace, or choose another one.'
  },
  SQLITE_FORMAT: damaged,
  SQLITE_BUSY: busy,
  SQLITE_LOCKED: busy,
  SQLITE_PROTOCOL: busy,
  SQLITE_NOMEM: {
    code: 'engine',
    why: 'the machine has no memory left',
    remedy: 'Close other programs, then try again.'
  },
  SQLITE_TOOBIG: { code: 'bad-input', why: 'something is too large to be kept in it', remedy: 'Choose less at once.' },
  SQLITE_NOLFS: {
    code: 'not-writable',
    why: 'its disk holds no files of that size',
    remedy: 'Move the workspace to another disk.'
  },
  SQLITE_CONSTRAINT: {
    code: 'conflict',
    why: 'what it refers to was changed by another Atelier in the meantime',
    remedy: 'Try again.'
  },
  SQLITE_SCHEMA: altered,
  SQLITE_MISMATCH: altered,
  SQLITE_ERROR: altered
}

/** Null for a code that is not in the table. */
export function sqliteMeaning(code: string): Meaning | null {
  for (let name = code; name.startsWith('SQLITE_'); name = name.slice(0, name.lastIndexOf('_'))) {
    const found = meanings[name]
    if (found) return found
  }
  return null
}

/**
 * What the system's codes for files and processes mean to people: why, and what to do. The only place that knows these
 * codes.
 */
import type { ErrorCode } from '../../../shared/ipc'

/** Ends "… could not be written: ", without a full stop; and what to do, as sentences. */
export interface Meaning {
  code: ErrorCode
  why: string
  remedy: string
}

/** What was being done with a file. */
export type Doing = 'read' | 'written' | 'opened' | 'removed'

const full: Meaning = {
  code: 'disk-full',
  why: 'the disk is full',
  remedy: 'Free some space on it (emptying Atelier’s bin helps), then try again.'
}
const gone: Meaning = {
  code: 'not-found',
  why: 'there is nothing of that name',
  remedy: 'Check whether it was moved or deleted, or whether its disk is connected.'
}
const network: Meaning = {
  code: 'not-readable',
  why: 'the disk on the network does not answer',
  remedy: 'Check the connection to it, then try again.'
}
const memory: Meaning = {
  code: 'engine',
  why: 'the machine has no memory left',
  remedy: 'Close other programs, or choose less at once, then try again.'
}
const busy: Meaning = {
  code: 'conflict',
  why: 'another program is using it',
  remedy: 'Close it there, then try again.'
}
const failing: Meaning = {
  code: 'not-readable',
  why: 'the disk reports an error',
  remedy: 'The disk may be failing: copy what matters to another one and have it checked.'
}
const readOnly: Meaning = {
  code: 'not-writable',
  why: 'its disk can only be read',
  remedy: 'Mount the disk so that it can be written to, or choose a place on another one.'
}
const forbidden: Meaning = {
  code: 'not-readable',
  why: 'you have no permission to do that',
  remedy: 'Change the permissions of the file and of its folder, or choose another place.'
}
const tooManyFiles: Meaning = {
  code: 'not-readable',
  why: 'too many files are open',
  remedy: 'Close other programs, or raise the limit with `ulimit -n`, then try again.'
}

const meanings: Record<string, Meaning> = {
  ENOSPC: full,
  EDQUOT: { ...full, why: 'your share of the disk (the quota) is used up' },
  EFBIG: {
    code: 'not-writable',
    why: 'the file would be larger than is allowed',
    remedy: 'Raise the limit (`ulimit -f` shows it), or choose a place on a disk that holds larger files.'
  },
  ERR_FS_FILE_TOO_LARGE: { code: 'not-readable', why: 'the file is too large', remedy: 'Choose a smaller one.' },
  EROFS: readOnly,
  EACCES: forbidden,
  EPERM: forbidden,
  ENOENT: gone,
  ENOTDIR: { code: 'not-found', why: 'a part of its path is a file and no folder', remedy: 'Check the path.' },
  EISDIR: { code: 'bad-input', why: 'it is a folder and no file', remedy: 'Give the name of a file.' },
  EEXIST: {
    code: 'conflict',
    why: 'there is something of that name already',
    remedy: 'Move that away, or choose another name.'
  },
  ENOTEMPTY: {
    code: 'conflict',
    why: 'the folder is not empty',
    remedy: 'Something else is writing into it: stop that, then try again.'
  },
  EBUSY: busy,
  ETXTBSY: busy,
  EAGAIN: {
    code: 'conflict',
    why: 'the system has no processes or locks left',
    remedy: 'Close other programs, then try again.'
  },
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EIO: failing,
  EREMOTEIO: failing,
  EUCLEAN: { ...failing, why: 'the disk’s own records are damaged' },
  ENXIO: { ...gone, why: 'its device is not there any more' },
  ENODEV: { ...gone, why: 'its device is not there any more' },
  ESTALE: network,
  ENOTCONN: network,
  EHOSTDOWN: network,
  EHOSTUNREACH: network,
  ETIMEDOUT: network,
  ENAMETOOLONG: {
    code: 'bad-input',
    why: 'the name is too long',
    remedy: 'Choose a shorter one, or a folder that lies less deep.'
  },
  EILSEQ: {
    code: 'bad-input',
    why: 'that disk does not take such a name',
    remedy: 'Choose another name, of plain letters and digits.'
  },
  EINVAL: { code: 'not-readable', why: 'that disk cannot do this', remedy: 'Choose a place on another one.' },
  ENOTSUP: { code: 'not-writable', why: 'that disk cannot do this', remedy: 'Choose a place on another one.' },
  ELOOP: { code: 'not-readable', why: 'links in its path lead in a circle', remedy: 'Check the path.' },
  EXDEV: {
    code: 'not-writable',
    why: 'a part of that folder lies on another disk',
    remedy: 'Choose a folder that lies on one disk.'
  },
  EMLINK: { code: 'not-writable', why: 'the disk holds no more names in one folder', remedy: 'Choose another folder.' },
  EPIPE: { code: 'not-writable', why: 'nobody reads it any more', remedy: 'Start again what reads it.' },
  ENOMEM: memory,
  ERR_MEMORY_ALLOCATION_FAILED: memory,
  ERR_OUT_OF_RANGE: {
    code: 'not-readable',
    why: 'it is not as long as it should be',
    remedy: 'It was probably cut short: restore it from a copy.'
  },
  ERR_INVALID_ARG_VALUE: {
    code: 'bad-input',
    why: 'that is not a name that a file can have',
    remedy: 'Check the name.'
  }
}

/** Where the same code says something else to somebody who writes. */
const whenWritten: Record<string, Partial<Meaning>> = {
  ENOENT: {
    code: 'not-writable',
    why: 'its folder is not there (any more)',
    remedy: 'Check whether it was moved or deleted, or whether its disk is connected.'
  },
  ENOTDIR: { code: 'not-writable' },
  EACCES: { code: 'not-writable' },
  EPERM: { code: 'not-writable' },
  EIO: { code: 'not-writable' },
  EMFILE: { code: 'not-writable' },
  ENFILE: { code: 'not-writable' },
  EINVAL: { code: 'not-writable' },
  ENXIO: { code: 'not-writable' },
  ENODEV: { code: 'not-writable' },
  ESTALE: { code: 'not-writable' },
  ENOTCONN: { code: 'not-writable' },
  EREMOTEIO: { code: 'not-writable' },
  ETIMEDOUT: { code: 'not-writable' }
}

const unknown: Meaning = {
  code: 'not-readable',
  why: 'the system refused it',
  remedy: 'Try again; the log says what the system answered.'
}

/** What a code means, e.g. ENOSPC; null for one that is not in the table. */
export function meaningOf(code: string, doing: Doing): Meaning | null {
  const found = meanings[code === 'EOPNOTSUPP' ? 'ENOTSUP' : code]
  return found ? { ...found, ...(doing === 'written' || doing === 'removed' ? whenWritten[code] : {}) } : null
}

/** What is said of a code that nobody has described. */
export const unknownMeaning = (doing: Doing): Meaning =>
  doing === 'written' || doing === 'removed' ? { ...unknown, code: 'not-writable' } : unknown

/** Only who writes hears these. */
const ofWriting = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS'])

/** What was being done, by the code and the name of the system call that failed. */
export function doingOf(code: string, call: string | undefined): Doing {
  if (ofWriting.has(code)) return 'written'
  if (call === undefined) return 'opened'
  if (
    /^(write|fsync|fdatasync|ftruncate|rename|mkdir|copyfile|link|symlink|utime|futime|chmod|fchmod|chown|mkdtemp)/.test(
      call
    )
  )
    return 'written'
  if (/^(unlink|rmdir|rm)/.test(call)) return 'removed'
  return call.startsWith('open') ? 'opened' : 'read'
}

/** Numbers and states in plain words. Pure; used on every screen. */
import { counted } from '../../shared/counted'
import type { Dataset, Model, Run, RunStatus } from '../../shared/domain'

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
const number = new Intl.NumberFormat('en')

/** 1204 → "1,204". */
export const count = (n: number): string => number.format(n)

/** "generator" → "Generator". */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

export { counted }

/** What a dataset holds: "1,204 pictures", "1,000 points", "312 pairs". */
export const itemsIn = ({ imageCount, examples }: Pick<Dataset, 'imageCount' | 'examples'>): string =>
  counted(imageCount, examples.one, examples.many)

/** Seconds → "under 10 s", "40 s", "12 min", "1 h 20 min", "3 days". Rounded to what a person can use. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown'
  if (seconds < 10) return 'under 10 s'
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.round(hours / 24)} days`
  const rest = hours < 10 ? Math.round((minutes % 60) / 5) * 5 : 0
  if (rest === 60) return `${hours + 1} h`
  return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`
}

/** How long something took, the same wherever it is said: 11 → "11 s", 71 → "1 min 11 s", 3900 → "1 h 5 min". */
export function lasted(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown'
  if (seconds < 1) return 'under 1 s'
  const whole = Math.round(seconds)
  const parts: [number, string][] =
    whole < 3600
      ? [
          [Math.floor(whole / 60), 'min'],
          [whole % 60, 's']
        ]
      : [
          [Math.floor(whole / 3600), 'h'],
          [Math.floor((whole % 3600) / 60), 'min']
        ]
  return parts.flatMap(([n, unit]) => (n > 0 ? [`${n} ${unit}`] : [])).join(' ')
}

/** "about 40 s"; what is a bound already stays one: "under 10 s". */
export function about(seconds: number): string {
  const words = duration(seconds)
  return /^\d/.test(words) ? `about ${words}` : words
}

/** A time worked out rather than measured: "roughly 4 min"; what is a bound already stays one. */
export function roughly(seconds: number): string {
  const words = duration(seconds)
  return /^\d/.test(words) ? `roughly ${words}` : words
}

/** Seconds gone by, to the second under an hour: "0:07", "12:40", "1:02:05". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** As `clock`, with tenths where whole seconds would say nothing: "0.4 s". */
export const shortTime = (seconds: number): string => (seconds < 10 ? `${seconds.toFixed(1)} s` : clock(seconds))

/** A name within a sentence: its beginning, where it is very long. */
export const shortened = (name: string, most = 48): string =>
  name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name

/** No message without its subject: one that does not name it begins with it. */
export const withSubject = (message: string, name: string): string =>
  message.includes(name) ? message : `“${shortened(name)}”: ${message}`

/** The studio's straight quotes, as they are printed: "Faces" → “Faces”, "isn't" → “isn’t”. */
export const printed = (text: string): string =>
  text.replaceAll(/"([^"]*)"/g, '“$1”').replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '’')

/** A number as it is printed: with a minus sign, not a hyphen. */
export const minus = (text: string): string => text.replace(/^-/, '−').replace(/e-/, 'e−')

/** 1536000 → "1.5 MB". */
export function bytes(n: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  let unit = 0
  let value = n
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** How far something is: "12 of 1,204", "4 of 11 MB"; empty where the end is not known. */
export function howFar({
  done,
  total,
  unit
}: {
  done: number
  total: number | null
  unit?: 'bytes' | undefined
}): string {
  if (total === null) return ''
  return unit === 'bytes'
    ? `${Math.round(done / 1e6)} of ${count(Math.round(total / 1e6))} MB`
    : `${count(done)} of ${count(total)}`
}

/** Milliseconds since 1970 → "just now", "5 min ago", "yesterday", "3 May". */
export function ago(then: number, now = Date.now()): string {
  const seconds = (now - then) / 1000
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 172_800) return 'yesterday'
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return new Date(then).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' })
  })
}

/** 2 → "2nd". */
export function ordinal(n: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }
  return `${n}${ending[ordinals.select(n)]}`
}

export const statusWords: Record<RunStatus, string> = {
  waiting: 'Waiting',
  preparing: 'Preparing',
  training: 'Training',
  paused: 'Paused',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
  finished: 'Finished',
  failed: 'Failed'
}

/** Whether a trainer works or waits for this run. */
export const isActive = (run: Pick<Run, 'status'>): boolean =>
  run.status === 'preparing' || run.status === 'training' || run.status === 'paused'

/** Whether `resumeRun` makes sense. A finished run can go on for more epochs from its own screen. */
export const isResumable = (run: Pick<Run, 'status'>): boolean =>
  run.status === 'paused' || run.status === 'stopped' || run.status === 'interrupted' || run.status === 'failed'

/** [28, 28, 1] → "28×28 grey". */
export const shapeWords = ([height, width, channels]: readonly [number, number, number]): string =>
  `${width}×${height} ${channels === 1 ? 'grey' : 'colour'}`

/** What a model or a run makes: "28×28 grey", "points". */
export const madeWords = ({ examples, image }: Pick<Model, 'examples' | 'image'>): string =>
  examples.scatter ? examples.many : shapeWords(image)

/** 0.841 → "84.1 %". */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`

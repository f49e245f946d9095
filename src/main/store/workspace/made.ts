/**
 * Which files of a workspace this program has made: by where they lie and what they are called. Nothing else is ever
 * removed.
 */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** Below a run's or dataset's own folder. */
const names = {
  runs: [
    'start\\.safetensors',
    'checkpoints/step-\\d+\\.safetensors',
    'samples/(?:epoch|step)-\\d+\\.png',
    'evaluations/[a-z0-9-]+-\\d+\\.png',
    `exports/${uuid}\\.[a-z0-9]+`
  ],
  datasets: ['pictures-\\d+-(?:grey|colour)-[a-z]+-[a-z]+\\.u8', 'points\\.f32']
}
/** What records are called, and what marked a folder before there were any. */
const marks = {
  runs: ['run\\.json', 'record/part-\\d+\\.json'],
  datasets: ['dataset\\.json', 'record/part-\\d+\\.json']
}

/** The folders of a run or dataset in which such files lie. */
export const madeIn = {
  run: ['', 'checkpoints', 'samples', 'evaluations', 'exports', 'record'],
  dataset: ['', 'record']
}

const below = (place: 'runs' | 'datasets', which: string[]): RegExp =>
  new RegExp(`^${place}/${uuid}/(?:${which.join('|')})$`)
const whole = [below('runs', names.runs), below('datasets', names.datasets)]
/** While a file is written, its name is there with a dot before it or not, and an end that says so. */
const unfinished = (['runs', 'datasets'] as const).map(place => {
  const which = [...names[place], ...marks[place]].map(name => name.replace(/([^/]+)$/, '\\.?$1'))
  return new RegExp(`^${place}/${uuid}/(?:${which.join('|')})\\.[0-9a-f-]+\\.(?:part|partial)$`)
})
const oldClaim = below('datasets', ['claim-\\d+\\.json'])

/** `file`: one that a row names, or did. `temporary`: what was being written when its process ended. */
export type Made = 'file' | 'temporary'

/**
 * @param name relative to the workspace, forward slashes
 * @returns null for what is somebody else's, or not of a kind that is ever in nobody's way
 */
export function whatIsMade(name: string): Made | null {
  if (whole.some(pattern => pattern.test(name))) return 'file'
  return oldClaim.test(name) || unfinished.some(pattern => pattern.test(name)) ? 'temporary' : null
}

const ofRun = new RegExp(`^(?:${names.runs.filter(name => !name.startsWith('exports/')).join('|')})$`)
/** Whether a file of this name below a run's folder goes with it to another workspace. @param name forward slashes */
export const isOfRun = (name: string): boolean => ofRun.test(name)

const alone = new RegExp(`^${uuid}$`)
export const isUuid = (name: string): boolean => alone.test(name)

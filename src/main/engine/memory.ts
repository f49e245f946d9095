/**
 * What a training step needs and what the machine has, in bytes. Loads no tensor library.
 */
import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'

export interface Need {
  /** Numbers in all variables of the program: weights, their optimiser's slots, an average. */
  variables: number
  /** Numbers in the trainable weights, each of which gets a gradient. */
  weights: number
  /** Numbers in the outputs of all layers, one picture: generator's, discriminator's. */
  generator: number
  discriminator: number
  /** Pictures worked through at a time. */
  part: number
  /** Parts of a batch, each of which is written out in the step's graph. */
  parts: number
  /** Bytes of pictures held in memory. */
  dataset: number
}

/**
 * Bytes that training takes beyond what an idle engine has. An estimate from shapes, good to a factor of two
 * (tests/engine/memory.test.ts holds it against the resident size): kernels' scratch space is not known here.
 *
 * Variables are there twice: where the program was described, and where it runs. Of a layer's output training keeps
 * what goes into its kernel, its bias and its activation until its gradient is known, and on a busy machine a third
 * as much again waits to be freed. D's update sees real and generated pictures, G's keeps both networks' layers.
 */
export function memoryNeeded({ variables, weights, generator, discriminator, part, parts, dataset }: Need): number {
  const activations = 4 * part * Math.max(2 * discriminator + generator, generator + discriminator)
  return 4 * (2 * variables + 2 * weights + activations) + 2 * dataset + graphOfPart * parts
}

/** A dataset up to this size lives inside the program, where a step gathers from it. */
const residentLimit = 2 ** 30

/** How many bytes of a dataset are held in memory: all, or none where it is read as it is trained on. */
export const residentBytes = (bytes: number, available: number): number =>
  bytes <= Math.min(residentLimit, available / 4) ? bytes : 0

/** Some two hundred nodes, in JavaScript while they are written and in TensorFlow while they run: measured. */
const graphOfPart = 12 * 2 ** 20

/**
 * How many parts fit: `parts`, or doubled as often as it takes, up to one per picture; where none fits, the number that
 * needs least.
 * @param need bytes by the number of parts.
 */
export function fittingParts(
  batchSize: number,
  parts: number,
  need: (parts: number) => number,
  available: number
): number {
  let least = parts
  for (let tried = parts; ; tried = Math.min(batchSize, tried * 2)) {
    if (need(tried) < need(least)) least = tried
    if (need(tried) <= available || tried >= batchSize) return need(tried) <= available ? tried : least
  }
}

/** Whether an error says that memory ran out: TensorFlow's RESOURCE_EXHAUSTED, C++'s bad_alloc, the system's ENOMEM. */
export function isOutOfMemory(cause: unknown): boolean {
  const message = cause instanceof Error ? cause.message : String(cause)
  return /\bOOM\b|RESOURCE_EXHAUSTED|\bbad_alloc\b|\bENOMEM\b/.test(message)
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * Bytes that can still be used: what the system could free counts, what a container may not have does not.
 * @param files reads a file, null where there is none.
 */
export function memoryAvailable(files: (path: string) => string | null = read, free: number = freemem()): number {
  const system = Number(/^MemAvailable:\s+(\d+) kB/m.exec(files('/proc/meminfo') ?? '')?.[1] ?? Number.NaN) * 1024
  return Math.min(Number.isNaN(system) ? free : system, containerFree(files))
}

/**
 * Control groups, version 2 then 1; Infinity without a limit. Cached files count as used there, though they make way.
 */
function containerFree(files: (path: string) => string | null): number {
  for (const [limit, usage, cached] of [
    ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current', /^inactive_file (\d+)/m],
    [
      '/sys/fs/cgroup/memory/memory.limit_in_bytes',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes',
      /^total_inactive_file (\d+)/m
    ]
  ] as const) {
    const most = Number.parseInt(files(limit) ?? '', 10)
    const used = Number.parseInt(files(usage) ?? '', 10)
    if (Number.isNaN(most) || Number.isNaN(used)) continue
    return Math.max(0, most - used + Number(cached.exec(files(limit.replace(/[^/]+$/, 'memory.stat')) ?? '')?.[1] ?? 0))
  }
  return Infinity
}

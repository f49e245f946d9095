/** Machines that others than this one's studio may train on. */
import { z } from 'zod'
import * as bounds from '../bounds'

/** What people type on a command line, and what goes into the names of jobs. */
export const machineName = z
  .string()
  .regex(/^[\w][\w-]{0,39}$/, 'must be up to 40 letters, digits, hyphens and underscores')
export const machineAddress = z.string().min(1).max(300)
export const fingerprint = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be SHA256: and 43 letters and digits')

export const machine = z.object({
  name: machineName,
  /** user@host, host:port, or a name of ~/.ssh/config. */
  address: machineAddress,
  /** Of the key that it must have; null: as known_hosts says. */
  fingerprint: fingerprint.nullable(),
  /** Where everything of ours lies there, below the home folder unless it begins with /. */
  folder: bounds.path,
  /** What is said of each job, by key: partition, gpus, time, … */
  settings: bounds.record(z.string().max(200), 20),
  /** Unix time, ms. */
  addedAt: z.number()
})
export type Machine = z.infer<typeof machine>

/** What a machine is like, when it was looked at. */
export const machineReport = z.object({
  /** How jobs run there. */
  engine: z.object({ id: z.string(), name: z.string() }),
  /** As Linux x86_64. */
  system: z.string(),
  cores: z.int().nullable(),
  /** Each with its memory. */
  gpus: z.array(z.string()),
  /** Free where its folder lies, bytes. */
  free: z.number().nullable(),
  /** Partitions of its queue; empty where it has none. */
  partitions: z.array(z.string()),
  /** The Atelier that is there; null: none. */
  atelier: z.string().nullable(),
  /** From the first byte to the last answer, ms. */
  took: z.number(),
  /** What stands in the way of training there, a sentence each. */
  advice: z.array(z.string())
})
export type MachineReport = z.infer<typeof machineReport>

/** What the Atelier that was set up on a machine says of itself there. */
export const machineDoctor = z.object({
  /** Of the program, bytes that went there; 0: it had it. */
  sent: z.number(),
  atelier: z.string(),
  node: z.string(),
  platform: z.string(),
  /** What trains there; absent: nothing does. */
  engine: z.string().optional(),
  version: z.string().optional(),
  device: z.string().nullable().optional(),
  works: z.boolean().default(false),
  selfTest: z.boolean().default(false),
  /** What stands in its way, in sentences. */
  detail: z.string().default(''),
  advice: z.string().nullable().default(null)
})
export type MachineDoctor = z.infer<typeof machineDoctor>

/** Requests about other machines to train on. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { fingerprint, machine, machineAddress, machineDoctor, machineName, machineReport } from '../remote/machines'
import { empty, job, nothing, type Request } from './request'

export const machines = {
  listMachines: { input: empty, output: z.array(machine) },
  /** Keeps a machine; nothing is asked of it yet. bad-input for no address; conflict where the name is taken. */
  addMachine: {
    input: z.object({
      name: machineName,
      address: machineAddress,
      fingerprint: fingerprint.nullable().default(null),
      folder: bounds.path.default('atelier'),
      settings: bounds.record(z.string().max(200), 20).default({})
    }),
    output: machine
  },
  /** Connects and looks. not-found, conflict (its key, or ours), not-readable (nobody there), cancelled. */
  checkMachine: { input: z.object({ job, name: machineName }), output: machineReport },
  /**
   * Brings this program there where it has another or none, lets it set itself up, and asks its doctor. As
   * checkMachine; disk-full, unsupported (no Node there).
   */
  prepareMachine: { input: z.object({ job, name: machineName }), output: machineDoctor },
  /** Forgets it; what lies there stays. not-found. */
  removeMachine: { input: z.object({ name: machineName }), output: nothing }
} satisfies Record<string, Request>

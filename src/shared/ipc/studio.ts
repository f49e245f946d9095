/** Requests about the studio itself: its workspace, long requests, diagnostics, what windows remember. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { job, empty, nothing, type Request } from './request'

export const studio = {
  /** Which host answers, and what it can do. */
  hello: {
    input: empty,
    output: z.object({
      version: z.string(),
      host: z.enum(['electron', 'browser']),
      workspace: z.string(),
      /** What a person should know of how the workspace was found when it was opened, in sentences. */
      opening: z.array(z.string()),
      /**
       * Why nothing can be written to the workspace just now; null where all is well. `trouble` events tell of changes.
       */
      trouble: z.string().nullable(),
      /**
       * Why the workspace could not be opened; null where all is well. Then nothing is answered but this,
       * `diagnostics`, `repairWorkspace`, `changeWorkspace` and `chooseFolder`. `repairable`: a repair is worth a try.
       */
      broken: z.object({ message: z.string(), repairable: z.boolean() }).nullable()
    })
  },
  /**
   * Lists anew what lies in a workspace that cannot be opened; the database as it was is kept beside the new one.
   * `still`: why it cannot be opened all the same. Otherwise everything is answered from now on.
   */
  repairWorkspace: {
    input: empty,
    output: z.object({ summary: z.array(z.string()), details: z.array(z.string()), still: z.string().nullable() })
  },
  /** Another one in its place, where it cannot be opened. In Electron the app starts anew with it. */
  changeWorkspace: { input: z.object({ path: bounds.path }), output: nothing },
  /** Native folder dialog; null when cancelled. Only where `hello.host` is electron. */
  chooseFolder: { input: empty, output: z.string().nullable() },
  /** Shows a file that was saved (`saved`) in its folder. Only where `hello.host` is electron. */
  showSaved: { input: z.object({ file: z.int().min(1).max(1_000_000_000) }), output: nothing },
  cancelJob: { input: z.object({ job }), output: nothing },
  /**
   * What helps to find out what went wrong, as texts without pictures, secrets or names that people gave. The first is
   * a summary; `whole`: the logs and crash reports follow.
   */
  diagnostics: {
    input: z.object({ whole: z.boolean().default(false) }),
    output: z.object({ files: z.array(z.object({ name: z.string(), text: z.string() })) })
  },
  /** Small things a window remembers: theme, last screen, sliders, unfinished forms. */
  preferences: { input: empty, output: z.record(z.string(), bounds.preferenceValue) },
  /**
   * Those that are stored and cannot be read, by their keys as far as those can be shown; `preferences` leaves them
   * out.
   */
  unreadablePreferences: { input: empty, output: z.array(z.string()) },
  /** conflict: more is remembered than there is room for. */
  setPreference: { input: z.object({ key: bounds.preferenceKey, value: bounds.preferenceValue }), output: nothing },
  /** Forgets those that cannot be read, or all. The chosen engine stays chosen. */
  forgetPreferences: { input: z.object({ which: z.enum(['unreadable', 'all']) }), output: nothing }
} satisfies Record<string, Request>

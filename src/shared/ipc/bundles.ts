/** Requests about runs that come from another workspace, in one file. */
import { z } from 'zod'
import * as bounds from '../bounds'
import * as d from '../domain'
import { job, type Request } from './request'

export const bundles = {
  /**
   * A run that was exported as a bundle; of an upload, the one file that was sent. It comes from anybody: what is not
   * as a run's can be is refused, and leaves nothing behind. Where the pictures that it was trained on are here, it has
   * them. not-readable, unsupported (of a newer Atelier, or a model that is not here), disk-full.
   */
  importRun: {
    input: z.object({ job, from: z.union([z.object({ path: bounds.path }), z.object({ upload: d.id })]) }),
    output: d.run
  },
  /** What a run without its pictures was trained on, and which datasets could be that; null where it wants none. */
  wantedPictures: {
    input: z.object({ run: d.id }),
    output: z
      .object({
        name: z.string(),
        count: z.int(),
        /** Built in: `name` is what it is called there. */
        builtin: z.boolean(),
        /** Datasets of as many pictures of that kind. */
        fitting: z.array(d.id)
      })
      .nullable()
  },
  /**
   * Gives such a run pictures to go on with. conflict where they are not those that it was trained on, unless `anyway`:
   * as many, but others.
   */
  givePictures: {
    input: z.object({ job, run: d.id, dataset: d.id, anyway: z.boolean().default(false) }),
    output: d.run
  }
} satisfies Record<string, Request>

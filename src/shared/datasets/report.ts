/** What an import found in a folder: counts of everything, and for each kind of odd file what was done about it. */
import { z } from 'zod'

/** Kinds of findings, in the order in which a report has them, with a title and what was done. */
export const findingWords = {
  unreadable: { title: 'Could not be read', done: 'Left out.' },
  empty: { title: 'Empty', done: 'Left out.' },
  truncated: { title: 'Cut short', done: 'Left out: the rest of the picture is missing.' },
  unpaired: { title: 'In no pair, folder or class', done: 'Left out.' },
  duplicate: { title: 'Exact copies', done: 'Kept: training sees those pictures more often.' },
  alike: { title: 'Nearly the same', done: 'Kept: exclude them where you want each picture once.' },
  misnamed: { title: 'Wrongly named', done: 'Read by what they are, not by their names.' },
  tiny: { title: 'Smaller than they are learned', done: 'Enlarged, which blurs them.' },
  grey: { title: 'Grey among colour', done: 'Kept: they are learned as grey.' },
  transparent: {
    title: 'With a transparency channel',
    done: 'Laid on the background, white unless you choose another.'
  },
  animated: { title: 'Animations or several pages', done: 'Only the first frame was taken.' },
  cmyk: { title: 'In the colours of print (CMYK)', done: 'Turned into screen colours (sRGB).' },
  deep: { title: 'More than 8 bits per channel', done: 'Reduced to 8 bits.' },
  turned: { title: 'Turned by EXIF', done: 'Set upright.' }
} as const

export type FindingKind = keyof typeof findingWords
export const findingKinds = Object.keys(findingWords) as [FindingKind, ...FindingKind[]]
export const findingKind = z.enum(findingKinds)

export const finding = z.object({
  /** Relative to the dataset's folder. */
  path: z.string(),
  /** What is to be said of this very file, such as what it repeats; empty where the kind says it all. */
  detail: z.string()
})

const tally = z.array(z.object({ name: z.string(), count: z.int() }))

/** How many readable pictures are what, the commonest first; of sizes only the commonest, and the rest together. */
export const survey = z.object({
  formats: tally,
  sizes: tally,
  aspects: tally,
  colours: tally,
  depths: tally
})

/** Of each kind that was found: how many files, and the first of them. */
export const datasetReport = z.object({
  /** Null of what was imported before there were reports, or is made on the spot. */
  survey: survey.nullable(),
  findings: z.array(
    z.object({
      kind: findingKind,
      title: z.string(),
      done: z.string(),
      count: z.int(),
      first: z.array(finding)
    })
  )
})

export type Finding = z.infer<typeof finding>
export type Survey = z.infer<typeof survey>
export type DatasetReport = z.infer<typeof datasetReport>

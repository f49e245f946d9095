/** The engines, as schemas: which there are, what each is on this machine, which one is chosen. */
import { z } from 'zod'
import { didYouMean } from './nearest-names'

/** tensorflow: native, compiled. webgpu, wasm: the same programs op by op. Fastest first. */
export const engineNames = ['tensorflow', 'webgpu', 'wasm'] as const
export type EngineName = (typeof engineNames)[number]

const choices = ['auto', ...engineNames] as const

/** The sentence about a word that names no engine. */
export const unknownEngine = (word: string): string =>
  `There is no engine "${word}".${didYouMean(word, choices)} There are: ${engineNames.join(', ')}, and ` +
  'auto for the fastest that works.'

/** What can be asked for; auto: the fastest that works. */
export const engineWord = z.enum(choices, { error: ({ input }) => unknownEngine(String(input)) })

/** Which engine the next training, and the next process that draws, runs on. */
export const engineChoice = z.object({
  /** Chosen in this studio, and kept with it. Where it does not load, the next one is taken. */
  kept: engineWord,
  /** What goes before that as long as this studio runs, and where it was said; that one is taken or none. */
  asked: z.object({ engine: engineWord, by: z.enum(['--engine', 'ATELIER_ENGINE']) }).nullable()
})

export const engineInfo = z.object({
  engine: z.string(),
  /** As people know it, e.g. WebAssembly. */
  title: z.string(),
  version: z.string(),
  device: z.string(),
  /** Its device is a driver that computes on the processor. */
  software: z.boolean(),
  /** What convolutions and matrix products can run in; the first is the default. */
  precisions: z.array(z.string()),
  /** True when a forward and backward pass gave the right numbers. */
  selfTest: z.boolean(),
  detail: z.string()
})

/** One engine of those there are, tried on this machine. */
export const engineReport = engineInfo.extend({
  /** It loads, and its self-test passes. */
  works: z.boolean(),
  /** It is the one that the next training runs on. */
  chosen: z.boolean(),
  /** It is what auto takes. */
  automatic: z.boolean(),
  /** A sentence or two: why auto takes it or not; where another one runs in its place, which. */
  why: z.string(),
  /** What to do where something better was to be expected; empty otherwise. */
  advice: z.string()
})

export type EngineWord = z.infer<typeof engineWord>
export type EngineChoice = z.infer<typeof engineChoice>
export type EngineInfo = z.infer<typeof engineInfo>
export type EngineReport = z.infer<typeof engineReport>

/** Floating-point operations of one training step, counted from the built layers; convolutions and dense layers only. */
import type { Gan } from '../src/main/engine/gan'
import { stepFlop } from '../src/main/studio/cost'

export const flopsPerStep = ({ generator, discriminator }: Gan, batchSize: number): number => stepFlop(generator.flops, discriminator.flops, batchSize)

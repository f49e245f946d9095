/** The built decoder's process, as a studio starts it. */
import { afterAll } from 'vitest'
import { Decoder, type Patience } from '../../src/main/studio/decoder/decoder'
import { startDecoder } from '../../src/main/studio/decoder/process'
import { forkProcess } from '../../src/main/studio/processes/fork'

export const openDecoder = (patience?: Patience): Decoder => new Decoder(() => startDecoder(forkProcess), patience)

/** One for all tests of a file, ended with them. */
export const decoder = openDecoder()
afterAll(() => {
  decoder.close()
})

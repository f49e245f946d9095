/** NVIDIA's GPUs, as nvidia-smi tells of them. */
import { execFile } from 'node:child_process'
import { sizeWords } from '../regular-file'

export interface Gpu {
  /** As nvidia-smi counts them. */
  number: number
  name: string
  /** Bytes; null: it does not say. */
  memory: number | null
}

/** A command that prints what `readGpus` reads. */
export const gpuQuery = ['nvidia-smi', '--query-gpu=index,memory.total,name', '--format=csv,noheader,nounits'] as const

/** What is no line of a GPU, such as a driver's complaint, is passed over. */
export const readGpus = (said: string): Gpu[] =>
  said.split('\n').flatMap(line => {
    // A name may have commas in it, and stands last.
    const [, number, memory, name = ''] = /^\s*(\d+)\s*,\s*(\d+|\[[^\]]*\])\s*,\s*(\S.*?)\s*$/.exec(line) ?? []
    if (number === undefined) return []
    // nvidia-smi counts memory in MiB.
    return [{ number: Number(number), name, memory: /^\d/.test(memory ?? '') ? Number(memory) * 2 ** 20 : null }]
  })

/** Those of this machine; none where there is no nvidia-smi. */
export const listGpus = (): Promise<Gpu[]> =>
  new Promise(resolve => {
    const [command, ...words] = gpuQuery
    execFile(command, words, { timeout: 10_000, windowsHide: true }, (error, stdout) =>
      resolve(error ? [] : readGpus(stdout))
    )
  })

export const gpuWords = ({ number, name, memory }: Gpu): string =>
  `${number}: ${name}${memory === null ? '' : `, ${sizeWords(memory)}`}`

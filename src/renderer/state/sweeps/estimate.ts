/** What a sweep is going to take, in sentences. Pure. */
import { counted } from '../../../shared/counted'
import type { Output } from '../../../shared/ipc'
import { about, count, roughly } from '../words'

/** @param elsewhere other machines train it: how fast they are is not known here */
export function estimateWords(estimate: Output<'planSweep'>, elsewhere: boolean): string {
  const { configurations, rungs, most, expected, seconds, rough } = estimate
  const share = Math.round((100 * expected) / most)
  const time = elsewhere
    ? 'how long that takes there is not known before'
    : `${rough ? roughly(seconds) : about(seconds)} of training on this machine, one after another`
  return (
    `${counted(configurations, 'configuration')}, compared after ${listed(rungs.map(count))} steps. ` +
    `All of them to the end would take ${counted(most, 'step')}; this is expected to take about ` +
    `${count(rounded(expected))} (${share} %): ${time}.`
  )
}

/** Two digits are as much as is known. */
const rounded = (steps: number): number => Number(steps.toPrecision(2))

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

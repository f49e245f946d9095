/** What a training would take that takes days, in words: here, and where there is a GPU. */

import { counted } from '../../../shared/counted'

/** Seconds: what a training may take and still be recommended. */
export const longest = 24 * 60 * 60

/** "9 days", "3 hours", "20 minutes", "40 seconds": to the unit that counts. */
export function span(seconds: number): string {
  const [minutes, hours, days] = [60, 3600, longest].map(unit => Math.max(1, Math.round(seconds / unit))) as [
    number,
    number,
    number
  ]
  if (seconds < 1) return 'less than a second'
  if (seconds < 90) return counted(Math.round(seconds), 'second')
  if (seconds < 3600) return minutes === 1 ? 'a minute' : `${minutes} minutes`
  if (seconds < longest) return hours === 1 ? 'an hour' : `${hours} hours`
  if (days < 365) return days === 1 ? 'a day' : `${days} days`
  return days < 730 ? 'a year' : `${Math.round(days / 365)} years`
}

/**
 * A sentence; null where it does not take days.
 * @param here seconds on this machine @param onGpu seconds on a small GPU
 */
export function longTraining(here: number, onGpu: number): string | null {
  if (here <= longest) return null
  const elsewhere = onGpu < here / 2 ? `; on a GPU, about ${span(onGpu)}` : ''
  return `It would take about ${span(here)} on this machine${elsewhere}.`
}

/**
 * Every subject. Each has three ends (words, thread, studio) with types of their own: a metric is one file, a subject
 * is not.
 */
import classes from './classes'
import cycles from './cycles'
import pictures from './pictures'
import points from './points'
import targets from './targets'

const byId = { targets, cycles, pictures, points, classes }

export type AnySubject = (typeof byId)[keyof typeof byId]
/** What each is opened with, and what it is handed of each checkpoint. */
export type Openings = { [S in keyof typeof byId]: Parameters<(typeof byId)[S]['open']>[0] }
export type Drawn = { [S in keyof typeof byId]: Parameters<Awaited<ReturnType<(typeof byId)[S]['open']>>['next']>[0] }

export const subjects = {
  ...byId,
  ids: Object.keys(byId),
  all: Object.values(byId) as readonly AnySubject[],
  get: (id: string): AnySubject | undefined => Object.values(byId).find(subject => subject.id === id)
}

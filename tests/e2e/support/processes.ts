/** Which processes there are, and who started whom. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  id: number
  parent: number
  command: string
}

export function processes(): Process[] {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
      .split('\n')
      .flatMap(line => {
        const [, id, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
        return id ? [{ id: Number(id), parent: Number(parent), command }] : []
      })
  }
  // Small containers have no ps.
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return state === 'Z'
          ? []
          : [{ id: Number(name), parent: Number(parent), command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }]
      } catch {
        return []
      }
    })
}

/** A process and all that it has started, and those in turn. */
export function family(id: number, all = processes()): number[] {
  return [id, ...all.filter(({ parent }) => parent === id).flatMap(child => family(child.id, all))]
}

export const isAlive = (id: number): boolean => processes().some(each => each.id === id)

/**
 * Files that are somebody else's: in a workspace, beside it and outside. Each holds a word of its own, so that one that
 * was moved can be told from one that is gone.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Tally } from './tally'

export class Canaries {
  private readonly planted = new Map<string, string>()

  /** @param folder with everything of the round in it; a canary that was moved is looked for below */
  constructor(private readonly folder: string) {}

  plant(path: string): void {
    const word = `Somebody's own words, ${randomUUID()}.\n`
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, word)
    this.planted.set(path, word)
  }

  /** In, beside and outside a workspace that is there already. */
  plantAround(workspace: string): void {
    const outside = join(this.folder, 'outside')
    for (const name of ['notes.txt', 'one.safetensors', join('below', 'two.png')]) this.plant(join(outside, name))
    for (const name of ['notes.txt', 'atelier.txt', join('mine', 'list.csv')]) this.plant(join(workspace, name))
    this.plant(join(workspace, 'runs', 'exp1', 'weights.bin'))
    this.plant(join(workspace, 'runs', randomUUID(), 'checkpoints', 'step-00000001.safetensors'))
    this.plant(join(workspace, 'runs', 'list.txt'))
    this.plant(join(workspace, 'datasets', 'cats', 'tom.png'))
    this.plant(join(workspace, 'datasets', randomUUID(), 'tom.png'))
    for (const name of ['runs', 'datasets']) {
      const link = join(workspace, name, 'elsewhere')
      if (!existsSync(link)) symlinkSync(outside, link)
    }
  }

  /** Counts what was looked at; tells of each that is not as it was. */
  check(tally: Tally, when: string): void {
    tally.add({ foreignFiles: this.planted.size })
    for (const [path, word] of this.planted) {
      const found = textOf(path)
      if (found === word) continue
      const moved = found === null ? this.find(word) : null
      const what = found !== null ? 'was changed' : moved ? `was moved to ${moved}` : 'is gone'
      tally.add({ foreignTouched: 1 })
      tally.find(`A file that is not the studio's ${what} ${when}: ${path}`)
      this.planted.delete(path)
    }
  }

  private find(word: string): string | null {
    return filesBelow(this.folder).find(path => textOf(path) === word) ?? null
  }
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Absolute paths of files; links are not followed. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []
  })
}

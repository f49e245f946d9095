/**
 * Which engine runs: the one that was asked for on the command line, the one chosen in the studio, or the fastest that
 * works. Where the latter two do not load, the next one is started in their place (engine-fallback.ts).
 */
import type { EngineChoice, EngineReport, EngineWord } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { unknownEngine } from '../../../shared/engines'
import { engineNames, isEngineName, type EngineName } from '../../engine/protocol'
import { FirstThatLoads } from './engine-fallback'
import type { EngineProcess } from './engine-process'

/** @throws StudioError bad-input, naming the choices there are */
export function readChoice(word: string): EngineWord {
  if (word === 'auto' || isEngineName(word)) return word
  throw new StudioError('bad-input', unknownEngine(word))
}

/** What the choice is made from: the word on the command line, the environment's, and what the workspace keeps. */
export interface Wishes {
  asked: string | undefined
  environment: string | undefined
  kept: unknown
}

/**
 * @throws StudioError bad-input where somebody asks for an engine that there is not; what is kept was checked when it
 * was.
 */
export function choiceOf({ asked, environment, kept }: Wishes): EngineChoice {
  const known = typeof kept === 'string' && (kept === 'auto' || isEngineName(kept)) ? kept : 'auto'
  if (asked !== undefined) return { kept: known, asked: { engine: readChoice(asked), by: '--engine' } }
  return { kept: known, asked: environment ? { engine: readChoice(environment), by: 'ATELIER_ENGINE' } : null }
}

export class Engines {
  /** Why an engine is not tried again as long as this studio lives, or until somebody wants it to be. */
  readonly failed = new Map<EngineName, string>()

  constructor(
    private readonly startNamed: (name: EngineName, environment: Record<string, string>) => EngineProcess,
    readonly choice: () => EngineChoice
  ) {}

  /**
   * A process of the engine that was asked for; else of the first that loads of the one chosen and, in their order, the
   * others.
   * @param environment what its process is given besides
   */
  start(environment: Record<string, string> = {}): EngineProcess {
    const start = (name: EngineName): EngineProcess => this.startNamed(name, environment)
    const { asked } = this.choice()
    if (asked && asked.engine !== 'auto') return start(asked.engine)
    const preferred = this.preferred()
    const order = inOrder(preferred)
    const left = order.filter(name => !this.failed.has(name))
    // All have failed: the first has the best chances once more.
    return new FirstThatLoads(left.length > 0 ? left : order, order, preferred, start, this.failed)
  }

  /** A process of this engine, whatever the choice. */
  named(name: EngineName): EngineProcess {
    return this.startNamed(name, {})
  }

  /**
   * Which one trains, of those that were tried: the one asked for whatever it does; else the one chosen where it works,
   * else the fastest.
   */
  running(tried: readonly Pick<EngineReport, 'engine' | 'works' | 'software'>[]): EngineName {
    const { asked } = this.choice()
    if (asked && asked.engine !== 'auto') return asked.engine
    const preferred = this.preferred()
    return (preferred && this.usable(preferred, tried, true) ? preferred : null) ?? this.fastest(tried)
  }

  /** What auto takes; the first where none works. */
  fastest(tried: Parameters<Engines['running']>[0]): EngineName {
    return engineNames.find(name => this.usable(name, tried, false)) ?? engineNames[0]
  }

  private usable(name: EngineName, tried: Parameters<Engines['running']>[0], asked: boolean): boolean {
    const found = tried.find(({ engine }) => engine === name)
    return found?.works === true && (asked || !found.software) && !this.failed.has(name)
  }

  /** Chosen in the studio, where nothing goes before that. */
  private preferred(): EngineName | null {
    const { kept, asked } = this.choice()
    return asked || kept === 'auto' ? null : kept
  }
}

const inOrder = (first: EngineName | null): EngineName[] =>
  first ? [first, ...engineNames.filter(name => name !== first)] : [...engineNames]

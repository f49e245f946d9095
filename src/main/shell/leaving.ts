/** Closing the window or quitting: asks once while something trains, and never loses a step. */
import { setTimeout as wait } from 'node:timers/promises'
import { app, type BrowserWindow, dialog, powerMonitor } from 'electron'
import type { Run } from '../../shared/domain'
import { onEnding } from '../lib/signals'

export interface LeavingOptions {
  window: BrowserWindow
  training: () => Run[]
  /** Stops trainings with a checkpoint and closes the store. */
  close: () => Promise<void>
}

export interface Leaving {
  /** The window is wanted (again). */
  show(): void
  /** Nothing trains any more: a studio that only stayed for that ends. */
  idle(): void
  /** Saves, ends, and starts anew; in another workspace where one is named. */
  restart(workspace?: string): void
  /** The window cannot be drawn any more: it goes, and the app only where nothing trains, to be started anew. */
  retreat(): void
}

export const setupLeaving = (options: LeavingOptions): Leaving => new AppLeaving(options)

class AppLeaving implements Leaving {
  private state: 'open' | 'asking' | 'background' | 'closing' | 'closed' = 'open'

  constructor(private readonly options: LeavingOptions) {
    const hold = (event: { preventDefault(): void }): void => {
      if (this.state === 'closed') return
      event.preventDefault()
      void this.leave()
    }
    options.window.on('close', hold)
    app.on('before-quit', hold)
    app.on('window-all-closed', () => app.quit())
    // The system or a script wants us gone: nobody is there to be asked.
    onEnding(() => void this.finish())
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      event?.preventDefault()
      void this.finish()
    })
  }

  show(): void {
    const { window } = this.options
    if (this.isEnding()) return
    if (this.state === 'background') this.state = 'open'
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  idle(): void {
    if (this.state === 'background') void this.finish()
  }

  restart(workspace?: string): void {
    void this.finish({ again: true, workspace })
  }

  retreat(): void {
    if (this.isEnding()) return
    if (this.options.training().length === 0) return void this.finish({ again: true })
    this.state = 'background'
    this.options.window.hide()
  }

  private isEnding(): boolean {
    return this.state === 'closing' || this.state === 'closed'
  }

  private async leave(): Promise<void> {
    const { window, training } = this.options
    // In the background, Quit in the dock asks again; twice at once it does not.
    if (this.state === 'asking' || this.isEnding()) return
    const runs = training()
    if (runs.length === 0) return this.finish()
    const before = this.state
    this.state = 'asking'
    const answer = await ask(window, runs)
    if (answer === 'stop') return this.finish()
    if (answer === 'cancel') {
      this.state = before
      return
    }
    this.state = 'background'
    window.hide()
    // It may have ended while the question stood there.
    if (training().length === 0) return this.finish()
  }

  private async finish({
    again = false,
    workspace
  }: { again?: boolean; workspace?: string | undefined } = {}): Promise<void> {
    const { window, close } = this.options
    if (this.isEnding()) return
    this.state = 'closing'
    // A hidden page sends what it still wants remembered.
    if (!window.isDestroyed()) window.hide()
    await wait(100)
    try {
      await close()
    } catch (error) {
      console.error(error)
    }
    this.state = 'closed'
    if (again) app.relaunch(workspace === undefined ? undefined : { args: wordsFor(workspace) })
    app.quit()
  }
}

/** The words that this app was started with, for another workspace. */
export function wordsFor(workspace: string, words = process.argv.slice(1)): string[] {
  const others = words.filter((word, at) => {
    const named = word === '--workspace' || words[at - 1] === '--workspace'
    return !named && !word.startsWith('--workspace=')
  })
  return [...others, '--workspace', workspace]
}

async function ask(window: BrowserWindow, runs: readonly Run[]): Promise<'background' | 'stop' | 'cancel'> {
  const [first] = runs
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: runs.length === 1 && first ? `“${first.name}” is training.` : `${runs.length} runs are training.`,
    detail:
      'Training can go on without a window: Atelier then tells you when it ends, and starting it again brings ' +
      'the window back. Or stop here; a checkpoint is saved and you can resume any time.',
    buttons: ['Keep Training', 'Stop and Save', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true
  })
  return (['background', 'stop', 'cancel'] as const)[response] ?? 'cancel'
}

/** Where everything of ours lies on another machine, and how it is run there. */
import { shellWord } from '../shell-words'

/** Below the machine's folder. `program` is a link to the newest of `programs`. */
export const placesIn = (folder: string) => ({
  folder,
  program: `${folder}/program`,
  programs: `${folder}/programs`,
  version: `${folder}/program/version`,
  workspace: `${folder}/workspace`,
  pictures: `${folder}/pictures`,
  runs: `${folder}/runs`,
  /** Brought there where it has none of its own. */
  node: `${folder}/node`
})

/**
 * Lines of sh that put a Node on the path: the one that was brought there, or, where a shell that nobody has logged in
 * to lacks it, one as nvm, fnm, Homebrew and people themselves install it.
 */
export const withNode = (folder: string): string =>
  `d=${shellWord(placesIn(folder).node)}/bin; if [ -x "$d/node" ]; then PATH="$d:$PATH"; fi; ` +
  'command -v node >/dev/null 2>&1 || for d in "$HOME"/.nvm/versions/node/*/bin "$HOME"/.local/bin ' +
  '"$HOME"/.local/share/fnm/node-versions/*/installation/bin /opt/homebrew/bin /usr/local/bin; do ' +
  '[ -x "$d/node" ] && PATH="$d:$PATH"; done'

/**
 * And before it the program's own, where its packages have one: a program that an older Node starts is a process of its
 * own, which hears twice what all are told at once.
 */
export const withProgramNode = (folder: string): string =>
  `${withNode(folder)}; for d in ${shellWord(placesIn(folder).program)}/node_modules/node-*/bin; do ` +
  'if [ -x "$d/node" ]; then PATH="$d:$PATH"; fi; done'

/** A command of the Atelier there, in whichever version is the newest when it is run. */
export const atelier = (folder: string, words: string): string =>
  `"$(cd ${shellWord(placesIn(folder).program)} && pwd -P)/bin/atelier" ${words}`

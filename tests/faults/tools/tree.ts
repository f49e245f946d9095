/** The checkout under attack: its built programs, and the Node that runs them. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Tree {
  root: string
  node: string
  /** The command line, built. */
  cli: string
  /** The browser host, built. */
  serve: string
  /** What people type. */
  wrapper: string
}

/** @throws where the checkout was not built */
export function treeAt(folder: string): Tree {
  const root = resolve(folder)
  const tree = {
    root,
    node: process.execPath,
    cli: join(root, 'out', 'main', 'cli.js'),
    serve: join(root, 'out', 'main', 'serve.js'),
    wrapper: join(root, 'bin', 'atelier')
  }
  for (const file of [tree.cli, tree.serve, tree.wrapper])
    if (!existsSync(file)) throw new Error(`${file} is missing. Build that checkout with npm run build.`)
  return tree
}

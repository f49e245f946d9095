/**
 * What the command line's own options are called, as they are read: definitions that bring options of their own may not
 * take their names. `tests/cli/first-words.test.ts` holds these lists against what the commands say of themselves.
 */

/** Of every command. */
const everywhere = ['help', 'version', 'workspace', 'engine', 'json']

/** Of `import` and `train`, which take options of kinds of example. */
const bringingIn = ['name', 'model', 'recipe', 'epochs', 'steps', 'seed', 'set', 'from', 'fromEpoch', 'fromNetwork']

export const commandWords = {
  bringingIn: [
    ...everywhere,
    ...bringingIn,
    'freeze',
    'wait',
    'now',
    'on',
    'device',
    'plan',
    'fit',
    'zoom',
    'keep',
    'background'
  ],
  /** Of `evaluate`, which takes options of what is measured. */
  evaluating: [...everywhere, 'metrics', 'epochs', 'seed', 'output'],
  /** Of `export` and `sample`, which take options of formats, and of what models are drawn from. */
  exporting: [...everywhere, 'output']
} as const

/** As it is written: heldOut → held-out. */
export const flagOf = (word: string): string => word.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** As it is read: held-out → heldOut. */
export const attributeOf = (flag: string): string =>
  flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What is said of options that bear a name of the command line's own, or another's; none where all is well. */
export function clashes(options: readonly string[], place: keyof typeof commandWords): string[] {
  return options.flatMap((word, i) => {
    const flag = `--${flagOf(word)}`
    if ((commandWords[place] as readonly string[]).includes(word))
      return [`declares the option ${flag}, which is the command line's own: call it something else`]
    return options.indexOf(word) < i ? [`declares the option ${flag} twice: call one of them something else`] : []
  })
}

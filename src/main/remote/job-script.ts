/** The script of a job: it runs what is to be run, passes on what it is told, and waits until that has ended. */

interface JobScript {
  /**
   * Signals, and what is done for each before the program is told to save and end; null: it is told by others, and
   * waited for.
   */
  told: Readonly<Record<string, string | null>>
  /** Lines of sh whose last replaces the shell (`exec`), so that SIGTERM reaches the program. */
  script: string
  /** Lines for its end; `$status` is what it ended with. */
  after: string
}

export function jobScript({ told, script, after }: JobScript): string {
  const traps = Object.entries(told).map(
    ([signals, first]) => `trap '${first === null ? ':' : `${first}kill -TERM "$child" 2>/dev/null`}' ${signals}`
  )
  // A signal ends a wait, and not the program: it is waited for until it is gone.
  return `#!/bin/sh
${traps.join('\n')}
(
${script}
) &
child=$!
status=129
while [ "$status" -gt 128 ] && kill -0 "$child" 2>/dev/null || [ "$status" = 129 ]; do
  wait "$child"
  status=$?
done
${after}
`
}

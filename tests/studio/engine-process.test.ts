import { expect, test } from 'vitest'
import { endingOf } from '../../src/main/studio/engines/engine-process'
import { tail } from '../../src/main/studio/processes/child'

test("the end of a process is told with its last words, not with a library's chatter", () => {
  const chatter =
    'I0000 00:00:17954.01 9574 port.cc:153] oneDNN custom operations are on.\n2027-01-02 03:04:05.678: I ' +
    'tensorflow/core/x.cc:1] Optimised.\n'
  expect(endingOf({ code: null, signal: 'SIGKILL', stderr: chatter })).toBe(
    'was killed (by the system when memory runs out, or by hand)'
  )
  expect(endingOf({ code: 1, signal: null, stderr: chatter })).toBe('ended with status 1')
  expect(endingOf({ code: 134, signal: null, stderr: `${chatter}std::bad_alloc.\n${chatter}` })).toBe(
    'ended with status 134; its last words: std::bad_alloc'
  )
  const uncaught =
    `node:fs:1\n  throw new Error()\n  ^\n\nError: ENOSPC: no space left on device, write\n    at writeSync ` +
    `(node:fs:9:1) {\n  errno: -28,\n  code: 'ENOSPC'\n}\n\nNode.js v24.1.0\n`
  expect(endingOf({ code: 1, signal: null, stderr: uncaught })).toBe('ended with status 1: the disk is full')
  expect(
    endingOf({ code: 1, signal: null, stderr: uncaught.replace('ENOSPC: no space left on device, write', 'odd') })
  ).toBe('ended with status 1; its last words: Error: odd')
  expect(endingOf({ code: null, signal: 'SIGSEGV', stderr: '' })).toBe('crashed (SIGSEGV)')
  expect(endingOf({ code: null, signal: 'SIGTERM', stderr: '' })).toBe('was ended by SIGTERM')
  const stack =
    '----- Native stack trace -----\n\n 1: 0xf5d3a1 node::Abort() [node]\n----- JavaScript stack trace ' +
    '-----\n\n1: processTicksAndRejections (node:internal/process/task_queues:91:21)\n'
  expect(endingOf({ code: null, signal: 'SIGABRT', stderr: `terminate called\n${stack}` })).toBe(
    'crashed (SIGABRT); its last words: terminate called'
  )
})

test('of what a process says, the end is kept', () => {
  const kept = tail()
  for (let i = 0; i < 1000; i++) kept.add(`line ${i}\n`)
  expect(kept.text()).toHaveLength(4096)
  expect(kept.text()).toMatch(/line 999\n$/)
})

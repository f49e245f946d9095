import { describe, expect, it } from 'vitest'
import { redact } from '../../../src/main/studio/diagnostics/redact'

const hidden = {
  workspace: '/home/mona/art/atelier',
  names: ['/home/mona/Pictures/cats', 'cats', 'Cats 2', 'ox'],
  home: '/home/mona',
  user: 'mona',
  host: 'studio-pc'
}

describe('what leaves the machine in diagnostics', () => {
  it.each([
    ['workspace before home', 'opens /home/mona/art/atelier/atelier.db', 'opens <workspace>/atelier.db'],
    ['folders before the names at their end', 'read /home/mona/Pictures/cats/1.png', 'read <name 1>/1.png'],
    ['names', '"Cats 2" was stopped', '"<name 3>" was stopped'],
    ['names next to signs', 'run "cats", cats/1.png, wildcats', 'run "<name 2>", <name 2>/1.png, wildcats'],
    [
      'very short names where they are quoted or in a path',
      'an "ox" at x/ox.png: box, ox',
      'an "<name 4>" at x/<name 4>.png: box, ox'
    ],
    ['the rest of the home folder', '/home/mona/.cache/x', '<home>/.cache/x'],
    ['user and machine as words of their own', 'mona@studio-pc: monalisa', '<user>@<host>: monalisa'],
    [
      'tokens in addresses',
      'http://127.0.0.1:81/#Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYg',
      'http://127.0.0.1:81/#<token>'
    ],
    ['tokens by name', 'token=abcdefghijklmnopqrstuv1', 'token=<token>'],
    ['passwords in addresses', 'https://me:secret@mirror/x', 'https://<user>@mirror/x']
  ])('hides %s', (_, text, found) => {
    expect(redact(text, hidden)).toBe(found)
  })

  it("leaves what is nobody's", () => {
    const text = 'run 3e1a (dcgan-28): training, epoch 1 of 10\nTensorFlow 2.21.0 on CPU'
    expect(redact(text, hidden)).toBe(text)
  })
})

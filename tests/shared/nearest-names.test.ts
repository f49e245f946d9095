import { expect, test } from 'vitest'
import { didYouMean, distance, nearestNames } from '../../src/shared/nearest-names'
import { adversarialLosses } from '../../src/main/losses/adversarial'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

test.each([
  ['', '', 0],
  ['hinge', 'hinge', 0],
  ['hinje', 'hinge', 1],
  ['hnge', 'hinge', 1],
  ['hingee', 'hinge', 1],
  ['higne', 'hinge', 1],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3]
] as const)('from "%s" to "%s" it takes %i changes', (a, b, changes) => {
  expect(distance(a, b)).toBe(changes)
  expect(distance(b, a)).toBe(changes)
})

const models = ['conv-small', 'dcgan-28', 'dcgan-64', 'mlp-classic', 'mlp-simple']

test.each([
  ['dcgan28', ['dcgan-28']],
  ['DCGAN_64', ['dcgan-64']],
  ['dcgan', ['dcgan-28', 'dcgan-64']],
  ['mlp', ['mlp-classic', 'mlp-simple']],
  ['mlp-smiple', ['mlp-simple']],
  ['small', []],
  ['stylegan', []],
  ['', []],
  ['---', []]
] as const)('by "%s" they may mean %j', (word, meant) => {
  expect(nearestNames(word, models)).toEqual(meant)
})

test('one, two or three, in a sentence; none is silence', () => {
  expect(didYouMean('dcgan28', models)).toBe(' Did you mean dcgan-28?')
  expect(didYouMean('mlp', models)).toBe(' Did you mean mlp-classic or mlp-simple?')
  expect(didYouMean('ab', ['abc', 'abd', 'abe', 'abf'])).toBe(' Did you mean abc, abd or abe?')
  expect(didYouMean('stylegan', models)).toBe('')
})

test('a thing may be looked for under several words, and is called by its name', () => {
  expect(
    didYouMean(
      'colour',
      new Map([
        ['channels', 'channels'],
        ['Colour', 'channels']
      ])
    )
  ).toBe(' Did you mean channels?')
})

test('models, settings, choices and losses are suggested before all are listed', () => {
  expect(() => findModel('dcgan28')).toThrow(/^There is no model "dcgan28"\. Did you mean dcgan-28\? There are: /)
  const model = findModel('dcgan-28')
  expect(() => completeSettings(model, { learningrate: 0.1 })).toThrow(
    /^DCGAN 28 has no setting "learningrate"\. Did you mean learningRate\? It has: epochs, /
  )
  expect(() => completeSettings(model, { colour: 'grey' })).toThrow(/Did you mean channels\?/)
  expect(() => completeSettings(model, { loss: 'hinje' })).toThrow(
    /\(loss\) cannot be "hinje"\. Did you mean hinge\? It must be one of /
  )
  expect(() => completeSettings(model, { loss: 7 })).toThrow(/\(loss\) cannot be 7\. It must be one of /)
  expect(() => completeSettings(model, { width: 2 })).toThrow(
    'Width (width) must be a whole number from 4 to 256; got 2.'
  )
  expect(() => adversarialLosses.find('least-square')).toThrow(
    'There is no loss "least-square". Did you mean least-squares? There are: '
  )
})

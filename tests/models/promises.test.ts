import { expect, test } from 'vitest'
import { models } from '../../src/main/models'
import { recipes } from '../../src/main/models/recipes'
import { completeSettings, sheetKindOf } from '../../src/main/models/definition'

test('a card promises a map only where there is one', () => {
  for (const grey of [true, false])
    for (const side of [28, 64])
      for (const model of models.values()) {
        const { reason, settings } = model.suits({
          imageCount: 500,
          exampleCount: 500,
          sourceSize: { width: side, height: side },
          grey,
          labels: ['a', 'b']
        })
        const promised = /\bmap\b/i.test(`${model.summary} ${reason}`)
        const kept = sheetKindOf(model, completeSettings(model, settings)) === 'map'
        expect(promised && !kept, `${model.id}, ${grey ? 'grey' : 'colour'}, ${side}`).toBe(false)
      }
})

test('no words of a model or recipe say a time: what is measured or worked out says it, beside them', () => {
  const pictures = { imageCount: 500, exampleCount: 500, sourceSize: { width: 28, height: 28 }, labels: ['a', 'b'] }
  const said = [
    ...[...models.values()].flatMap(model => [
      model.summary,
      ...[true, false].map(grey => model.suits({ ...pictures, grey }).reason)
    ]),
    ...recipes.all.map(({ words }) => words)
  ]
  expect(said.length).toBeGreaterThan(40)
  expect(said.filter(words => /\b(?:seconds|minutes?|hours?|days?|lunch|overnight)\b/.test(words))).toEqual([])
})

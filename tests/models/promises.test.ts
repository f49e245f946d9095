import { expect, test } from 'vitest'
import { models } from '../../src/main/models'
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

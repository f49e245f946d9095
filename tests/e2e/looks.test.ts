/** That the tests of screens would see what they look for: a page on which everything is wrong. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './support/browser'
import { misplaced, violations } from './support/looks'

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 600, height: 400 } })
})
afterAll(() => browser?.close())

const body = (content: string) =>
  page.setContent(
    '<!doctype html><html lang="en"><title>Page</title><body style="margin: 0; font: 16px ' +
      `sans-serif"><main>${content}</main>`
  )

test('a tidy page is tidy', async () => {
  await body(
    '<h1>One</h1><p>Two</p><div style="height: 60px; overflow: auto" tabindex="0" role="region" ' +
      'aria-label="List"><p>Three</p><p>Four, below the edge of what scrolls</p></div>'
  )
  expect(await misplaced(page)).toEqual([])
  expect(await violations(page)).toEqual([])
})

test.each([
  ['a page too wide', '<div style="width: 900px">Wide</div>', /the page is 900 pixels wide, the window 600/],
  [
    'words cut off at the side',
    '<div style="width: 60px; overflow: hidden; white-space: nowrap">Cut off at the side</div>',
    /“Cut off at the side” is cut off by \d+ pixels at the side/
  ],
  [
    'words cut off below',
    '<div style="height: 20px; overflow: hidden">First<br>Second line</div>',
    /“Second line” is cut off/
  ],
  [
    'a name with no room at all',
    '<div style="width: 20px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap">A long name</div>',
    /“A long name” has only 20 pixels/
  ],
  [
    'words over words',
    '<p style="position: absolute; left: 10px; top: 10px">Under</p><p style="position: absolute; left: 20px; ' +
      'top: 14px">Over</p>',
    /“Under” \(in p < main < body\) lies over “Over” \(in p/
  ],
  [
    'words over a drawing',
    '<div style="width: 80px; display: flex; white-space: nowrap"><span>As long as that</span><svg ' +
      'width="40" height="20" style="flex: none; margin-left: -30px"></svg></div>',
    /“As long as that” \(in span < div < main\) lies over a drawing/
  ],
  [
    'a few pixels too many',
    '<div class="list" style="width: 300px; height: 60px; overflow: auto"><div style="width: 310px">Row</div></div>',
    /list scrolls sideways by 10 pixels/
  ],
  [
    'a picture that is wider than what it is on',
    '<section class="card" style="width: 100px"><canvas width="124" height="20"></canvas></section>',
    /a drawing sticks out of card by 24 pixels/
  ],
  [
    'a control under something else',
    '<button style="width: 120px">Speed</button><div class="panel" style="position: absolute; left: 100px; top: 0; ' +
      'width: 80px; height: 60px; background: white"></div>',
    /the end of “Speed” is under panel/
  ],
  [
    'words outside the window',
    '<p style="position: fixed; left: -40px">Half gone to the left</p>',
    /“Half gone to the left” is 40 pixels outside the window/
  ]
])('%s', async (_, content, sentence) => {
  await body(content)
  expect((await misplaced(page)).join('\n')).toMatch(sentence)
})

test('what axe calls serious: pale words, a button without a name', async () => {
  await body('<p style="color: #ccc; background: #fff">Pale</p><button></button>')
  const found = (await violations(page)).join('\n')
  expect(found).toMatch(/color-contrast/)
  expect(found).toMatch(/button-name/)
})

import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { get, pagesFolder, testHost } from './fixture'

test('serves the window with headers that leave a page nothing but its own files', async () => {
  const { port } = await testHost()
  const page = await get(port, '/')
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<title>Atelier</title>') })
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin'
  })
  const policy = String(page.headers['content-security-policy']).split('; ')
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "frame-ancestors 'none'",
      `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`
    ])
  )
  const script = await get(port, '/assets/index-1a2b.js?x=1')
  expect(script).toMatchObject({
    status: 200,
    body: 'void 0',
    headers: { 'cache-control': 'public, max-age=31536000, immutable' }
  })
})

test.each([
  '/../secret.js',
  '/%2e%2e/secret.js',
  '/..%2fsecret.js',
  '/assets/../../secret.js',
  '/assets/%2e%2e%2f%2e%2e%2fsecret.js',
  '/..%5csecret.js',
  '/%00',
  '/%',
  '//secret.js',
  '/.hidden.js',
  '/assets',
  '/assets/',
  '/nothing.js',
  '/index.html%00.js',
  '/linked.js'
])('gives nothing away for %s', async path => {
  const pages = await pagesFolder()
  await symlink(join(pages, '..', 'secret.js'), join(pages, 'linked.js'))
  const { port } = await testHost({ pages })
  const { status, body } = await get(port, path)
  expect(status).toBe(404)
  expect(body).not.toMatch(/secret|hidden/)
})

test.each([
  'evil.example',
  'evil.example:PORT',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.0.0.1.evil.example:PORT',
  'localhost:PORT@evil.example'
])('a page of another name that leads to this machine gets nothing (Host: %s)', async name => {
  const { port } = await testHost()
  const { status, body } = await get(port, '/', { host: name.replace('PORT', String(port)) })
  expect(status).toBe(403)
  expect(body).not.toContain('<title>')
})

test('localhost is a name of ours too, whatever its case', async () => {
  const { port } = await testHost()
  expect((await get(port, '/', { host: `LocalHost:${port}` })).status).toBe(200)
})

test('reads only', async () => {
  const { port } = await testHost()
  expect((await get(port, '/', { method: 'POST' })).status).toBe(405)
  expect(await get(port, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
})

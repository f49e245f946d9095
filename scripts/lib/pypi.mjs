/** Finds a wheel on pip's index: the one this machine's pip is set up for (PEP 503, PEP 691). */
import { getText, withoutCredentials } from './http.mjs'
import { run } from './processes.mjs'
import { Problem } from './say.mjs'

/** PIP_INDEX_URL, else pip's configuration, else pip's default. */
export async function indexUrl(env = process.env) {
  if (env.PIP_INDEX_URL) return env.PIP_INDEX_URL
  for (const pip of ['pip', 'pip3']) {
    const { status, output } = await run(pip, ['config', 'get', 'global.index-url'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      limit: 10_000,
      env
    })
    const url = output.trim()
    if (status === 0 && /^https?:\/\/\S+$/.test(url)) return url
  }
  return 'https://pypi.org/simple'
}

/**
 * @param {string} project
 * @param {string} filename
 * @returns {Promise<{ url: string, size?: number, sha256?: string }>} sha256 in hex
 */
export async function findWheel(project, filename, index = '') {
  const base = withoutCredentials(index || (await indexUrl()))
  const page = await getText(`${base.replace(/\/$/, '')}/${project}/`, {
    accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.1'
  })
  const file = page.type.includes('json')
    ? JSON.parse(page.text).files.find((/** @type {{ filename: string }} */ file) => file.filename === filename)
    : fromHtml(page.text, filename)
  if (!file)
    throw new Problem(
      `${new URL(base).host} has no ${filename}. Point PIP_INDEX_URL to an index that has it, such as the public one.`
    )
  return { url: withoutCredentials(new URL(file.url, page.url).href), size: file.size, sha256: file.hashes?.sha256 }
}

/**
 * The older form of an index page: anchors whose text is the file's name.
 * @param {string} html
 * @param {string} filename
 */
function fromHtml(html, filename) {
  for (const [, href = '', text = ''] of html.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([^<]*)<\/a>/gi)) {
    if (text.trim() !== filename) continue
    const [url = '', fragment = ''] = href.replaceAll('&amp;', '&').split('#')
    return { url, size: undefined, hashes: { sha256: /^sha256=([0-9a-f]{64})$/.exec(fragment)?.[1] } }
  }
}

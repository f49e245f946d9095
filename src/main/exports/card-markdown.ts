/** A model card in Markdown, as repositories of models show it. */
import { writeCard, type Card, type CardSection } from './tools/card'
import type { Format } from './format'

const format: Format = {
  id: 'card-markdown',
  title: 'Export model card as Markdown',
  label: 'Model card (Markdown)',
  summary: 'The model card as text, as repositories of models show it.',
  extension: 'md',
  mediaType: 'text/markdown',
  group: 'numbers',
  needs: 'measured',
  options: () => [],
  write: source => writeCard(source, textOf)
}
export default format

const textOf = ({ title, sections }: Card): string => `# ${plain(title)}\n\n${sections.map(sectionOf).join('\n\n')}\n`

const sectionOf = ({ title, paragraphs = [], table = [], picture }: CardSection): string =>
  [
    `## ${plain(title)}`,
    ...paragraphs.map(plain),
    ...(table.length > 0
      ? [['| | |', '|---|---|', ...table.map(([name, value]) => `| ${plain(name)} | ${plain(value)} |`)].join('\n')]
      : []),
    ...(picture ? [`![${plain(picture.words)}](${picture.url})`] : [])
  ].join('\n\n')

/** Letters that would be read as marks, or as HTML, are letters. */
const plain = (words: string): string =>
  words.replaceAll(/[\\*_[\]<>|#]/g, letter => `\\${letter}`).replaceAll(/\s+/g, ' ')

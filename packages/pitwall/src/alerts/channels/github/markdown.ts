import { visible } from '../../../core/visible.ts';

const zeroWidth = '&#8203;';

/**
 * Text that is text and nothing else in Markdown of GitHub: it calls nobody, links no issue, commit or page, and holds no
 * tag. What begins a mention or a link is followed by a space without width, as an escape does not stop those.
 */
export function plainMarkdown(text: string): string {
  return visible(text)
    .replace(/[&<>]/g, (letter) => (letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : '&gt;'))
    .replace(/[\\`*_{}[\]()|~$!"'^=+-]/g, '\\$&')
    .replace(/[@#]/g, `$&${zeroWidth}`)
    .replace(/:(?=\/)/g, `:${zeroWidth}`)
    .replace(/\bwww(?=\.)/gi, `$&${zeroWidth}`)
    .replace(/\bgh(?=\\-\d)/gi, `$&${zeroWidth}`);
}

/** As `plainMarkdown`, of several lines; none of them begins a list, a heading or a block. */
export const plainLines = (text: string): string =>
  text
    .split(/\r\n|\n|\r/)
    .map((line) =>
      plainMarkdown(line)
        .replace(/^(\s*)(\d{1,9})([.)])/, '$1$2\\$3')
        .replace(/^\s+/, ''),
    )
    .join('  \n');

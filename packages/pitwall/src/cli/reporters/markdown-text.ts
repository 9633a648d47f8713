import { visible } from '../../core/visible.ts';

/** All that Markdown, tables, HTML, mathematics or links of GitHub could make something of. */
const special = /[&<>`*~[\]|\\$]|:(?=\S)|(?<!\w)_|_(?!\w)|www\.|[@#](?=\w)/gi;

/**
 * One line of plain text inside a table or a sentence. Entities are text to Markdown, unlike the characters
 * they stand for. GitHub looks for @names and #numbers after that, so those get a zero-width space: a team's
 * name in the data must not notify the team.
 */
export function markdownText(text: string): string {
  return visible(text).replace(special, (found) => {
    if (found.length > 1) return found.replace('.', '&#46;');
    const entity = `&#${found.charCodeAt(0)};`;
    return found === '@' || found === '#' ? `${entity}&#8203;` : entity;
  });
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

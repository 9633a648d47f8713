/** The words of the first command of a line, as a shell would split them: quotes go, a pipe or bracket ends it. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, double, single, operator, word] of line.matchAll(/"([^"]*)"|'([^']*)'|([|)<>;&])|([^\s"'|)<>;&]+)/g)) {
    if (operator !== undefined) break;
    words.push(double ?? single ?? word ?? '');
  }
  return words;
}

/** What the documentation says, taken apart: headings, links, and fenced blocks with the remarks before them. */

export interface Block {
  /** `sh`, `console`, `ts`, `yaml` …; empty where none is named. */
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** `<!-- key: value -->` right before the block. */
  readonly remarks: ReadonlyMap<string, string>;
}

interface Link {
  readonly target: string;
  readonly line: number;
}

export interface Page {
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  readonly anchors: ReadonlySet<string>;
  /** `inline code` outside fenced blocks. */
  readonly code: readonly string[];
}

const remarkPattern = /^<!-- ([a-z ]+): (.+?) -->$/;

export function parsePage(markdown: string): Page {
  const blocks: Block[] = [];
  const links: Link[] = [];
  const code: string[] = [];
  const anchors = new Set<string>();
  let remarks = new Map<string, string>();
  let open: { fence: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const line = index + 1;
    const fence = /^(```+)\s*(\S*)\s*$/.exec(text);
    if (open) {
      if (fence?.[1] === open.fence && fence[2] === '') {
        blocks.push({ language: open.language, text: open.lines.join('\n'), line: open.line, remarks });
        remarks = new Map();
        open = undefined;
      } else open.lines.push(text);
    } else if (fence) open = { fence: fence[1] ?? '```', language: fence[2] ?? '', line, lines: [] };
    else {
      const remark = remarkPattern.exec(text);
      if (remark) remarks.set(remark[1] ?? '', remark[2] ?? '');
      else if (text !== '') remarks = new Map();
      const heading = /^#{1,6} (.+)$/.exec(text)?.[1];
      if (heading !== undefined) anchors.add(newAnchor(heading, anchors));
      links.push(...linksIn(text).map((target) => ({ target, line })));
      code.push(...[...text.matchAll(/`([^`]+)`/g)].map(([, inner]) => inner ?? ''));
    }
  }
  if (open) throw new Error(`the block that begins in line ${open.line} has no end`);
  return { blocks, links, anchors, code };
}

function linksIn(text: string): string[] {
  const plain = text.replace(/`[^`]*`/g, '');
  return [...plain.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, attribute]) => link ?? attribute ?? '',
  );
}

/** As GitHub makes it: lower case, no punctuation, hyphens for blanks, a number behind what was there before. */
function newAnchor(heading: string, taken: ReadonlySet<string>): string {
  const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  const anchor = words.replace(/[^\p{L}\p{M}\p{N}_ -]/gu, '').replaceAll(' ', '-');
  let number = 0;
  let result = anchor;
  while (taken.has(result)) result = `${anchor}-${++number}`;
  return result;
}

export interface DocumentedCommand {
  readonly text: string;
  readonly exit: number;
  /** What a `console` block shows below it. */
  readonly output: string | undefined;
}

/** The commands of a block, one a line; a backslash at the end goes on. `# exit 1` behind a command is what it must end with. */
export function commandsOf({ language, text }: Block): DocumentedCommand[] {
  const commands: { text: string; exit: number; output: string[] }[] = [];
  let goesOn = false;
  for (const line of text.split('\n')) {
    const last = commands.at(-1);
    const typed = language === 'console' ? /^\$ (.*)$/.exec(line)?.[1] : line;
    if (goesOn && last) last.text += `\n${line}`;
    else if (typed === undefined) last?.output.push(line);
    else if (typed.trim() !== '' && !typed.startsWith('#'))
      commands.push({ text: typed, exit: exitOf(typed), output: [] });
    goesOn = (goesOn || typed !== undefined) && line.endsWith('\\');
  }
  return commands.map(({ output, ...command }) => ({
    ...command,
    output: output.length > 0 ? output.join('\n').trim() : undefined,
  }));
}

const exitOf = (command: string): number => Number(/#.*\bexit (?:code )?(\d)\b/.exec(command)?.[1] ?? 0);

/** Output as it is shown: `…` stands for anything, a line of its own for any number of lines. */
export function outputPattern(shown: string): RegExp {
  const lines = shown.split('\n').map((line) => line.trimEnd());
  const source = lines
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*?.*' : literal(line).replaceAll('…', '.*')))
    .join('\\n');
  return new RegExp(source, 'u');
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

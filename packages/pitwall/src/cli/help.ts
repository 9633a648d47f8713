import type { Command, OptionSpec } from '../core/command.ts';
import { globalOptions } from './arguments.ts';
import { padEnd, textWidth, wrap } from './reporters/text-width.ts';

/** Below it, lines would be mostly margin. */
const narrowest = 60;
/** Longer lines are hard to read, however wide the terminal is. */
const widest = 100;
const widestName = 24;

export function generalHelp(commands: readonly Command[], version: string, terminalWidth: number): string {
  const width = readableWidth(terminalWidth);
  const options: Rows = [
    ['-h, --help', 'Show help; pitwall COMMAND --help tells of one command'],
    ['-v, --version', 'Show the version'],
  ];
  const beginning: Rows = [
    ['pitwall init games.csv', 'writes pitwall.yaml with what the data looks like now'],
    ['pitwall check', 'judges the data against it'],
    ['pitwall demo', 'shows both on an example whose feed broke'],
  ];
  return sections([
    paragraphs(`Pitwall ${version}: is the data that goes into the model what it should be?`, width),
    'Usage: pitwall COMMAND [ARGUMENTS] [OPTIONS]',
    `Begin with:\n${table(beginning, width)}`,
    `Commands:\n${table(summaries(commands), width)}`,
    `Options:\n${table(options, width)}`,
    paragraphs('Exit codes: 0 fine, 1 findings at or above the failing level, 2 could not run.', width),
  ]);
}

export function commandHelp(
  { name, summary, details, arguments: taken, options, examples }: Command,
  terminalWidth: number,
): string {
  const width = readableWidth(terminalWidth);
  return sections([
    paragraphs(summary, width),
    `Usage: pitwall ${[name, ...taken.map(usage), '[OPTIONS]'].join(' ')}`,
    details && paragraphs(details, width),
    taken.length > 0 &&
      `Arguments:\n${table(
        taken.map((argument) => [argument.name, argument.summary]),
        width,
      )}`,
    `Options:\n${table(
      [...options, ...globalOptions].map((option) => [optionName(option), optionSummary(option)]),
      width,
    )}`,
    `Examples:\n${examples.map(({ command, does }) => `  # ${does}\n  $ ${command}`).join('\n')}`,
  ]);
}

/** Of commands that share their first word, like `contract`. */
export function groupHelp(first: string, commands: readonly Command[], terminalWidth: number): string {
  return sections([
    `Usage: pitwall ${first} COMMAND [ARGUMENTS] [OPTIONS]`,
    `Commands:\n${table(summaries(commands), readableWidth(terminalWidth))}`,
    `pitwall ${first} COMMAND --help tells of one command.`,
  ]);
}

type Rows = readonly (readonly [name: string, text: string])[];

const readableWidth = (terminalWidth: number): number => Math.min(Math.max(terminalWidth, narrowest), widest);

const sections = (all: readonly (string | false | undefined)[]): string => `${all.filter(Boolean).join('\n\n')}\n`;

const summaries = (commands: readonly Command[]): Rows => commands.map(({ name, summary }) => [name, summary]);

function usage({ name, optional, repeated }: Command['arguments'][number]): string {
  const words = repeated ? `${name}…` : name;
  return optional ? `[${words}]` : words;
}

function optionName({ name, short, value }: OptionSpec): string {
  return `${short ? `-${short}, ` : '    '}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function optionSummary({ summary, choices, default: standard }: OptionSpec): string {
  const listed = choices ? `${summary}: ${choices.join(', ')}` : summary;
  return standard === undefined ? listed : `${listed} (default: ${standard})`;
}

function paragraphs(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrap(line, width, Number.POSITIVE_INFINITY))
    .join('\n');
}

/** Names, and beside them what they mean; a name that is too long for its column stands on a line of its own. */
function table(rows: Rows, width: number): string {
  const nameWidth = Math.min(widestName, Math.max(...rows.map(([name]) => textWidth(name))));
  const indent = ' '.repeat(nameWidth + 4);
  return rows
    .flatMap(([name, text]) => {
      const [first = '', ...more] = wrap(text, width - indent.length, Number.POSITIVE_INFINITY);
      const head =
        textWidth(name) > nameWidth ? [`  ${name}`, indent + first] : [`  ${padEnd(name, nameWidth)}  ${first}`];
      return [...head, ...more.map((line) => indent + line)];
    })
    .join('\n');
}

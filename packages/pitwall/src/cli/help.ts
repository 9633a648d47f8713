import type { Command, OptionSpec } from '../core/command.ts';
import { globalOptions } from './arguments.ts';

export function generalHelp(commands: readonly Command[], version: string): string {
  return `Pitwall ${version}: is the data that goes into the model what it should be?

Usage: pitwall COMMAND [ARGUMENTS] [OPTIONS]

Commands:
${table(commands.map(({ name, summary }) => [name, summary]))}

Options:
${table([['-h, --help', 'Show help; pitwall COMMAND --help tells of one command'], ['--version', 'Show the version']])}

Exit codes: 0 fine, 1 findings at or above the failing level, 2 could not run.

Begin with:
  pitwall init games.csv     writes pitwall.yaml with what the data looks like now
  pitwall check              judges the data against it
`;
}

export function commandHelp(command: Command): string {
  const sections = [
    command.summary,
    `Usage: pitwall ${[command.name, ...command.arguments.map(usage), '[OPTIONS]'].join(' ')}`,
    command.details,
    command.arguments.length > 0 && `Arguments:\n${table(command.arguments.map(({ name, summary }) => [name, summary]))}`,
    `Options:\n${table([...command.options, ...globalOptions].map((option) => [optionName(option), optionSummary(option)]))}`,
    `Examples:\n${command.examples.map(({ command: typed, does }) => `  # ${does}\n  $ ${typed}`).join('\n')}`,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function usage({ name, optional, repeated }: Command['arguments'][number]): string {
  const words = repeated ? `${name}…` : name;
  return optional ? `[${words}]` : words;
}

function optionName({ name, short, value, choices }: OptionSpec): string {
  return `${short ? `-${short}, ` : ''}--${name}${value === undefined ? '' : ` ${choices ? choices.join('|') : value}`}`;
}

const optionSummary = ({ summary, default: standard }: OptionSpec): string => (standard === undefined ? summary : `${summary} (${standard} where not said)`);

const widestName = 34;

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(widestName, Math.max(...rows.map(([name]) => name.length)));
  return rows.map(([name, text]) => (name.length > width ? `  ${name}\n  ${' '.repeat(width)}  ${text}` : `  ${name.padEnd(width)}  ${text}`)).join('\n');
}

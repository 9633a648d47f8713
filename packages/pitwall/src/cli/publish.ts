import type { Report } from '@pitwall/sdk';
import type { CommandContext, Invocation, OptionSpec } from '../core/command.ts';
import { type FailLevel, failLevels, isFailLevel } from './fail-on.ts';
import { writeOutput } from './output-file.ts';
import { formats, reporters } from './reporters/index.ts';

/** How findings are shown, alike in every command that has findings. */
export const publishOptions: readonly OptionSpec[] = [
  {
    name: 'format',
    short: 'f',
    value: 'FORMAT',
    choices: formats,
    summary: 'How to print the findings',
    default: 'pretty',
  },
  { name: 'out', short: 'o', value: 'FILE', summary: 'Write the findings into a file instead' },
  { name: 'quiet', short: 'q', summary: 'Only the verdict and a line for each finding' },
  {
    name: 'fail-on',
    value: 'LEVEL',
    choices: failLevels,
    summary: 'Exit with 1 from this status on, warning being anything that is not a pass',
    default: 'alert',
  },
];

export function failLevel(invocation: Invocation): FailLevel {
  const level = invocation.text('fail-on');
  return isFailLevel(level) ? level : 'alert';
}

/** `--out -` is standard output, as it is where nothing is said. */
export function outFile(invocation: Invocation): string | undefined {
  const out = invocation.text('out');
  return out === '-' ? undefined : out;
}

/** Pictures are for those who look at them. */
export const wantsPictures = (invocation: Invocation): boolean => invocation.text('format') === 'html';

export interface PublishOptions {
  readonly configFile?: string;
  /** Standard output is taken by something else. */
  readonly aside?: boolean;
}

export async function publish(
  report: Report,
  invocation: Invocation,
  context: CommandContext,
  { configFile, aside = false }: PublishOptions = {},
): Promise<void> {
  const format = formats.find((name) => name === invocation.text('format')) ?? 'pretty';
  const out = outFile(invocation);
  const text = reporters[format](report, {
    colour: context.terminal.colour && out === undefined,
    width: context.terminal.width,
    quiet: invocation.given('quiet'),
    failOn: failLevel(invocation),
    ...(configFile === undefined ? {} : { configFile }),
  });
  if (out !== undefined) {
    await writeOutput(out, context.cwd, text);
    context.say(`Wrote ${out}\n`);
  } else if (aside) context.say(text);
  else await context.write(text);
}

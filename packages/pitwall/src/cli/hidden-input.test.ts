import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../core/command.ts';
import { readHidden } from './hidden-input.ts';

function contextOf(stdin: AsyncIterable<Uint8Array>) {
  const said: string[] = [];
  const context: CommandContext = {
    cwd: '/',
    env: {},
    now: new Date(0),
    stdin,
    terminal: { colour: false, width: 80 },
    write: () => undefined,
    say: (text) => void said.push(text),
    progress: () => undefined,
  };
  return { said, context };
}

async function* parts(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? Buffer.from(text) : text;
}

/** What a terminal hands over when keys are pressed. */
function terminal(...texts: readonly string[]) {
  const modes: boolean[] = [];
  const stdin = Object.assign(parts(...texts), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) });
  return { stdin, modes };
}

const options = { question: 'Value of smtp', mostBytes: 20 };
const read = (stdin: AsyncIterable<Uint8Array>): Promise<string> => readHidden(contextOf(stdin).context, options);

describe('a hidden value', () => {
  it.each([
    ['as it is', ['hunter2'], 'hunter2'],
    ['in several parts', ['hun', 'ter2'], 'hunter2'],
    ['without one line break at its end', ['hunter2\n'], 'hunter2'],
    ['without one of Windows', ['hunter2\r\n'], 'hunter2'],
    ['with line breaks and blanks inside', [' a\nb \n\n'], ' a\nb \n'],
  ])('is read from a pipe %s', async (_, texts, value) => {
    expect(await read(parts(...texts))).toBe(value);
  });

  it.each([
    ['nothing', [''], 'found nothing'],
    ['a line break alone', ['\n'], 'found nothing'],
    ['too much', ['x'.repeat(21)], 'at most 20 bytes'],
    ['bytes that are no text', [new Uint8Array([0xff, 0xfe])], 'in UTF-8'],
  ])('is refused where there is %s', async (_, texts, problem) => {
    await expect(read(parts(...texts))).rejects.toMatchObject({
      code: 'arguments.invalid',
      problem: expect.stringContaining(problem),
    });
  });

  it('is typed on a terminal without being shown, and corrected by whole characters', async () => {
    const { stdin, modes } = terminal('hu', 'nx', '\u007f', 'ter', 'é\u007f', '2', '\r', 'more');
    const { context, said } = contextOf(stdin);
    expect(await readHidden(context, options)).toBe('hunter2');
    expect(modes).toEqual([true, false]);
    expect(said.join('')).toBe('Value of smtp (not shown): \n');
  });

  it.each([
    ['interrupted', '\u0003', 'interrupted'],
    ['left empty', '\r', 'found nothing'],
    ['longer than it may be', 'x'.repeat(21), 'at most 20 bytes'],
  ])('that is %s on a terminal gives the terminal back', async (_, keys, problem) => {
    const { stdin, modes } = terminal(keys);
    await expect(read(stdin)).rejects.toMatchObject({ problem: expect.stringContaining(problem) });
    expect(modes).toEqual([true, false]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Command, CommandContext } from '../core/command.ts';
import { main } from './main.ts';

const commands: readonly Command[] = ['check', 'contract diff', 'contract infer'].map((name) => ({
  name,
  summary: `Do ${name}`,
  arguments: [{ name: 'FILES', summary: 'Data', optional: true, repeated: true }],
  options: [{ name: 'quiet', short: 'q', summary: 'Less' }],
  examples: [],
  async run(invocation, context) {
    if (invocation.arguments.includes('crash')) throw new Error('a bug');
    await context.write(`${name} ${invocation.arguments.join(' ')} at ${context.now.toISOString()}`);
    return 1;
  },
}));

async function run(typed: readonly string[], env: Record<string, string> = {}) {
  const written: string[] = [];
  const said: string[] = [];
  const context: CommandContext = {
    cwd: '/',
    env,
    now: new Date('2026-05-01'),
    stdin: (async function* () {})(),
    terminal: { colour: false, width: 80 },
    write: (output) => void written.push(String(output)),
    say: (text) => void said.push(text),
    progress: () => undefined,
  };
  const code = await main(typed, commands, context);
  return { code, written: written.join(''), said: said.join('') };
}

describe('main', () => {
  it('runs the command of the longest name that fits, and hands its exit code on', async () => {
    expect(await run(['check', 'a', 'b'])).toEqual({
      code: 1,
      written: 'check a b at 2026-05-01T00:00:00.000Z',
      said: '',
    });
    expect((await run(['contract', 'diff', 'a'])).written).toMatch(/^contract diff a /);
  });

  it('judges as of the time that is said', async () => {
    expect((await run(['check', '--now', '2026-01-12'])).written).toContain('2026-01-12T00');
    expect((await run(['check'], { PITWALL_NOW: '2026-01-13' })).written).toContain('2026-01-13T00');
    expect(await run(['check'], { PITWALL_NOW: 'soon' })).toMatchObject({ code: 2, written: '' });
  });

  it('prints help for all, for a group and for one command, however it is asked for', async () => {
    const all = await run(['--help']);
    expect(all).toMatchObject({ code: 0, said: '' });
    expect(await run(['-h'])).toEqual(all);
    expect(await run(['help'])).toEqual(all);
    expect(await run([])).toEqual({ ...all, code: 2 });
    const group = await run(['help', 'contract']);
    expect(group).toMatchObject({ code: 0, written: expect.stringContaining('Usage: pitwall contract COMMAND') });
    expect(await run(['contract', '-h'])).toEqual(group);
    expect(await run(['contract'])).toEqual({ ...group, code: 2 });
    const one = await run(['contract', 'diff', '--help']);
    expect(one).toMatchObject({ code: 0, written: expect.stringContaining('Usage: pitwall contract diff') });
    expect(await run(['help', 'contract', 'diff'])).toEqual(one);
    expect((await run(['check', '--', '--help'])).written).toContain('check --help at');
  });

  it('tells an unknown command what was meant, or what there is', async () => {
    expect((await run(['chekc'])).said).toContain('Did you mean pitwall check?');
    expect((await run(['contrat'])).said).toContain('Did you mean pitwall contract?');
    expect((await run(['contract', 'dif'])).said).toContain('Did you mean pitwall contract diff?');
    expect((await run(['xyz'])).said).toContain('Use one of: check, contract diff, contract infer.');
    expect((await run(['help', 'xyz'])).code).toBe(2);
    expect((await run(['--quiet', 'check'])).said).toContain('Expected a command first, found --quiet.');
  });

  it('exits with 2 and shows the stack where something is wrong with us', async () => {
    const { code, said } = await run(['check', 'crash']);
    expect(code).toBe(2);
    expect(said).toMatch(/Please report this:\nError: a bug\n {4}at /);
  });
});

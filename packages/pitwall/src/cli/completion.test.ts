import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { completionScript, type Shell } from './completion.ts';

const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe.skipIf(!isInstalled('bash'))('the completion for bash (skipped where there is no bash)', () => {
  it('is bash', () => {
    const { status, stderr } = spawnSync('bash', ['-n'], {
      input: completionScript('bash', commands),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each<[typed: string[], offered: string]>([
    [['con'], 'contract config'],
    [['contract', ''], 'infer diff import export'],
    [['contract', 'i'], 'infer import'],
    [['completion', 'z'], 'zsh'],
    [['check', '--f'], '--format --fail-on'],
    [['check', '--format', 'j'], 'json junit'],
    [['check', '-f', 'h'], 'html'],
    [['check', '--format', '=', 'j'], 'json junit'],
    [['check', '--fail-on', '='], 'warning alert never'],
    [['contract', 'export', '--to', 'o'], 'odcs'],
    [['contract', 'diff', '--st'], '--strict'],
    [['check', 'games'], ''],
  ])('offers for %j: %s', (typed, offered) => {
    expect(completeInBash(typed)).toBe(offered);
  });
});

describe('the completion for zsh and fish', () => {
  it.skipIf(!isInstalled('zsh'))('is zsh (skipped where there is no zsh)', () => {
    const { status, stderr } = spawnSync('zsh', ['-n'], { input: completionScript('zsh', commands), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.skipIf(!isInstalled('fish'))('is fish (skipped where there is no fish)', () => {
    const { status, stderr } = spawnSync('fish', ['-n'], {
      input: completionScript('fish', commands),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('names every command and option, with quotes in order', () => {
    const lines = completionScript('fish', commands).split('\n');
    for (const { name, options } of commands) {
      expect(lines.some((line) => line.includes(`-xa ${name.split(' ').at(-1)} `))).toBe(true);
      for (const option of options)
        expect(lines.some((line) => line.includes(` -l ${option.name} `) || line.includes(` -l ${option.name}`))).toBe(
          true,
        );
    }
    for (const line of lines) expect(line.replaceAll("\\'", '').split("'").length % 2, line).toBe(1);
    expect(completionScript('zsh', commands)).toContain('bashcompinit');
  });
});

/** As bash does it: the function finds the words that were typed, and leaves its offers. */
function completeInBash(typed: readonly string[]): string {
  const quoted = ['pitwall', ...typed].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${typed.length}; _pitwall; echo "\${COMPREPLY[*]}"`;
  const script = `${completionScript('bash', commands)}\ncomplete -p pitwall > /dev/null || exit 1\n${ask}\n`;
  return execFileSync('bash', ['--norc'], { input: script, encoding: 'utf8' }).trim();
}

import { describe, expect, it } from 'vitest';
import type { Command } from '../core/command.ts';
import { parseInvocation } from './arguments.ts';

const command: Command = {
  name: 'judge',
  summary: 'Judge',
  arguments: [
    { name: 'OLD', summary: 'What was' },
    { name: 'NEW', summary: 'What is', optional: true },
  ],
  options: [
    { name: 'format', short: 'f', value: 'FORMAT', choices: ['pretty', 'json'], summary: 'How', default: 'pretty' },
    { name: 'out', short: 'o', value: 'FILE', summary: 'Where' },
    { name: 'quiet', short: 'q', summary: 'Less' },
  ],
  examples: [],
  run: async () => 0,
};

const parse = (...typed: string[]) => parseInvocation(command, typed);

function mistake(...typed: string[]): { code: string; problem: string; fix: string } {
  try {
    parse(...typed);
  } catch (error) {
    const { code, problem, fix } = error as { code: string; problem: string; fix: string };
    return { code, problem, fix };
  }
  throw new Error(`${typed.join(' ')} was taken`);
}

describe('parseInvocation', () => {
  it('reads options wherever they stand, short, long and with an equals sign', () => {
    for (const typed of [
      ['a', '--format', 'json', '-q'],
      ['-q', '--format=json', 'a'],
      ['-qf', 'json', 'a'],
      ['-fjson', '-q', 'a'],
    ]) {
      const invocation = parse(...typed);
      expect(invocation.arguments, typed.join(' ')).toEqual(['a']);
      expect(invocation.text('format'), typed.join(' ')).toBe('json');
      expect(invocation.given('quiet'), typed.join(' ')).toBe(true);
    }
  });

  it('has defaults, which are not given', () => {
    const invocation = parse('a');
    expect(invocation.text('format')).toBe('pretty');
    expect(invocation.given('format')).toBe(false);
    expect(invocation.text('out')).toBeUndefined();
    expect(invocation.given('quiet')).toBe(false);
  });

  it('takes the last of what is said twice', () => {
    expect(parse('a', '-o', 'first', '--out', 'second').text('out')).toBe('second');
  });

  it('keeps all of what may be said several times, in order', () => {
    expect(parse('a', '-o', 'first', '--out=second').texts('out')).toEqual(['first', 'second']);
    expect(parse('a').texts('out')).toEqual([]);
    expect(parse('a').texts('format')).toEqual([]);
  });

  it('takes everything behind -- as it is, and - as an argument and as a value', () => {
    expect(parse('--', '--quiet', '-x').arguments).toEqual(['--quiet', '-x']);
    expect(parse('-').arguments).toEqual(['-']);
    expect(parse('a', '--out', '-').text('out')).toBe('-');
    expect(parse('a', '--out=--quiet').text('out')).toBe('--quiet');
  });

  it('knows the options that every command takes', () => {
    expect(parse('a', '--now', '2026-01-12', '--no-color').text('now')).toBe('2026-01-12');
  });

  it('suggests the option that was meant, and else where to look', () => {
    expect(mistake('a', '--frmat', 'json')).toEqual({
      code: 'arguments.unknown',
      problem: 'there is no option --frmat of pitwall judge',
      fix: 'Did you mean --format',
    });
    expect(mistake('a', '-z')).toMatchObject({
      problem: expect.stringContaining('-z'),
      fix: 'See pitwall judge --help',
    });
    expect(mistake('a', '-qz')).toMatchObject({ problem: expect.stringContaining('option -z') });
    expect(mistake('a', '--constructor')).toMatchObject({ code: 'arguments.unknown' });
  });

  it('asks for a value that was forgotten, and refuses one that is not due', () => {
    const forgotten = { code: 'arguments.invalid', problem: expect.stringContaining('like --out FILE') };
    expect(mistake('a', '--out')).toMatchObject(forgotten);
    expect(mistake('a', '--out', '--quiet')).toMatchObject(forgotten);
    expect(mistake('a', '-f')).toMatchObject({ problem: 'expected a value after -f, like -f pretty' });
    expect(mistake('a', '--quiet=yes')).toMatchObject({ problem: 'expected no value after --quiet, found "yes"' });
  });

  it('refuses what is not among the choices, and suggests the one that was meant', () => {
    expect(mistake('a', '-f', 'jsno')).toEqual({
      code: 'arguments.invalid',
      problem: 'expected one of pretty, json as --format, found "jsno"',
      fix: 'Did you mean --format json',
    });
    expect(mistake('a', '--format=').problem).toContain('found ""');
  });

  it('counts arguments', () => {
    expect(mistake()).toMatchObject({ problem: 'expected OLD, found nothing: What was' });
    expect(mistake('a', 'b', 'c')).toMatchObject({ problem: 'expected 2 arguments, found 3: a b c' });
    expect(parse('a', 'b').arguments).toEqual(['a', 'b']);
    const none = { ...command, arguments: [] };
    expect(() => parseInvocation(none, ['a'])).toThrow('expected no arguments, found 1: a');
    const many = { ...command, arguments: [{ name: 'FILES', summary: 'Data', repeated: true }] };
    expect(parseInvocation(many, ['a', 'b', 'c']).arguments).toHaveLength(3);
    expect(() => parseInvocation(many, [])).toThrow('expected FILES, found nothing');
  });
});

import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { formatError } from './error-text.ts';

const mistake = (problem: string, place = {}) =>
  new PitwallError({ code: 'config.invalid', problem, fix: 'Did you mean `source`', place });

describe('formatError', () => {
  it('tells a mistake in sentences, with its place and without a stack', () => {
    const text = formatError(
      mistake('expected a list, found 5', { file: 'pitwall.yaml', line: 3, column: 7, field: 'a.b' }),
      false,
    );
    expect(text).toBe(
      '✗ config.invalid  pitwall.yaml:3:7 (a.b)\n  Expected a list, found 5.\n  Did you mean `source`?\n',
    );
  });

  it('tells all that were found together', () => {
    const text = formatError(mistake('one').and([mistake('two'), mistake('three')]), false);
    expect(text.match(/^✗ config\.invalid$/gm)).toHaveLength(3);
    expect(text).toMatch(/One\.[\s\S]*Two\.[\s\S]*Three\./);
  });

  it('makes control characters visible, so that no file name or value steers the terminal', () => {
    const text = formatError(mistake('found \u001b[2J\r\u0007', { file: 'a\nb\u202e.csv' }), false);
    expect(text).toContain('Found ␛[2J␍␇.');
    expect(text).toContain('a␊b\\u202e.csv');
    expect(text.split('\n')).toHaveLength(4);
  });

  it('is red only where colour is wanted', () => {
    expect(formatError(mistake('x'), true)).toMatch('\u001b[31m✗ config.invalid\u001b[39m');
    expect(formatError(mistake('x'), false)).not.toContain('\u001b');
  });

  it('shows the stack of what is not a mistake of the user', () => {
    const text = formatError(new TypeError('x is not a function'), true);
    expect(text).toMatch(
      /^pitwall failed in a way it should not\. Please report this:\nTypeError: x is not a function\n {4}at /,
    );
    expect(formatError('a text', false)).toContain('a text');
  });

  it('knows what a machine refuses, whoever met it', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(formatError(full, false)).toMatch(/^✗ output\.unwritable\n {2}The disk is full/);
    const engine = new Error('IO Error: Could not write to file: No space left on device');
    expect(formatError(engine, false)).toContain('The disk is full');
    const temporary = Object.assign(new Error('ENOENT: mkdtemp'), { code: 'ENOENT', syscall: 'mkdtemp' });
    expect(formatError(temporary, false)).toContain('TMPDIR');
  });
});

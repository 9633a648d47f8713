import { describe, expect, it } from 'vitest';
import { parseInvocation } from './arguments.ts';
import { commands } from './commands.ts';
import { commandHelp, generalHelp, groupHelp } from './help.ts';
import { textWidth } from './reporters/text-width.ts';
import { shellWords } from './shell-words.suite.ts';

const widths = [20, 60, 80, 100, 200];

describe('help', () => {
  it.each(widths)('fits a terminal of %i columns, and 100 of them at the most', (width) => {
    const texts = [
      generalHelp(commands, '1.2.3', width),
      groupHelp('contract', commands, width),
      ...commands.map((command) => commandHelp(command, width)),
    ];
    const room = Math.min(Math.max(width, 60), 100);
    // What is to be typed is one line, or it could not be copied.
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => !/^ {2}[$#] |^Usage: /.test(line));
    expect(lines.filter((line) => textWidth(line) > room)).toEqual([]);
  });

  it('keeps what is to be copied below 120 columns', () => {
    const lines = commands.flatMap((command) => commandHelp(command, 200).split('\n'));
    expect(lines.filter((line) => textWidth(line) >= 120)).toEqual([]);
  });

  it('names every command with its summary, and the exit codes', () => {
    const text = generalHelp(commands, '1.2.3', 100);
    for (const { name, summary } of commands) {
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(text).toContain(`  ${name} `);
      expect(text.replace(/\s+/g, ' ')).toContain(summary);
    }
    expect(text).toContain('1.2.3');
    expect(text).toContain('0 fine, 1 findings at or above the failing level, 2 could not run');
  });

  it('tells choices and defaults, and wraps below the beginning of the text', () => {
    const check = commands.find(({ name }) => name === 'check');
    const text = check ? commandHelp(check, 80) : '';
    expect(text).toContain('  -f, --format FORMAT       How to print the findings: pretty, json, junit,\n');
    expect(text).toContain(`\n${' '.repeat(28)}sarif, github, markdown, html (default: pretty)\n`);
    expect(text).toMatch(/^ {6}--input-format FORMAT$/m);
  });

  it.each(commands)('of $name has examples that the command takes', (command) => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { command: line, does } of command.examples) {
      expect(does).toMatch(/^[A-Z]/);
      const [first, ...typed] = shellWords(line.slice(line.indexOf('pitwall ')));
      expect(first).toBe('pitwall');
      const words = command.name.split(' ');
      expect(typed.slice(0, words.length)).toEqual(words);
      expect(() => parseInvocation(command, typed.slice(words.length))).not.toThrow();
    }
  });
});

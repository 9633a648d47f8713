import { error, notice, warning } from '@actions/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { visibleLines, withoutLogCommands } from '../../core/visible.ts';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { github, maximumAnnotations } from './github.ts';

/** The official toolkit, by the words of the commands that it writes. */
const official: Readonly<Record<string, typeof error>> = { error, warning, notice };

interface Command {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** As the runner reads a line: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function parseCommand(line: string): Command {
  const [, level = '', written = '', message = ''] = /^::([a-z]+)(?: (.*?))?::(.*)$/su.exec(line) ?? [];
  const pairs = written.split(',').filter((pair) => pair !== '');
  const properties = pairs.map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    unescapeProperty(pair.slice(pair.indexOf('=') + 1)),
  ]);
  return { level, properties: Object.fromEntries(properties), message: unescapeData(message) };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

function commandsOf(text: string): Command[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('::'))
    .map(parseCommand);
}

describe('github', () => {
  it('annotates the first example of a finding', () => {
    expect(commandsOf(github(sampleReport(), optionsWith()))[1]).toEqual({
      level: 'error',
      properties: { title: 'contract.range: games / season', file: 'data/games-2025 march.csv', line: '4' },
      message: `3 of 1,200 values of season are outside 2000 to 2030
expected 2000 to 2030, observed 1899 to 20245
First example, row 3, column season: 20245
Fix: Correct the values at the source, or widen \`min\` and \`max\` of season`,
    });
  });

  it('has a level for each status and ends with the verdict', () => {
    const text = github(sampleReport(), optionsWith());
    const levels = commandsOf(text).map(({ level }) => level);
    expect(levels.join(' ')).toBe('error error error error warning warning warning notice notice');
    expect(text.trimEnd().split('\n').at(-1)).toBe('✗ 4 alerts, 3 warnings, 2 unknown in 2 datasets (4 checks passed)');
  });

  it('shows findings without a file at the configuration', () => {
    const files = (configFile?: string) =>
      commandsOf(github(sampleReport(), optionsWith(configFile === undefined ? {} : { configFile }))).map(
        ({ properties }) => properties.file,
      );
    expect(files('pitwall.yaml')).toContain('pitwall.yaml');
    expect(files()).toContain(undefined);
  });

  it('annotates nothing where there is nothing to say', () => {
    expect(github(passingReport(), optionsWith())).toBe('✓ 4 checks passed in 2 datasets\n');
    expect(github(emptyReport(), optionsWith())).toBe('? Nothing was checked: there are no datasets\n');
  });

  it.each([
    [maximumAnnotations, maximumAnnotations, undefined],
    [maximumAnnotations + 1, maximumAnnotations, '2 more alerts: 2 in games.'],
    [1_200, maximumAnnotations, '1,191 more alerts: 1,191 in games.'],
  ])('of %d alerts shows %d lines, the last of which says what is left', (count, lines, last) => {
    const { datasets, findings } = sampleReport();
    const alerts = Array.from({ length: count }, () => findings.slice(0, 1)).flat();
    const commands = commandsOf(github(reportOf(datasets, alerts), optionsWith()));
    expect(commands).toHaveLength(lines);
    if (last === undefined) expect(commands.at(-1)?.message).toContain('come more than once');
    else expect(commands.at(-1)?.message).toContain(last);
  });

  it('is read by the runner as it was meant, whatever the text', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const commands = commandsOf(github(reportWith(one, other), optionsWith()));
        const shown = (text: string) => withoutLogCommands(visibleLines(text));
        expect(commands.map(({ level }) => level)).toEqual(['error', 'warning', 'notice']);
        for (const { properties, message } of commands) {
          expect(message.startsWith(shown(`m${one}`))).toBe(true);
          expect(message.endsWith(shown(`Fix: f${one}`))).toBe(true);
          expect(properties.file).toBe(shown(`e${other}`));
          expect(properties.line).toBe('2');
        }
      }),
    );
  });

  describe('against @actions/core', () => {
    afterEach(() => vi.restoreAllMocks());

    it('writes what the official toolkit writes', () => {
      fc.assert(
        fc.property(anyText, anyText, (one, other) => {
          const written: string[] = [];
          const lines = github(reportWith(one, other), optionsWith()).trimEnd().split('\n').slice(0, -1);
          const stdout = vi
            .spyOn(process.stdout, 'write')
            .mockImplementation((chunk) => written.push(String(chunk)) > 0);
          for (const { level, properties, message } of lines.map(parseCommand)) {
            const { title = '', file = '', line } = properties;
            const annotation = { title, file, startLine: Number(line) };
            official[level]?.(message, annotation);
          }
          stdout.mockRestore();
          expect(written.map((line) => line.trimEnd())).toEqual(lines.map((line) => line.trimEnd()));
        }),
      );
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, exportHistory } from './export.ts';
import { run } from './history.suite.ts';

/** Reads RFC 4180, written apart from the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',' || text.startsWith('\r\n', at)) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (character !== ',') {
        rows.push([]);
        at += 1;
      }
    } else cell += character;
  }
  rows.pop();
  return rows;
}

describe('CSV', () => {
  it('has a row a record, oldest first, with four columns a metric', () => {
    const record = {
      ...run(2, { accuracy: 0.61 }),
      version: '7',
      metrics: { accuracy: { value: 0.61, low: 0.58, high: 0.64, status: 'pass' as const } },
    };
    const rows = readCsv(exportHistory([record, run(1, { rmse: -1.5e-9 })], 'csv'));
    expect(rows).toEqual([
      [
        'at',
        'model',
        'version',
        'rows',
        'source',
        'accuracy',
        'accuracy_low',
        'accuracy_high',
        'accuracy_status',
        'rmse',
        'rmse_low',
        'rmse_high',
        'rmse_status',
      ],
      ['2026-01-01T06:00:00.000Z', 'picks', '', '1000', 'test', '', '', '', '', '-1.5e-9', '', '', ''],
      ['2026-01-02T06:00:00.000Z', 'picks', '7', '1000', 'test', '0.61', '0.58', '0.64', 'pass', '', '', '', ''],
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1'])('makes a text of the text %j', (text) => {
    expect(readCsv(`${csvCell(text)}\r\n`)).toEqual([[`'${text}`]]);
  });

  it('leaves numbers below zero, and texts that are none of this', () => {
    expect([csvCell(-0.5), csvCell('a-b'), csvCell("'=1"), csvCell(''), csvCell(null)]).toEqual([
      '-0.5',
      'a-b',
      "'=1",
      '',
      '',
    ]);
  });

  it('has formulas neither in names of models and metrics nor in versions', () => {
    const hostile = {
      ...run(1, {}, '=HYPERLINK("http://x","y")'),
      version: '@v',
      source: '-cmd',
      metrics: { '=1+1': { value: -1 } },
    };
    for (const cell of readCsv(exportHistory([hostile], 'csv')).flat())
      expect(cell === '-1' || !/^[=+\-@\t\r]/.test(cell), cell).toBe(true);
  });

  it('reads back whatever a text holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', 'a', '=', ' ', 'é') }), { minLength: 1 }),
        (texts) => {
          const read = readCsv(`${texts.map(csvCell).join(',')}\r\n`);
          expect(read[0]?.map((text) => text.replace(/^'(?=[=\r])/, ''))).toEqual(texts);
        },
      ),
    );
  });

  it('of nothing is its header', () => {
    expect(exportHistory([], 'csv')).toBe('at,model,version,rows,source\r\n');
  });
});

describe('JSON', () => {
  it('has the records with all their keys', () => {
    const record = { ...run(1, { accuracy: 0.6 }), commit: 'ab12' };
    expect(JSON.parse(exportHistory([record], 'json'))).toEqual([record]);
    expect(JSON.parse(exportHistory([], 'json'))).toEqual([]);
  });
});

import type { Report } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../../testing/report-sample.ts';
import { renderHtml } from './index.ts';
import { dataset, finding, manyColumnsReport } from './many-columns.suite.ts';

function headings(page: string): string[] {
  return [...page.matchAll(/<h([1-4])[^>]*>(.*?)<\/h\1>/gs)].map(
    (match) => `${match[1]} ${(match[2] ?? '').replace(/<[^>]*>/g, '')}`,
  );
}

describe('renderHtml', () => {
  it('begins with the verdict and ends with how the numbers were computed', () => {
    const page = renderHtml(sampleReport());
    const all = headings(page);
    expect(all[0]).toBe('1 ✗alert: 4 of 13 checks raised an alert');
    expect(all.at(-1)).toBe('2 How these numbers were computed');
    expect(all.filter((heading) => heading.startsWith('2'))).toEqual([
      '2 Dataset games',
      '2 Dataset odds, &quot;closing&quot;',
      '2 How these numbers were computed',
    ]);
    expect(page).toContain('2025-03-01 08:30 UTC');
    expect(page).toContain('Pitwall <bdi>0.1.0</bdi>');
  });

  it('allows its own style and script only', () => {
    const [, policy = ''] =
      /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(renderHtml(sampleReport())) ?? [];
    expect(policy.replaceAll('&#39;', "'").replace(/sha256-[\w+/]{43}=/g, 'sha256')).toBe(
      "default-src 'none'; style-src 'sha256'; script-src 'sha256'; img-src data:; base-uri 'none'; form-action 'none'",
    );
  });

  it('shows what is not fine worst first, with evidence, advice and examples', () => {
    const page = renderHtml(sampleReport());
    const statuses = [...page.matchAll(/<article class="finding (\w+)" id="dataset-1-/g)].map((match) => match[1]);
    expect(statuses).toEqual(['alert', 'alert', 'alert', 'warning', 'warning', 'unknown']);
    const [, card = ''] = /(<article class="finding alert" id="dataset-1-finding-2".*?<\/article>)/s.exec(page) ?? [];
    for (const fact of [
      '2000 to 2030',
      '1899 to 20245',
      '3 of 1,200',
      '0.25%',
      '20245',
      '1,107',
      'max 2030',
      'What to do next',
      'alert where &gt; 0',
    ]) {
      expect(card).toContain(fact);
    }
    expect(page).toContain('tipoff has no value that is a timestamp');
  });

  it('links a column to its findings', () => {
    const page = renderHtml(sampleReport());
    const [, card = ''] = /(<article class="column" id="dataset-1-column-1".*?<\/article>)/s.exec(page) ?? [];
    expect(card).toContain('href="#dataset-1-finding-2"');
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    for (const target of targets) expect(page).toContain(`id="${target}"`);
  });

  it('gives no id twice', () => {
    const ids = [...renderHtml(manyColumnsReport({ columns: 260, failing: 3 })).matchAll(/ id="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives the same bytes for the same report', () => {
    const first = renderHtml(sampleReport());
    renderHtml(manyColumnsReport({ columns: 20, failing: 2 }));
    expect(renderHtml(structuredClone(sampleReport()))).toBe(first);
  });

  it('stays small: 400 kB for 20 columns, 2 MB for 500 columns', () => {
    expect(Buffer.byteLength(renderHtml(manyColumnsReport({ columns: 20, failing: 1 })))).toBeLessThan(400_000);
    expect(Buffer.byteLength(renderHtml(manyColumnsReport({ columns: 500, failing: 7 })))).toBeLessThan(2_000_000);
    expect(Buffer.byteLength(renderHtml(manyColumnsReport({ columns: 500, failing: 1 })))).toBeLessThan(2_000_000);
  });

  it('draws 200 columns, failing ones first, and says how many it left out', () => {
    const page = renderHtml(manyColumnsReport({ columns: 260, failing: 260 }));
    expect(page.match(/<article class="column"/g)).toHaveLength(200);
    expect(page).toContain('60 more columns without a picture');
    expect(page.match(/<tr><th scope="row"><bdi>column_/g)).toHaveLength(60);
    const last = renderHtml(reversed(manyColumnsReport({ columns: 260, failing: 260 })));
    expect(/<article class="column" id="([^"]+)"/.exec(last)?.[1]).toBe('dataset-1-column-260');
  });

  it('lists 5,000 passed checks and 100 cards, and says how many more there are', () => {
    const page = renderHtml(manyColumnsReport({ columns: 600, failing: 4 }));
    expect(page.match(/<article class="finding/g)).toHaveLength(100);
    expect(page).toContain('50 more findings');
    expect(page).toContain('The first 5,000 are listed; 850 more are only in the JSON report.');
  });
});

describe('renderHtml without much to show', () => {
  it('says that nothing was checked where there is no dataset', () => {
    const page = renderHtml(emptyReport());
    expect(headings(page)[0]).toBe('1 ?unknown: Nothing was checked');
    expect(page).toContain('The project has no dataset.');
  });

  it('is glad where everything passed', () => {
    const page = renderHtml(passingReport());
    expect(headings(page)[0]).toBe('1 ✓pass: All 4 checks passed');
    expect(page).toContain('All 3 checks passed. Nothing to do.');
    expect(page).not.toContain('What needs attention');
  });

  it('does not call a dataset fine on which no check ran', () => {
    const page = renderHtml(reportOf([dataset({ status: 'unknown', score: null, score_parts: [] })], []));
    expect(headings(page)[0]).toBe('1 ?unknown: No check ran');
    expect(page).toContain('No check ran, so nothing is known about this data.');
    expect(page).toContain('No check ran on this data.');
    expect(page).not.toContain('passed. Nothing to do');
  });

  it('says why there is no score', () => {
    const of = (rows: number | null): string =>
      renderHtml(reportOf([dataset({ rows, score: null, score_parts: [] })], [finding('season', 'range', 'unknown')]));
    expect(of(0)).toContain('There are no rows to score.');
    expect(of(null)).toContain('The data could not be read, so there is nothing to score.');
    expect(of(5)).toContain('None of the checks that ran counts towards a score.');
  });

  it('says why a column has no picture', () => {
    expect(renderHtml(sampleReport())).toContain('No picture: <bdi>the column was not profiled</bdi>');
  });

  it('shows findings that belong to no dataset of the report', () => {
    const page = renderHtml(reportOf([], [{ ...finding('x', 'range', 'alert'), subject: 'component:%zz' }]));
    expect(headings(page)).toContain('2 Other findings');
    expect(page).toContain('component:%zz');
  });
});

function reversed(report: Report): Report {
  return { ...report, datasets: report.datasets.map((one) => ({ ...one, columns: one.columns.toReversed() })) };
}

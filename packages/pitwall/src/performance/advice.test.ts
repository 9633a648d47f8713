import { type Finding, formatSubject } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { adviseOnRows } from './advice.ts';
import { modelSchema } from './config.ts';

const binary = modelSchema.parse({
  task: 'binary',
  prediction: { column: 'p_home', decision: 'bet' },
  label: 'won',
  odds: { column: 'price', closing: 'last_price' },
  stake: 'stake',
  time: 'tipoff',
});

function broken(metric: string, column?: string): Finding {
  const dataset = { kind: 'dataset', name: 'games' };
  return {
    subject: column === undefined ? formatSubject(dataset) : formatSubject(dataset, { kind: 'column', name: column }),
    metric,
    value: 0.1,
    threshold: { alert: '> 0' },
    status: 'alert',
    message: 'something is wrong',
    evidence: { count: 1, total: 10, fix: 'widen min and max' },
    at: '2026-01-12T12:00:00.000Z',
  };
}

const fixOf = (finding: Finding, settings = binary, names: readonly string[] = ['p_home', 'won', 'price']) =>
  adviseOnRows([finding], settings, names)[0]?.evidence.fix;

describe('adviseOnRows', () => {
  it.each([
    ['contract.range', 'p_home', /shares, 60 % as 0\.6/],
    ['contract.range', 'price', /if not as decimal odds: --odds-format/],
    ['contract.range', 'last_price', /--odds-format/],
    ['contract.range', 'stake', /amounts from 0 on/],
    ['contract.allowed', 'won', /--positive VALUE/],
    ['contract.type', 'won', /--positive VALUE/],
    ['contract.allowed', 'bet', /a decision is 0 or 1/],
    ['contract.type', 'tipoff', /2025-03-01T19:30:00Z/],
    ['contract.type', 'p_home', /a changed format/],
    ['contract.nulls', 'p_home', /rows without it are not judged/],
    ['contract.finite', 'p_home', /division by zero/],
    ['contract.rule', undefined, /--odds-format/],
  ])('tells of %s of %s what the user of a model can do', (metric, column, says) => {
    expect(fixOf(broken(metric, column))).toMatch(says);
  });

  it('never tells of the keys of a contract that nobody wrote', () => {
    const metrics = ['columns', 'nulls', 'type', 'finite', 'range', 'allowed', 'rule'].map(
      (name) => `contract.${name}`,
    );
    const columns = ['p_home', 'bet', 'won', 'price', 'stake', 'tipoff', 'another'];
    for (const metric of metrics) {
      for (const column of columns)
        expect(fixOf(broken(metric, column))).not.toMatch(/min and max|nulls:|null_values|finite:|the list|contract/);
    }
  });

  it('asks whether the column with nearly the same name was meant, and names the others where there is none', () => {
    expect(fixOf(broken('contract.columns', 'p_hom'))).toBe('Did you mean p_home');
    expect(fixOf(broken('contract.columns', 'xyzzy'))).toBe('Name one that is there: p_home, won and price');
  });

  it('does not ask for the positive label where it was said', () => {
    const settings = { ...binary, label: { column: 'won', positive: 'yes' } };
    expect(fixOf(broken('contract.type', 'won'), settings)).not.toMatch(/positive/);
  });

  it('speaks of classes where the model has several', () => {
    const settings = modelSchema.parse({
      task: 'multiclass',
      prediction: { probabilities: { home: 'h', away: 'a' } },
      label: 'winner',
    });
    expect(fixOf(broken('contract.allowed', 'winner'), settings)).toMatch(/a misspelt class/);
    expect(fixOf(broken('contract.rule'), settings)).toMatch(/a class that is left out/);
    expect(fixOf(broken('contract.range', 'h'), settings)).toMatch(/shares/);
  });

  it('leaves alone what is fine, what has no advice, and what it knows nothing of', () => {
    const pass: Finding = { ...broken('contract.range', 'p_home'), status: 'pass' };
    const bare: Finding = { ...broken('contract.range', 'p_home'), evidence: { count: 1 } };
    const other = broken('contract.key');
    expect(adviseOnRows([pass, bare, other], binary, [])).toEqual([pass, bare, other]);
  });
});

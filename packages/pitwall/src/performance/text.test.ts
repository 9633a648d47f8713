import { describe, expect, it } from 'vitest';
import { PerformanceMonitor } from '../performance-monitor.ts';

const labels = [1, 0, 1, 1];
const probabilities = [0.9, 0.2, 0.4, 0.8];

function summaryOf(model: string, alert = '< 0.9'): string {
  const monitor = new PerformanceMonitor({ model, thresholds: { accuracy: { alert }, roc_auc: { alert: '< 0.5' } } });
  return monitor.getSummary(monitor.evaluate({ labels, probabilities }));
}

describe('modelText', () => {
  it('has a line for each metric that is judged, with its value, interval and limit, and what it comes to', () => {
    const [head, ...lines] = summaryOf('picker').split('\n');
    expect(head).toBe('✗ picker: alert');
    expect(lines[0]).toMatch(/^ {2}✗ accuracy {2}0\.75 \(0\.\d+ to 0\.\d+\) {2}not < 0\.9$/);
    expect(lines[1]).toMatch(/^ {2}✓ roc_auc {3}1\b.* {2}not < 0\.5$/);
    expect(lines.at(-1)).toMatch(/^ {2}4 of 4 predictions judged; accuracy is beyond the threshold\.$/);
  });

  it('says why a metric has no value', () => {
    const monitor = new PerformanceMonitor({ thresholds: { roc_auc: { alert: '< 0.5' } } });
    const text = monitor.getSummary(monitor.evaluate({ labels: [1, 1], probabilities: [0.5, 0.6] }));
    expect(text).toMatch(/\? roc_auc {2}unknown: every row is a 1/);
  });

  it('shows what a terminal would obey as characters that stand for it', () => {
    const text = summaryOf('a\u001b[31mb\nc\u202ed');
    expect(text).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    expect(text.split('\n')).toHaveLength(summaryOf('plain').split('\n').length);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, Status } from '@pitwall/sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlertManager } from './alert-manager.ts';

const finding = (status: Status, message = 'roi is -0.43'): Finding => ({
  subject: 'model:picker',
  metric: 'performance.roi',
  value: -0.43,
  threshold: { alert: '< 0' },
  status,
  message,
  ...(status === 'unknown' ? { reason: 'too few' } : {}),
  evidence: {},
  at: '2026-01-12T12:00:00.000Z',
});

const results = { findings: (['alert', 'warning', 'unknown', 'pass'] as const).map((status) => finding(status)) };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'alerts-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe('AlertManager', () => {
  it('makes a message of each alert, with its value, time and severity', () => {
    const [message, ...others] = new AlertManager().checkAlerts(results);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ status: 'alert', value: -0.43, metric: 'performance.roi' });
    expect(message?.text).toBe('2026-01-12T12:00:00.000Z ALERT model:picker performance.roi: roi is -0.43');
  });

  it('tells of other statuses where it is asked to', () => {
    const manager = new AlertManager({ statuses: ['alert', 'unknown'] });
    expect(manager.checkAlerts(results, results).map(({ status }) => status)).toEqual([
      'alert',
      'unknown',
      'alert',
      'unknown',
    ]);
  });

  it('keeps a message in one line, whatever a name holds', () => {
    const [message] = new AlertManager().checkAlerts({ findings: [finding('alert', 'a\nb\u001b[31mc')] });
    expect(message?.text).toMatch(/: a b \[31mc$/);
    const hidden = 'a\u2028b\u202ec\u0085d\u200be\ud800';
    const [other] = new AlertManager().checkAlerts({ findings: [finding('alert', hidden)] });
    expect(other?.text).toMatch(/: a b c d e $/);
  });

  it('writes to the console and to a file that it makes', async () => {
    const [cwd, printed] = [folder(), [] as string[]];
    const channels = ['console', { file: 'logs/alerts.log' }] as const;
    const manager = new AlertManager({ channels, cwd, write: (text) => void printed.push(text) });
    const messages = manager.checkAlerts(results);
    const twice = [await manager.sendAlerts(messages), await manager.sendAlerts(messages)];
    expect(twice.flat().map(({ delivered }) => delivered)).toEqual([1, 1, 1, 1]);
    expect(readFileSync(join(cwd, 'logs/alerts.log'), 'utf8')).toBe(printed.join(''));
  });

  it('falls back to the console where a file cannot be written, and says so', async () => {
    const [cwd, printed] = [folder(), [] as string[]];
    writeFileSync(join(cwd, 'logs'), 'a file where a folder should be');
    const manager = new AlertManager({
      channels: [{ file: 'logs/alerts.log' }],
      cwd,
      write: (text) => void printed.push(text),
    });
    const [delivery] = await manager.sendAlerts(manager.checkAlerts(results));
    expect(delivery).toMatchObject({ channel: 'logs/alerts.log', delivered: 0 });
    expect(delivery?.problem).toMatch(/^written to the console instead: /);
    expect(printed.join('')).toContain('roi is -0.43');
  });

  it('tries every channel, though one before it is none or cannot be written', async () => {
    const [cwd, printed] = [folder(), [] as string[]];
    const unheardOf = 'pigeon' as 'console';
    const channels = [unheardOf, { file: '' }, 'console', { file: 'alerts.log' }] as const;
    const manager = new AlertManager({ channels, cwd, write: (text) => void printed.push(text) });
    const deliveries = await manager.sendAlerts(manager.checkAlerts(results));
    expect(deliveries.map(({ channel, delivered }) => [channel, delivered])).toEqual([
      ['pigeon', 0],
      ['', 0],
      ['console', 1],
      ['alerts.log', 1],
    ]);
    expect(printed).toHaveLength(3);
  });

  it('writes to files though the console is gone', async () => {
    const cwd = folder();
    const gone = (): void => {
      throw new Error('write EPIPE');
    };
    const manager = new AlertManager({ channels: ['console', { file: '' }, { file: 'alerts.log' }], cwd, write: gone });
    const deliveries = await manager.sendAlerts(manager.checkAlerts(results));
    expect(deliveries.map(({ delivered }) => delivered)).toEqual([0, 0, 1]);
    expect(deliveries[0]?.problem).toBe('not written: write EPIPE');
    expect(deliveries[1]?.problem).toMatch(/^nor to the console \(write EPIPE\): /);
    expect(readFileSync(join(cwd, 'alerts.log'), 'utf8')).toContain('roi is -0.43');
  });

  it('counts what was found, and has no rate where nothing was checked', () => {
    const manager = new AlertManager();
    const summary = manager.getAlertSummary(results);
    expect(summary).toEqual({ checks: 4, counts: { alert: 1, warning: 1, unknown: 1, pass: 1 }, rate: 0.25 });
    expect(manager.formatAlertSummary(summary)).toBe(
      '4 checks: 1 alert, 1 warning, 1 unknown, 1 pass; 25.0 % are alerts.',
    );
    expect(manager.formatAlertSummary(manager.getAlertSummary())).toBe('Nothing was checked.');
  });
});

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

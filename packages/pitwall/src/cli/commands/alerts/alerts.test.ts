import type { Alert, Silence } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { find } from '../../../http/testing/alerting.ts';
import { type Bench, useServers } from '../../../http/testing/bench.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall } = useCommandLine();

/** The command line with a server at hand, ten minutes after what was found. */
const asker =
  (bench: Bench) =>
  (...typed: string[]) =>
    pitwall(typed, {
      env: {
        PITWALL_SERVER: bench.serving.address,
        PITWALL_TOKEN: bench.keys.token,
        PITWALL_NOW: new Date(bench.clock.now + 600_000).toISOString(),
      },
    });

const alertsOf = (out: string): readonly Alert[] => (JSON.parse(out) as { items: Alert[] }).items;

describe('pitwall alerts', () => {
  it('lists the worst first, shows one by the beginning of its id, and tells its history', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    expect(await ask('alerts', 'list')).toMatchObject({ code: 0, out: '', said: 'There are none.\n' });
    await find(
      bench,
      { model: 'totals', status: 'warning', message: 'totals \u001b[31mhas moved' },
      { model: 'spread', column: 'pace' },
    );
    const { out } = await ask('alerts', 'list');
    expect(out.split('\n').slice(0, 6)).toEqual([
      '✗ model spread  Data has drifted',
      '  pace has moved',
      expect.stringMatching(/^ {2}high {2}firing since 10 minutes ago {2}1 finding {2}[0-9a-f]{16}$/),
      '! model totals  Data has drifted',
      '  totals ␛[31mhas moved',
      expect.stringContaining('medium'),
    ]);
    const [worst] = alertsOf((await ask('alerts', 'list', '--json')).out);
    const id = worst?.id ?? '';
    const shown = await ask('alerts', 'show', id.slice(0, 8));
    for (const text of [
      'pace has moved',
      'Made of',
      'what to do',
      'See which columns moved',
      'model="spread"',
      'drift.psi',
    ])
      expect(shown.out).toContain(text);
    expect((await ask('alerts', 'history', id)).out).toMatch(/History\n.*fired +high/);
    expect(alertsOf((await ask('alerts', 'list', '--json', '--severity', 'medium')).out)).toHaveLength(1);
    expect(alertsOf((await ask('alerts', 'list', '--json', '--matching', 'model="spread"')).out)).toHaveLength(1);
    expect((await ask('alerts', 'list', '--severity', 'hihg')).said).toContain('Write high');
    expect((await ask('alerts', 'show', 'ffffffff')).said).toContain('alert.missing');
  });

  it('acknowledges, gives back, snoozes and resolves', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await find(bench, { model: 'spread' });
    const id = alertsOf((await ask('alerts', 'list', '--json')).out)[0]?.id.slice(0, 6) ?? '';
    const acked = await ask('alerts', 'ack', id, '--for', '2h', '--comment', 'the feed is late');
    expect(acked).toMatchObject({ code: 0, out: '' });
    expect(acked.said).toContain('model spread, Data has drifted: acknowledged until 2026-01-05 14:00 UTC');
    expect((await ask('alerts', 'show', id)).out).toContain('the feed is late');
    expect((await ask('alerts', 'unack', id)).said).toContain('given back');
    expect((await ask('alerts', 'unack', id)).said).toContain('alert.state');
    const snoozed = await ask('alerts', 'snooze', id);
    expect(snoozed.said).toContain('nobody is told of it until 2026-01-05 13:00 UTC');
    expect((await ask('alerts', 'list')).out).toContain('  silenced  ');
    expect((await ask('alerts', 'list', '--not-silenced')).said).toContain('There are none');
    const [silence] = (JSON.parse((await ask('alerts', 'silences', '--json')).out) as { items: Silence[] }).items;
    expect((await ask('alerts', 'unsilence', silence?.id.slice(0, 8) ?? '')).said).toContain(
      'It is over. 1 open alert',
    );
    expect((await ask('alerts', 'resolve', id)).said).toContain('resolved. Where it is found again');
    expect(await ask('alerts', 'resolve', id)).toMatchObject({ code: 2, said: expect.stringContaining('alert.state') });
    expect((await ask('alerts', 'list', '--state', 'resolved')).out).toContain('resolved 10 minutes ago');
    expect(await ask('alerts', 'ack', id, '--for', '1h', '--until', '2026-01-06')).toMatchObject({ code: 2 });
  });

  it('silences what matches, and says how much that is', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await find(bench, { model: 'spread-a' }, { model: 'spread-b' }, { model: 'totals' });
    const silence = (...typed: string[]) => ask('alerts', 'silence', ...typed);
    const made = await silence('model=~"spread-.*"', 'severity!="low"', '--for', '2h', '--reason', 'the feed moves');
    expect(made.said).toContain('until 2026-01-05 14:00 UTC (in 1 hour). It matches 2 open alerts now.');
    const weekly = await silence('model="totals"', '--cron', '0 3 * * 1', '--for', '1h', '--reason', 'backup');
    expect(weekly.said).toContain('each time for 1h (0 3 * * 1, UTC). It matches 1 open alert now.');
    const { out } = await ask('alerts', 'silences');
    expect(out).toMatch(
      /[0-9a-f]{8} +pending +without an end +1 open alert +model="totals" +0 3 \* \* 1 for 1h\n +backup \(token:/,
    );
    expect(out).toMatch(/! [0-9a-f]{8} +active +ends in 1 hour +2 open alerts +model=~"spread-\.\*",severity!="low"/);
    for (const [typed, said] of [
      [['model="x"', '--for', '2h'], 'a reason'],
      [['model="x"', '--reason', 'y'], 'how long or until when'],
      [['model="x"', '--reason', 'y', '--until', '2025-01-01'], 'request.invalid'],
      [['model="x"', '--reason', 'y', '--cron', '0 3 * * 1'], 'how long each time'],
      [['model="x"', '--reason', 'y', '--cron', '99 3 * * 1', '--for', '1h'], 'request.invalid'],
      [['model', '--reason', 'y', '--for', '1h'], 'Expected a matcher, found "model"'],
      [['model=~"("', '--reason', 'y', '--for', '1h'], 'regular expression'],
      [['alertname=~".+"', '--reason', 'y', '--for', '1h'], 'silence.all'],
      [['model!="x"', '--reason', 'y', '--for', '1h'], '--all'],
    ] as const) {
      expect([typed, await silence(...typed)]).toEqual([
        typed,
        expect.objectContaining({ code: 2, said: expect.stringContaining(said) }),
      ]);
    }
    expect((await silence('model!="x"', '--all', '--reason', 'y', '--for', '1h')).said).toContain('3 open alerts');
    expect((await ask('alerts', 'unsilence', 'zz')).said).toContain('silence.missing');
  });

  it('says which rules there are and which of them never made an alert, and where alerts go', async () => {
    const alerts = {
      channels: { first: { file: 'first.jsonl' }, second: { file: 'second.jsonl' } },
      routes: [{ match: { severity: 'critical' }, to: 'first' }, { to: 'second' }],
    };
    const ask = asker(await servers.start({ config: { alerts } }));
    const { out } = await ask('alerts', 'rules');
    expect(out).toMatch(/drift +never +alert: high, warning: medium/);
    const routed = await ask('alerts', 'routes', 'severity=critical', 'kind=model', 'name="spread"');
    expect(routed.out).toContain(
      'severity="critical"\n  goes to   first\n  together  kind="model" name="spread"\n  waits     0s',
    );
    expect((await ask('alerts', 'routes', 'kind="model",severity="critical"')).out).toContain('goes to   first');
    expect((await ask('alerts', 'routes')).out).toContain('goes to   second');
    expect((await ask('alerts', 'routes', 'severity')).said).toContain('severity=high');
  });

  it('counts what a rule made, and when last', async () => {
    const bench = await servers.start();
    await find(bench, { column: 'a' }, { column: 'b' });
    expect((await asker(bench)('alerts', 'rules')).out).toMatch(/drift +2 times, last 10 minutes ago/);
    expect((await asker(bench)('alerts', 'rules', '--never')).out).not.toMatch(/^ +drift /m);
  });
});

import { describe, expect, it } from 'vitest';
import { startAlerting } from '../../alerts/run.ts';
import { useServers } from '../testing/bench.ts';

const servers = useServers();

describe('an alert of a Prometheus', () => {
  it('becomes one of ours, with its labels and how bad it is, and is over when it is said no more', async () => {
    const bench = await servers.start();
    const failures: unknown[] = [];
    const said: string[] = [];
    const alerting = startAlerting({
      server: bench.server,
      owner: 'test',
      print: (line) => void said.push(line),
      failed: (_, error) => void failures.push(error),
    });
    try {
      const labels = { alertname: 'DiskFull', severity: 'page', instance: 'a:9100' };
      const post = () =>
        bench.ask('/api/v2/alerts', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([{ labels, annotations: { summary: 'No room on a' } }]),
        });
      const listed = async (): Promise<unknown> => (await bench.ask('/api/v2/alerts')).json();
      await post();
      await post();
      await alerting.settled();
      expect(await listed()).toMatchObject([
        {
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          labels: { ...labels, severity: expect.any(String) },
          annotations: { summary: 'No room on a' },
          status: { state: 'active' },
        },
      ]);
      expect(await (await bench.ask('/metrics')).text()).toMatch(
        /^pitwall_alerts\{state="firing",severity="critical",rule="received"\} 1$/m,
      );
      bench.clock.now += 6 * 60_000;
      await alerting.settled();
      expect(await listed()).toEqual([]);
      expect(said.join('\n')).toContain('DiskFull');
      expect(failures).toEqual([]);
    } finally {
      await alerting.stop();
    }
  });
});

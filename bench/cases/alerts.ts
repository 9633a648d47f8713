import { gaugeLatency } from '../alerts/latency.ts';
import { gaugeMany } from '../alerts/many.ts';
import { gaugeStorm } from '../alerts/storm.ts';
import { formatGauge, type Gauged } from '../report.ts';
import { inFolder } from '../server/up.ts';
import type { GaugeCase } from './case.ts';

export const alerts: GaugeCase = {
  name: 'alerts',
  title: 'Alerts',
  about: [
    'State in SQLite, on the disk of this machine. A finding is recorded, the engine makes an alert of it and a message,',
    'the sender posts it to a webhook on loopback; all of it, the receiver included, is one process.',
  ].join('\n'),
  async gauge(settings) {
    const lines: Gauged[] = [];
    for (const gauge of [gaugeLatency, gaugeStorm, gaugeMany]) {
      const found = await inFolder((folder) => gauge(folder, settings));
      for (const one of found) settings.progress(formatGauge(one));
      lines.push(...found);
    }
    return lines;
  },
};

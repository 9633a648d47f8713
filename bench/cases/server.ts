import { formatGauge, type Gauged } from '../report.ts';
import { gaugeIngest } from '../server/ingest.ts';
import { gaugeLatency } from '../server/latency.ts';
import { gaugeModels } from '../server/models.ts';
import { gaugeStart } from '../server/start-up.ts';
import { gaugeSustained } from '../server/sustained.ts';
import { gaugeWindows } from '../server/windows.ts';
import type { GaugeCase } from './case.ts';

const gauges = [gaugeStart, gaugeIngest, gaugeLatency, gaugeWindows, gaugeModels, gaugeSustained];

export const server: GaugeCase = {
  name: 'server',
  title: 'A server, `pitwall up`',
  about: [
    'The server is a process of its own with a data directory of its own, on the disk of this machine.',
    'What sends to it is another process on the same machine, over loopback: it takes its share of the cores, which is told.',
    'Rates are kept by the clock, whether or not there are answers yet, and a latency counts from when the request was due.',
    'Figures are the median of the bursts, with the least and the most.',
    'A row is a prediction with eight numbers and two categories as its features.',
  ].join('\n'),
  async gauge(settings) {
    const lines: (Gauged | string)[] = [];
    for (const gauge of gauges) {
      const found = await gauge(settings);
      for (const one of found) settings.progress(typeof one === 'string' ? one : formatGauge(one));
      lines.push(...found);
    }
    return lines;
  },
};

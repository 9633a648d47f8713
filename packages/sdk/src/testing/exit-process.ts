import { capture } from '../capture/capture.ts';

// a service of a few lines: captures, and ends as its second argument says
const [url = '', way = ''] = process.argv.slice(2);
const one = capture({ url, token: 't', model: 'm', retry: { firstMilliseconds: 50 }, batch: { milliseconds: 60_000 } });
one.prediction({ id: 'last', prediction: 1 });
if (way !== 'runs out') {
  setInterval(() => undefined, 1_000);
  process.send?.('ready');
}
if (way === 'listens') {
  // ends in its own way and time, with an answer of its own
  process.once('SIGTERM', () => setTimeout(() => process.exit(7), 300));
}

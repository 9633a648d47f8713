/** Writes messages into a file until it is killed, and says the key of each that was delivered. */
import { writeSync } from 'node:fs';
import { fileChannel } from '../channels/file/index.ts';
import type { Message } from '../message/message.ts';
import { testTools } from './send-tools.ts';

const message: Message = {
  kind: 'notice',
  reason: 'until it is killed',
  project: 'courtside',
  title: 'Still here',
  text: 'x'.repeat(1_500),
  severity: 'low',
  thread: 'f00dfacecafe0001.1',
  at: 0,
  group: {},
  firing: 0,
  resolved: 0,
  alerts: [],
  more: 0,
  url: null,
  instead: null,
};

const [home = '', prefix = '0'] = process.argv.slice(2);
for (let number = 1; ; number += 1) {
  const key = `${prefix}${number.toString(16).padStart(7, '0')}`.padEnd(64, '0');
  const settings = { path: 'alerts.jsonl', max_bytes: 6_000, keep: 1_000 };
  const { kind } = await fileChannel.send(message, settings, testTools({ home, key }).tools);
  if (kind === 'delivered') writeSync(1, `${key}\n`);
}

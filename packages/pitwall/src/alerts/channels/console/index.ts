import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { composeLines } from './compose.ts';

const settings = z.union([z.literal(true), z.strictObject({})]).describe('true: the console of the server');

export const consoleChannel = defineChannel({
  kind: 'console',
  summary: 'A block of lines on the console of the server',
  settings,
  targets: () => [''],
  updates: false,
  async send(message, _, { print }) {
    for (const line of composeLines(message)) print(line);
    return { kind: 'delivered', detail: 'printed' };
  },
});

import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { enqueue } from '../delivery/enqueue.ts';
import { alertSettings } from '../engine/settings.ts';
import type { Message } from '../message/message.ts';
import { requireChannel } from './require-channel.ts';
import { subjectOfChannel } from './subjects.ts';

const inputSchema = z.strictObject({
  channel: z.string().min(1).max(200).describe('Its name'),
  id: z.string().min(1).max(100).describe('Of this try; each is a message of its own'),
});

/** It goes the way of all messages, and so shows whether that is open. */
export const alertTest = defineVerb<z.output<typeof inputSchema>, { readonly deliveries: readonly string[] }>({
  name: 'alert.test',
  summary: 'Send a message through a channel to try whether it arrives',
  input: inputSchema,
  subject: ({ channel }) => subjectOfChannel(channel),
  record: ({ channel }, output) => ({ channel, ...output }),
  identity: ({ channel }) => ({ channel }),
  async run(tx, { channel, id }, { config, world }) {
    const { name } = requireChannel(config, channel);
    const { channels, project, url } = alertSettings(config);
    const thread = `test.${id}`;
    const message = testMessage({ channel: name, project, url, thread, at: world.now() });
    const item = { channel: name, kind: 'test', thread, message, sequence: 1 } as const;
    return { deliveries: await enqueue(tx, channels, [item], world.now()) };
  },
});

interface Test {
  readonly channel: string;
  readonly project: string;
  readonly url: string | null;
  readonly thread: string;
  readonly at: number;
}

const testMessage = ({ channel, project, url, thread, at }: Test): Message => ({
  kind: 'test',
  reason: 'somebody tries this channel',
  project,
  title: `A test of the channel ${channel}`,
  text: 'Nothing is wrong: somebody tries whether messages arrive here. What reads like this arrives.',
  severity: 'low',
  thread,
  at,
  group: { subject: formatSubject({ kind: 'channel', name: channel }) },
  firing: 0,
  resolved: 0,
  alerts: [],
  more: 0,
  url,
  instead: null,
});

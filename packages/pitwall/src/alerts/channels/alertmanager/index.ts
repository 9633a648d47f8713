import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../../../core/duration.ts';
import type { Message } from '../../message/message.ts';
import { defineChannel, type Outcome, type SendTools } from '../channel.ts';
import { outcomeOfAnswer, quoted } from '../chat/answer.ts';
import { badHeader, headersSchema, revealHeaders } from '../headers.ts';
import { outcomeOfError } from '../http-outcome.ts';
import { composePush } from './compose.ts';

const url = z
  .string()
  .refine((text) => text.includes('${secret:') || (/^https?:\/\/./i.test(text) && URL.canParse(text)), {
    error: 'expected the address of an Alertmanager like http://alertmanager:9093',
  })
  .describe('The Alertmanager, without /api/v2/alerts');

/**
 * An Alertmanager forgets alerts of which it hears nothing: Prometheus says each again every minute. Ours are said when
 * something changes and at each repetition, with an end that is far away, and are taken back when they are over. So a
 * restart of the Alertmanager hides them until the next repetition, and one that was acknowledged, of which nothing is
 * repeated, fires there for as long as this says.
 */
const usualLength = '7d';

const long = z.strictObject({
  url,
  headers: headersSchema,
  lasts: durationSchema
    .refine((text) => durationMilliseconds(text) >= 60_000, { error: 'expected at least 1m' })
    .default(usualLength)
    .describe(
      'How long an alert fires there when nothing more is heard of it; longer than the repeat_interval of the routes',
    ),
});

const settings = z.union([url, long]).describe('An address, or more about it');

export const alertmanagerChannel = defineChannel({
  kind: 'alertmanager',
  summary: 'Alerts of an Alertmanager, which routes and tells them as it is set up to',
  settings,
  targets: () => [''],
  updates: true,
  async send(message, settings, tools) {
    try {
      return await push(message, typeof settings === 'string' ? long.parse({ url: settings }) : settings, tools);
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});

async function push(
  message: Message,
  { url, headers, lasts }: z.output<typeof long>,
  tools: SendTools,
): Promise<Outcome> {
  const own = await revealHeaders(headers, tools);
  if (own === undefined) return badHeader;
  const base = await tools.reveal(url);
  const { alerts, remember } = composePush(message, {
    now: tools.now(),
    lasts: durationMilliseconds(lasts),
    installation: tools.installation,
    remembered: tools.remembered,
  });
  const answer = await tools.outward.send({
    url: `${base.replace(/\/+$/, '')}/api/v2/alerts`,
    method: 'POST',
    headers: { ...own, 'content-type': 'application/json', 'user-agent': `pitwall/${tools.version}` },
    body: JSON.stringify(alerts),
    signal: tools.signal,
    timeoutMilliseconds: 20_000,
  });
  if (answer.status === 200) {
    await tools.remember(remember);
    return { kind: 'delivered', detail: `the Alertmanager took ${alerts.length}`, status: 200 };
  }
  return outcomeOfAnswer(answer, {
    service: 'the Alertmanager',
    said: quoted(answer.body.toString('utf8'), [base, ...Object.values(own)]),
    mend: 'look at its address and its headers',
    now: tools.now(),
  });
}

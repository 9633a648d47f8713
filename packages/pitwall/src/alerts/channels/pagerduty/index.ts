import { z } from 'zod';
import { parseJson } from '../../../core/json.ts';
import { defineChannel, type Outcome, type SendTools } from '../channel.ts';
import { outcomeOfAnswer, quoted } from '../chat/answer.ts';
import { secretText } from '../chat/settings.ts';
import { outcomeOfError } from '../http-outcome.ts';
import { actionOf, composePagerduty, type PagerDutyPayload } from './compose.ts';

const routingKey = secretText(/^\S{32}$/, 'expected the integration key of 32 characters').describe(
  'The integration key of a service with the Events API v2, which is a secret',
);

const usualUrl = 'https://events.pagerduty.com/v2/enqueue';

const settings = z.union([
  routingKey,
  z.strictObject({
    routing_key: routingKey,
    url: z
      .url({ protocol: /^https?$/, error: 'expected an address that begins with https://' })
      .default(usualUrl)
      .describe('Where events go; another one in the service region EU'),
  }),
]);

export const pagerdutyChannel = defineChannel({
  kind: 'pagerduty',
  summary: 'A service of PagerDuty: one alert for each incident, acknowledged and resolved with it',
  settings,
  targets: () => [''],
  updates: true,
  async send(message, settings, tools) {
    const { routing_key, url } = typeof settings === 'string' ? { routing_key: settings, url: usualUrl } : settings;
    try {
      const place: Place = { url, key: await tools.reveal(routing_key) };
      const sent = await send(composePagerduty(message, tools.key, actionOf(message.kind)), place, tools);
      if (message.kind !== 'test' || sent.kind !== 'delivered') return sent;
      // what was only tried must not stay open
      return await send(composePagerduty(message, tools.key, 'resolve'), place, tools);
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});

interface Place {
  readonly url: string;
  readonly key: string;
}

/** PagerDuty limits events to about 120 a minute, and asks to wait for half a minute where it says nothing else. */
const usualWait = 30_000;

async function send(payload: PagerDutyPayload, { url, key }: Place, tools: SendTools): Promise<Outcome> {
  const answer = await tools.outward.send({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': `pitwall/${tools.version}` },
    body: JSON.stringify({ routing_key: key, ...payload }),
    signal: tools.signal,
  });
  const { status } = answer;
  const { errors = [], message = '' } = answerSchema.safeParse(parseJson(answer.body.toString('utf8'))).data ?? {};
  if (status === 202) return { kind: 'delivered', detail: `PagerDuty took the ${payload.event_action}`, status };
  const said = quoted(errors.length > 0 ? errors.join('; ') : message, [key]);
  const mend = 'look at the integration key';
  const outcome = outcomeOfAnswer(answer, { service: 'PagerDuty', said, mend, now: tools.now() });
  return outcome.kind === 'throttled' ? { ...outcome, wait: outcome.wait ?? usualWait } : outcome;
}

const answerSchema = z.object({ message: z.string().optional(), errors: z.array(z.string()).optional() });

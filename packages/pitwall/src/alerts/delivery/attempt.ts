import { PitwallError } from '../../core/errors.ts';
import type { Outward } from '../../outward/outward.ts';
import { reveal } from '../../secrets/reveal.ts';
import type { Workplace } from '../../server/context.ts';
import type { Json } from '../../state/canonical-json.ts';
import { putRemote } from '../../state/delivery-channel-table.ts';
import type { Delivery } from '../../state/delivery-table.ts';
import type { Outcome } from '../channels/channel.ts';
import type { Channel } from '../channels/config.ts';
import type { Message } from '../message/message.ts';
import { applyTemplate } from '../message/template/apply.ts';
import { messageOf } from './payload.ts';

export interface AttemptPlace {
  readonly workplace: Workplace;
  readonly outward: Outward;
  readonly print: (line: string) => void;
  readonly version: string;
  readonly installation: string;
  readonly signal: AbortSignal;
}

/**
 * Tries to deliver one message, and answers in any case: whoever does not answer in time has failed, whatever it does
 * later. What is answered holds no secret.
 */
export async function attempt(
  delivery: Delivery,
  channel: Channel,
  remembered: Json | undefined,
  { workplace, outward, print, version, installation, signal }: AttemptPlace,
): Promise<Outcome> {
  const secrets = new Set<string>();
  const { id, target, thread } = delivery;
  const sending = async (): Promise<Outcome> =>
    await channel.kind.send(worded(delivery, channel), channel.settings, {
      key: id,
      target,
      outward,
      signal,
      print,
      version,
      installation,
      remembered,
      home: workplace.home,
      now: () => workplace.world.now(),
      async reveal(text) {
        for (const [reference] of text.matchAll(/\$\{secret:[^}]*\}/g)) secrets.add(await reveal(workplace, reference));
        return reveal(workplace, text);
      },
      remember: (body) =>
        workplace.state.change((tx) =>
          putRemote(tx, { channel: channel.name, target, thread }, { body, at: workplace.world.now() }),
        ),
    });
  const outcome = await Promise.race([sending(), aborted(signal)]).catch(outcomeOf);
  return { ...outcome, detail: withoutSecrets(outcome.detail, secrets) };
}

/** Own words are for what is told of incidents. */
function worded(delivery: Delivery, { template }: Channel): Message {
  const message = messageOf(delivery);
  const isOwn = template !== null && message.kind !== 'test' && message.kind !== 'digest';
  return isOwn ? applyTemplate(template, message) : message;
}

const aborted = (signal: AbortSignal): Promise<Outcome> =>
  new Promise((resolve) => {
    const fail = (): void =>
      resolve({ kind: 'failed', detail: signal.reason instanceof Error ? signal.reason.message : 'it was broken off' });
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });

/** The words of an error that is not ours may repeat the address, which is a secret for many services. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof PitwallError) {
    const detail = `${error.problem}. ${error.fix}`;
    return { kind: error.code === 'outward.refused' ? 'refused' : 'failed', detail };
  }
  const what = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : typeof error;
  return { kind: 'failed', detail: `something went wrong on this side (${what})` };
}

const longestDetail = 500;
/** A secret that is shorter would take letters out of common words. */
const shortestSecret = 4;

/** What an address holds behind its host is the secret of most webhooks. */
export function withoutSecrets(detail: string, secrets: Iterable<string>): string {
  let text = detail;
  const forms = [...secrets].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  for (const form of forms.sort((a, b) => b.length - a.length)) {
    if (form.length >= shortestSecret) text = text.replaceAll(form, '…');
  }
  text = text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"']*@)?([^\s/?#"']+)[/?#][^\s"')]*/gi, '$1$2/…');
  return text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text;
}

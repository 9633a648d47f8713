import type { Json } from '../../state/canonical-json.ts';
import type { Message } from '../message/message.ts';

/** What is kept of a message until it is delivered. It is rendered when it is sent, by the channel that sends it. */
interface Payload {
  readonly message: Message;
  /** Which one of its thread. */
  readonly sequence: number | string;
}

export const payloadOf = (message: Message, sequence: number | string): Json => ({
  message: message as unknown as Json,
  sequence,
});

/** Nobody but us writes them. */
export const readPayload = (payload: Json): Payload => payload as unknown as Payload;

export const messageOf = ({ payload }: { readonly payload: Json }): Message => readPayload(payload).message;

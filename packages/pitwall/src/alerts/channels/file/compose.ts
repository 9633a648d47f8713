import type { Message } from '../../message/message.ts';
import { messageData } from '../message-data.ts';

/** One line of JSON, without the break at its end. The same key twice is the same message. */
export function composeLine(message: Message, key: string): string {
  return JSON.stringify({ key, ...messageData(message) });
}

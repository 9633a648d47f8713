import type { Message, MessageAlert } from '../message/message.ts';

const moment = (at: number): string => new Date(at).toISOString();

/** A message as other programs read it: moments are text, as everywhere in the API. */
export function messageData(message: Message) {
  return { ...message, at: moment(message.at), alerts: message.alerts.map(alertData) };
}

function alertData(alert: MessageAlert) {
  return {
    ...alert,
    since: moment(alert.since),
    resolvedAt: alert.resolvedAt === null ? null : moment(alert.resolvedAt),
    recent: alert.recent.map((one) => ({ ...one, at: moment(one.at) })),
    before: alert.before.map((one) => ({ ...one, at: moment(one.at) })),
  };
}

import type { IncomingMessage } from 'node:http';
import { type IpRange, isWithin, parseIp, parseRange } from '../../outward/ip.ts';

/** Where a request came from and how, as far as those who passed it on are believed. */
export interface Sender {
  readonly address: string;
  /** Whether what it sent was encrypted on its way. */
  readonly isSecure: boolean;
  /** As the header says, in small letters; undefined where there is none. */
  readonly host: string | undefined;
}

const told = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port', 'x-real-ip', 'forwarded'];

export const proxiesOf = (texts: readonly string[]): readonly IpRange[] =>
  texts.flatMap((text) => parseRange(text) ?? []);

/** Who sent it. What a sender says of itself is taken out, so that nobody behind this reads it. */
export function senderOf(incoming: IncomingMessage, proxies: readonly IpRange[]): Sender {
  const { socket, headers } = incoming;
  const direct: Sender = {
    address: plain(socket.remoteAddress ?? 'unknown'),
    isSecure: 'encrypted' in socket && socket.encrypted === true,
    host: headers.host?.toLowerCase(),
  };
  if (direct.host === headers.host && !told.some((name) => headers[name] !== undefined)) return direct;
  const sender = isTrusted(direct.address, proxies) ? believed(direct, headers, proxies) : direct;
  rewrite(incoming, sender.host);
  return sender;
}

function believed(direct: Sender, headers: IncomingMessage['headers'], proxies: readonly IpRange[]): Sender {
  // each proxy adds whom it was asked by, so that only what stands to the right of a stranger was said by one we know
  let address = direct.address;
  for (const text of listed(headers['x-forwarded-for']).toReversed()) {
    const said = withoutPort(text);
    if (!parseIp(said)) break;
    address = plain(said);
    if (!isTrusted(address, proxies)) break;
  }
  const scheme = listed(headers['x-forwarded-proto']).at(-1);
  return {
    address,
    isSecure: scheme === undefined ? direct.isSecure : scheme.toLowerCase() === 'https',
    host: listed(headers['x-forwarded-host']).at(-1)?.toLowerCase() ?? direct.host,
  };
}

function isTrusted(address: string, proxies: readonly IpRange[]): boolean {
  const ip = parseIp(address);
  return ip !== undefined && proxies.some((range) => isWithin(ip, range));
}

const listed = (header: string | readonly string[] | undefined): readonly string[] =>
  (header ?? '')
    .toString()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const withoutPort = (text: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;

/** `::ffff:10.0.0.1` is how a socket for both families calls 10.0.0.1. */
const plain = (address: string): string => {
  const ip = parseIp(address);
  return ip?.length === 4 ? ip.join('.') : address;
};

function rewrite(incoming: IncomingMessage, host: string | undefined): void {
  const { headers, rawHeaders } = incoming;
  for (const name of told) delete headers[name];
  if (host !== undefined) headers.host = host;
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    const small = name.toLowerCase();
    if (!told.includes(small)) kept.push(name, small === 'host' && host !== undefined ? host : value);
  }
  rawHeaders.splice(0, rawHeaders.length, ...kept);
}

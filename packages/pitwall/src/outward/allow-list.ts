import { type Ip, type IpRange, isWithin, parseIp, parseRange } from './ip.ts';

/** What may be asked although it is not of the public internet. */
export type Allowed = { readonly range: IpRange } | { readonly host: string; readonly port: number };

/** `10.1.0.0/16`, `10.1.2.3`, `hooks.internal:8443`, `[fd00::1]:443`; undefined where it is none of them. */
export function parseAllowed(text: string): Allowed | undefined {
  const range = parseRange(text);
  if (range) return { range };
  const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?):(\d{1,5})$/i.exec(text) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return host !== '' && isPort ? { host: plainHost(host), port: Number(port) } : undefined;
}

/** As it is compared: in small letters, without brackets and the dot at its end. */
export const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

export function isAllowed(
  list: readonly Allowed[],
  target: { readonly ip: Ip; readonly host: string; readonly port: number },
): boolean {
  return list.some((one) => {
    if ('range' in one) return isWithin(target.ip, one.range);
    if (one.port !== target.port) return false;
    const named = parseIp(one.host);
    return named ? isWithin(target.ip, { ip: named, bits: named.length * 8 }) : one.host === target.host;
  });
}

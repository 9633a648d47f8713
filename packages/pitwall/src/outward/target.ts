import { PitwallError } from '../core/errors.ts';
import { isAllowed, parseAllowed, plainHost } from './allow-list.ts';
import { parseIp } from './ip.ts';
import { isPublic } from './public-address.ts';

/** All addresses of a name, as the system knows them. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** Where a connection goes, checked: the name is not asked for again. */
export interface Target {
  readonly isEncrypted: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** At least one. */
  readonly addresses: readonly string[];
}

/** Says nothing of what was found where: who may choose an address must not learn from it what is there. */
export const refused = (expected = 'an address') =>
  new PitwallError({
    code: 'outward.refused',
    problem: `expected ${expected} of the public internet, found another`,
    fix: 'Send to a public address, or name its network or its host and port under outward.allow in the configuration',
  });

export function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isHttp || url.username !== '' || url.password !== '') throw refused('an http or https address');
  return url;
}

/** Whether a connection to this address may be made, or kept. */
export function isPermitted(
  address: string | undefined,
  { host, port }: Pick<Target, 'host' | 'port'>,
  allow: readonly string[],
): boolean {
  const ip = parseIp(address ?? '');
  if (!ip) return false;
  return (
    isPublic(ip) ||
    isAllowed(
      allow.flatMap((text) => parseAllowed(text) ?? []),
      { ip, host: plainHost(host), port },
    )
  );
}

export function targetOf(url: URL, lookup: Lookup, allow: readonly string[]): Promise<Target> {
  const isEncrypted = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return checked({ isEncrypted, host, port: Number(url.port || (isEncrypted ? 443 : 80)) }, lookup, allow);
}

/** One address that is not permitted is enough: a name that has both is one that somebody made for that. */
export async function checked(
  place: Omit<Target, 'addresses'>,
  lookup: Lookup,
  allow: readonly string[],
): Promise<Target> {
  const addresses = parseIp(place.host) ? [place.host] : await lookup(place.host);
  const isFine = addresses.length > 0 && addresses.every((address) => isPermitted(address, place, allow));
  if (!isFine) throw refused();
  return { ...place, addresses };
}

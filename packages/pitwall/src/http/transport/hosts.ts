import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { parseIp } from '../../outward/ip.ts';

export interface NamedHost {
  /** In small letters, without brackets and the dot at its end. */
  readonly host: string;
  /** Any where not said. */
  readonly port: number | undefined;
}

/** `pitwall.example.org:4600`, `10.0.0.1`, `[::1]:80`; undefined where it is none of them. */
export function parseHost(text: string): NamedHost | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?))(?::(\d{1,5}))?$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || text.length > 260) return undefined;
  const isAddress = match?.[1] === undefined || parseIp(host)?.length === 16 || parseIp(host)?.length === 4;
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (!isAddress || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { host: host.toLowerCase().replace(/\.$/, ''), port };
}

export interface OwnNames {
  /** What it was told to listen on: an address, or a name. */
  readonly bound: string;
  /** The name of the machine. */
  readonly machine: string;
  /** `http.hosts` */
  readonly configured: readonly string[];
}

const loopback = ['localhost', '127.0.0.1', '::1'];

/**
 * Whether the server goes by the name that it was asked under. A page may be made to reach it under a name of its own
 * (DNS rebinding); what it never can is ask for one of these. The port of our own names is not looked at: behind a
 * tunnel or in a container it is another one.
 */
export function isOwnHost(
  sent: string,
  arrivedAt: string | undefined,
  { bound, machine, configured }: OwnNames,
): boolean {
  const asked = parseHost(sent);
  if (!asked) return false;
  if (loopback.includes(asked.host) || asked.host === machine.toLowerCase()) return true;
  if (asked.host === bound.toLowerCase() || isSameAddress(asked.host, arrivedAt)) return true;
  return configured.some((text) => {
    const one = parseHost(text);
    return one?.host === asked.host && (one.port === undefined || one.port === asked.port);
  });
}

function isSameAddress(host: string, arrivedAt: string | undefined): boolean {
  const [one, other] = [parseIp(host), parseIp(arrivedAt ?? '')];
  return one !== undefined && other !== undefined && one.join() === other.join();
}

export const strangeHost = (sent: string) =>
  new PitwallError({
    code: 'request.host',
    problem: `expected a name that this server goes by, found ${JSON.stringify(visible(sent.slice(0, 100)))} in the header Host`,
    fix: 'Ask it under its own name, or add this one to http.hosts in its configuration',
  });

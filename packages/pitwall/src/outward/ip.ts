import { isIP } from 'node:net';

/** Four bytes or sixteen. */
export type Ip = readonly number[];

/** So many leading bits of an address. */
export interface IpRange {
  readonly ip: Ip;
  readonly bits: number;
}

/** An address as it is written; what carries an IPv4 address in IPv6 dress is that address. Undefined of a name. */
export function parseIp(text: string): Ip | undefined {
  const [plain = ''] = text.split('%');
  const family = isIP(plain);
  if (family === 0) return undefined;
  return family === 4 ? plain.split('.').map(Number) : undressed(sixteen(plain));
}

/** `10.0.0.0/8`, or one address. */
export function parseRange(text: string): IpRange | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const ip = parseIp(address);
  if (!ip || rest.length > 0 || address.includes('%')) return undefined;
  const most = ip.length * 8;
  if (length === undefined) return { ip, bits: most };
  if (!/^\d{1,3}$/.test(length)) return undefined;
  // a mapped range counts its bits from the front of the longer address
  const bits = Number(length) - (ip.length === 4 && address.includes(':') ? 96 : 0);
  return bits >= 0 && bits <= most ? { ip, bits } : undefined;
}

export function isWithin(ip: Ip, range: IpRange): boolean {
  if (ip.length !== range.ip.length) return false;
  for (let bit = 0; bit < range.bits; bit += 8) {
    const mask = (0xff << Math.max(0, 8 - (range.bits - bit))) & 0xff;
    if (((ip[bit / 8] ?? 0) & mask) !== ((range.ip[bit / 8] ?? 0) & mask)) return false;
  }
  return true;
}

/** Whoever has one IPv6 address has the whole network of it: eight bytes. */
export const networkOf = (ip: Ip): Ip => (ip.length === 4 ? ip : ip.slice(0, 8));

function sixteen(text: string): Ip {
  // the last four bytes may be written as an IPv4 address
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const [, front = '', a = '', b = '', c = '', d = ''] = dotted ?? [];
  const whole = dotted ? `${front}${hex(Number(a) * 256 + Number(b))}:${hex(Number(c) * 256 + Number(d))}` : text;
  const [head = '', tail] = whole.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

const hex = (value: number): string => value.toString(16);

const groupsOf = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number(`0x${group}`)));

/** `::ffff:10.0.0.1` is 10.0.0.1 to every socket. */
function undressed(ip: Ip): Ip {
  const isMapped = ip.slice(0, 10).every((byte) => byte === 0) && ip[10] === 0xff && ip[11] === 0xff;
  return isMapped ? ip.slice(12) : ip;
}

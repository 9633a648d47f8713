import { type Ip, type IpRange, isWithin, parseRange } from './ip.ts';

const ranges = (...texts: readonly string[]): readonly IpRange[] =>
  texts.map((text) => {
    const range = parseRange(text);
    if (!range) throw new TypeError(`Expected a range of addresses, found ${text}.`);
    return range;
  });

/** The registries of special addresses of IANA, and what clouds keep for their own machines. */
const special = ranges(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // the host of an Azure machine, at an address that looks like any other
  '168.63.129.16/32',
  '2001::/23',
  '2001:db8::/32',
  // 6to4: what is behind it is an IPv4 address of somebody's choice
  '2002::/16',
  '3fff::/20',
);

const unicast = ranges('2000::/3');

/** A translator to IPv4 stands there, and goes where the last four bytes say. */
const translated = ranges('64:ff9b::/96');

/** Whether an address is one of the public internet. Of IPv6, only what is handed out to the public is. */
export function isPublic(ip: Ip): boolean {
  const isOf = (list: readonly IpRange[]): boolean => list.some((range) => isWithin(ip, range));
  if (isOf(special)) return false;
  if (ip.length === 4) return true;
  if (isOf(translated)) return isPublic(ip.slice(12));
  return isOf(unicast) && !isTunnelled(ip);
}

/** ISATAP: an IPv4 address in the last four bytes, whatever the network before it is. */
const isTunnelled = (ip: Ip): boolean =>
  (ip[8] === 0 || ip[8] === 2) && ip[9] === 0 && ip[10] === 0x5e && ip[11] === 0xfe;

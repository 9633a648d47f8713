import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { durationMilliseconds } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';
import { type IpRange, isWithin, parseIp } from '../../outward/ip.ts';
import type { World } from '../../server/world.ts';
import type { HttpConfig } from '../config.ts';
import { createLimiter } from '../limits/limiter.ts';
import type { Limits } from '../limits/limits.ts';
import { type Connections, createConnections, networkKey } from './connections.ts';
import { crossOrigin } from './cross-origin.ts';
import { proxiesOf, type Sender, senderOf } from './forwarded.ts';
import { faultOf, headersTooLong, headersTooSlow, malformed } from './framing.ts';
import { isOwnHost, parseHost, strangeHost } from './hosts.ts';
import { refuse, refuseSocket } from './refuse.ts';
import { rememberSender } from './sender.ts';

export interface DoorOptions {
  /** In force at the moment it is asked. */
  config(): HttpConfig;
  limits(): Limits;
  readonly world: World;
  /** What it was told to listen on. */
  readonly host: string;
  /** The name of the machine. */
  readonly machine: string;
}

/** What stands before the routes: nothing that it refuses comes to one. */
export interface Door {
  readonly connections: Connections;
  /** What comes through is handed on. */
  guard(handOn: RequestListener): RequestListener;
  /** Of what is no request. */
  refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void;
  refuseTunnel(socket: Duplex): void;
}

/** Whoever looks whether a server lives often asks under no name or an odd one, and learns nothing else. */
const forEverybody = ['/healthz', '/readyz'];

export function createDoor({ config, limits, world, host, machine }: DoorOptions): Door {
  const requestId = (): string => world.random(12).toString('hex');
  const ofConfig = remembered(config, ({ trusted_proxies, hsts }) => ({
    proxies: proxiesOf(trusted_proxies),
    hsts: hsts === 'never' ? undefined : `max-age=${Math.floor(durationMilliseconds(hsts) / 1_000)}`,
  }));
  const connections = createConnections({
    limits: () => ({ total: limits().connections, ofAddress: limits().connectionsOfAddress }),
    isShared: (address) => isOneOf(address, ofConfig().proxies),
  });
  const ofAddress = createLimiter({
    get perSecond() {
      return limits().requestsOfAddress.perSecond;
    },
    get burst() {
      return limits().requestsOfAddress.burst;
    },
  });
  /** What is under way on a connection, so that nothing is written into the middle of an answer or before it. */
  const answers = new WeakMap<Duplex, Set<ServerResponse>>();
  /** Connections of which nothing more is read: what comes behind a request of doubtful length may be none. */
  const abandoned = new WeakSet<Duplex>();

  function answering(socket: Duplex, outgoing: ServerResponse): void {
    const all = answers.get(socket) ?? new Set();
    answers.set(socket, all.add(outgoing));
    outgoing.once('close', () => all.delete(outgoing));
  }

  function faultIn(incoming: IncomingMessage, sender: Sender): PitwallError | undefined {
    const path = (incoming.url ?? '').split('?', 1)[0] ?? '';
    if (forEverybody.includes(path)) return undefined;
    const names = { bound: host, machine, configured: config().hosts };
    const sent = sender.host ?? '';
    return isOwnHost(sent, incoming.socket.localAddress, names) ? undefined : strangeHost(sent);
  }

  /** Seconds to wait; whatever is asked of health is answered. */
  function secondsToWait(incoming: IncomingMessage, { address }: Sender): number {
    if (forEverybody.includes(incoming.url ?? '')) return 0;
    const [key, now] = [networkKey(address), world.now()];
    const seconds = ofAddress.wait(key, 1, now);
    if (seconds === 0) ofAddress.take(key, 1, now);
    return seconds;
  }

  return {
    connections,
    guard: (handOn) => (incoming, outgoing) => {
      const { socket } = incoming;
      if (abandoned.has(socket)) return;
      answering(socket, outgoing);
      outgoing.once('close', connections.busy(socket));
      const form = faultOf(incoming);
      if (form) {
        abandoned.add(socket);
        refuse(outgoing, form, requestId(), { connection: 'close' });
        return;
      }
      const { proxies, hsts } = ofConfig();
      const sender = senderOf(incoming, proxies);
      rememberSender(incoming, sender);
      if (hsts !== undefined && sender.isSecure && isNameOfItsOwn(sender.host))
        outgoing.setHeader('strict-transport-security', hsts);
      const close = hasBody(incoming) ? { connection: 'close' } : {};
      const fault = faultIn(incoming, sender);
      if (fault) {
        refuse(outgoing, fault, requestId(), close);
        return;
      }
      const seconds = secondsToWait(incoming, sender);
      if (seconds > 0) {
        refuse(outgoing, tooManyRequests(), requestId(), { 'retry-after': String(seconds), ...close });
        return;
      }
      const crossed = crossOrigin(incoming, outgoing, config().origins);
      if (crossed === 'go on') handOn(incoming, outgoing);
      else if (crossed !== 'answered') refuse(outgoing, crossed, requestId(), close);
    },
    refuseBroken(error, socket) {
      if (abandoned.has(socket)) return;
      abandoned.add(socket);
      if (!isOfHttp(error)) {
        socket.destroy();
        return;
      }
      const [answer, ...more] = answers.get(socket) ?? [];
      const say = (): void => {
        if (socket.writable) refuseSocket(socket, brokenBy(error), requestId());
        else socket.destroy();
      };
      // it is the body of the one that is under way, or something behind it
      if (!answer || !(answer.req.complete || answer.headersSent || more.length > 0)) say();
      else if (answer.req.complete && more.length === 0) answer.once('close', say);
      else socket.destroy();
    },
    refuseTunnel: (socket) => refuseSocket(socket, malformed('a path', 'the address of another server'), requestId()),
  };
}

/** What went wrong below it leaves nobody to be answered. */
const isOfHttp = ({ code = '' }: NodeJS.ErrnoException): boolean => /^(HPE_|ERR_HTTP_)/.test(code);

function brokenBy({ code }: NodeJS.ErrnoException): PitwallError {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLong();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return headersTooSlow();
  return malformed('the form of HTTP/1.1', 'another');
}

const isOneOf = (address: string, proxies: readonly IpRange[]): boolean => {
  const ip = parseIp(address);
  return ip !== undefined && proxies.some((range) => isWithin(ip, range));
};

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Of an address browsers keep nothing, and under localhost many servers stand side by side. */
function isNameOfItsOwn(sent: string | undefined): boolean {
  const named = parseHost(sent ?? '');
  return named !== undefined && named.host !== 'localhost' && parseIp(named.host) === undefined;
}

/** Worked out once for each configuration. */
function remembered<Of extends object, T>(current: () => Of, make: (of: Of) => T): () => T {
  let known: { readonly of: Of; readonly made: T } | undefined;
  return () => {
    const of = current();
    if (known?.of !== of) known = { of, made: make(of) };
    return known.made;
  };
}

const tooManyRequests = () =>
  new PitwallError({
    code: 'request.too_many',
    problem: 'more came from one address than is taken in this time',
    fix: 'Wait as long as Retry-After says; send more events in fewer requests',
  });

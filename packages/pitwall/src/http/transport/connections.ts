import type { Socket } from 'node:net';
import { networkOf, parseIp } from '../../outward/ip.ts';

/** All connections of a server, so that nobody takes them all. */
export interface Connections {
  /** False where there is no place for it: it is closed then. */
  admit(socket: Socket): boolean;
  /** A request is under way on it, until what it answers is called. */
  busy(socket: Socket): () => void;
  count(): number;
}

export interface ConnectionLimits {
  readonly total: number;
  readonly ofAddress: number;
}

interface Place {
  readonly socket: Socket;
  readonly network: string;
  requests: number;
}

/** Under an encrypted connection there is a plain one, and both have the same two ends. */
const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

/** Of an IPv6 address its network, since whoever has one has all of it. */
export function networkKey(address: string): string {
  if (!address.includes(':')) return address;
  const ip = parseIp(address);
  return ip ? networkOf(ip).join('.') : address;
}

export interface ConnectionOptions {
  limits(): ConnectionLimits;
  /** Behind these addresses are many. */
  isShared(address: string): boolean;
}

export function createConnections({ limits, isShared }: ConnectionOptions): Connections {
  const places = new Map<string, Place>();
  const ofNetwork = new Map<string, number>();

  function leave(name: string, place: Place): void {
    // another one may have come from the same two ends since
    if (places.get(name) !== place) return;
    places.delete(name);
    const { network } = place;
    const left = (ofNetwork.get(network) ?? 1) - 1;
    if (left === 0) ofNetwork.delete(network);
    else ofNetwork.set(network, left);
  }

  /** Whoever waits longest for nothing makes room. */
  function makeRoom(): boolean {
    for (const [name, place] of places) {
      if (place.requests > 0) continue;
      leave(name, place);
      place.socket.destroy();
      return true;
    }
    return false;
  }

  return {
    admit(socket) {
      const { total, ofAddress } = limits();
      const address = socket.remoteAddress ?? '';
      const network = networkKey(address);
      const isOver = (ofNetwork.get(network) ?? 0) >= ofAddress && !isShared(address);
      if (isOver || (places.size >= total && !makeRoom())) {
        socket.destroy();
        return false;
      }
      const name = nameOf(socket);
      const place: Place = { socket, network, requests: 0 };
      places.set(name, place);
      ofNetwork.set(network, (ofNetwork.get(network) ?? 0) + 1);
      socket.once('close', () => leave(name, place));
      return true;
    },
    busy(socket) {
      const place = places.get(nameOf(socket));
      if (!place) return () => undefined;
      place.requests += 1;
      return () => {
        place.requests -= 1;
      };
    },
    count: () => places.size,
  };
}

import { isIP, connect as openSocket, type Socket } from 'node:net';
import { connect as openTls } from 'node:tls';
import { isPermitted, refused, type Target } from './target.ts';

/** A connection to one of the addresses, of which nothing has been written to before it was looked at where it ends. */
export async function connect(target: Target, allow: readonly string[], signal: AbortSignal): Promise<Socket> {
  let failure: unknown;
  for (const address of target.addresses) {
    try {
      return await connectTo(address, target, allow, signal);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

async function connectTo(
  address: string,
  target: Target,
  allow: readonly string[],
  signal: AbortSignal,
): Promise<Socket> {
  const plain = openSocket({ host: address, port: target.port, noDelay: true, autoSelectFamily: false });
  await opened(plain, 'connect', signal);
  if (!isPermitted(plain.remoteAddress, target, allow)) {
    plain.destroy();
    throw refused();
  }
  if (!target.isEncrypted) return plain;
  const name = isIP(target.host) === 0 ? { servername: target.host.replace(/\.$/, '') } : {};
  const tls = openTls({
    socket: plain,
    host: target.host,
    ...name,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
  });
  await opened(tls, 'secureConnect', signal);
  return tls;
}

function opened(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (error: unknown): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      reject(error);
    };
    const abort = (): void => give(signal.reason);
    socket.once('error', give);
    socket.once('close', () => give(new Error('the connection was closed')));
    socket.once(event, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

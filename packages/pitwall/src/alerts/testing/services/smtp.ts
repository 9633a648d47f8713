import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createFaultScript, type Fault, type FaultScript } from './fault-script.ts';

/** A mail that was taken in. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came. */
  readonly text: string;
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
}

export interface MailDouble extends FaultScript<string> {
  readonly port: number;
  readonly host: string;
  /** For `createOutward`. */
  readonly allow: readonly string[];
  /** All that were taken in, also twice. */
  mails(): readonly Mail[];
  /** How often each message was taken in, by its Message-ID and recipient. */
  deliveries(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface MailDoubleOptions {
  /** In whose name it may be asked; nobody has to say who they are where it is missing. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string; readonly isImplicit: boolean };
}

/**
 * A real mail server on this machine. Faults are by recipient: a status is the answer to it (or to the sign-in, for
 * 535), `hang` says nothing from then on, `drop-after-accept` breaks the connection once the mail is taken in.
 */
export async function startMail({ login, tls }: MailDoubleOptions = {}): Promise<MailDouble> {
  const mails: Mail[] = [];
  const script = createFaultScript<string>();
  const fates = new Map<string, Fault>();
  const sockets = new Set<Socket>();
  const options: SMTPServerOptions = {
    logger: false,
    authOptional: login === undefined,
    allowInsecureAuth: tls === undefined,
    disabledCommands: [...(tls && !tls.isImplicit ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    secure: tls?.isImplicit === true,
    ...(tls ? { key: tls.key, cert: tls.cert } : {}),
    disableReverseLookup: true,
    closeTimeout: 10,
    onAuth: ({ username, password }, _, give) => {
      if (username === login?.user && password === login?.password) return give(null, { user: username });
      return give(refusal(535, `no ${password ?? ''} here`));
    },
    onRcptTo: ({ address }, session, give) => {
      const fault = script.next(address);
      fates.set(session.id, fault);
      if (fault === 'hang') return;
      if (typeof fault === 'object') return give(refusal(fault.status, `${address} is not taken`));
      if (fault === 'drop-before-accept') return void breakOff();
      return give();
    },
    onData: (stream, session, give) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
          user: session.user === undefined ? undefined : String(session.user),
          isEncrypted: session.secure,
        });
        if (fates.get(session.id) === 'drop-after-accept') return void breakOff();
        if (fates.get(session.id) === 'slow-bytes') return void setTimeout(() => give(), 50);
        return give(null, 'taken');
      });
    },
  };
  const server = new SMTPServer(options);
  const breakOff = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    ...script,
    port,
    host: '127.0.0.1',
    allow: [`127.0.0.1:${port}`, `localhost:${port}`],
    mails: () => mails,
    deliveries: () => {
      const counts = new Map<string, number>();
      for (const { text, to } of mails) {
        const key = `${/^Message-ID: <([^>]*)>/im.exec(text)?.[1]} ${to.join(',')}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

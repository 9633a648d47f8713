import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createTransport } from 'nodemailer';
import { visible } from '../../../core/visible.ts';
import type { Message } from '../../message/message.ts';
import { defineChannel, type Outcome, type SendTools } from '../channel.ts';
import { composeLetter } from './compose.ts';
import { outcomeOfMail } from './outcome.ts';
import { type MailServer, readServer } from './server-url.ts';
import { besideServer, domainOf, readAddress, recipientsOf, type SmtpSettings, smtpSchema } from './settings.ts';

export const smtpChannel = defineChannel({
  kind: 'smtp',
  summary: 'A mail to each recipient',
  settings: smtpSchema,
  beside: { short: 'url', keys: besideServer },
  targets: recipientsOf,
  updates: false,
  async send(message, settings, tools) {
    const hidden: string[] = [];
    try {
      const server = await serverOf(settings, tools);
      if (server === undefined) return badServer;
      hidden.push(server.password, Buffer.from(server.password).toString('base64'));
      return await sendOver(server, message, settings, tools);
    } catch (error) {
      return outcomeOfMail(error, tools.signal, hidden);
    }
  },
});

async function serverOf({ url, password }: SmtpSettings, { reveal }: SendTools): Promise<MailServer | undefined> {
  const server = await readServer(url, reveal);
  return server && password !== undefined ? { ...server, password: await reveal(password) } : server;
}

const badServer: Outcome = {
  kind: 'refused',
  detail: 'expected the address of a mail server like smtp://user@mail.example.com:587, found another',
};

async function sendOver(
  server: MailServer,
  message: Message,
  settings: SmtpSettings,
  tools: SendTools,
): Promise<Outcome> {
  const { host, port, isSecure, user, password } = server;
  const { outward, signal, target } = tools;
  const from = readAddress(settings.from ?? '') ?? {
    name: 'Pitwall',
    address: `pitwall@${domainOf(recipientsOf(settings)[0] ?? 'localhost')}`,
  };
  const ca = settings.ca === undefined ? undefined : await certificatesIn(resolve(tools.home, settings.ca));
  if (ca === null) {
    const detail = `expected a file with certificates at ${visible(settings.ca ?? '')}, found none that can be read`;
    return { kind: 'refused', detail };
  }
  const starttls = settings.starttls ?? (password === '' ? 'offered' : 'required');
  const transport = createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: starttls === 'required' && !isSecure,
    ignoreTLS: starttls === 'never',
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    // a server that asks for nobody's name would get what is meant for people who are known to it
    ...(user === undefined ? {} : { auth: { user, pass: password }, forceAuth: true }),
    name: domainOf(from.address),
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_, give) => {
      outward.connect({ host, port, signal }).then(
        (connection) => give(null, { connection }),
        (error: Error) => give(error),
      );
    },
  });
  const { headers, references, ...letter } = composeLetter(message, { key: tools.key, domain: domainOf(from.address) });
  const replyTo = readAddress(settings.reply_to ?? '');
  const { response } = await transport.sendMail({
    ...letter,
    from,
    to: { name: '', address: target },
    ...(replyTo ? { replyTo } : {}),
    envelope: { from: from.address, to: [target] },
    inReplyTo: references,
    references,
    headers: { ...headers },
    date: new Date(tools.now()),
    signal,
  });
  const status = Number(response.slice(0, 3));
  return { kind: 'delivered', detail: `the mail server took it (${status})`, status };
}

async function certificatesIn(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.includes('-----BEGIN CERTIFICATE-----') ? text : null;
}

import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl, type Pair, useFolders, writePair } from '../../../http/transport/testing/certificates.ts';
import { sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import { type MailDouble, type MailDoubleOptions, startMail } from '../../testing/services/smtp.ts';
import { smtpChannel } from './index.ts';
import { readServer } from './server-url.ts';

const running: MailDouble[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function mailServer(options: MailDoubleOptions = {}): Promise<MailDouble> {
  const server = await startMail(options);
  running.push(server);
  return server;
}

const key = `${'ab'.repeat(20)}${'0'.repeat(24)}`;

interface Sending extends NonNullable<Parameters<typeof testTools>[0]> {
  readonly settings?: Record<string, unknown>;
  readonly message?: ReturnType<typeof sampleMessage>;
}

function send(
  server: Pick<MailDouble, 'port' | 'allow'>,
  { settings = {}, message = sampleMessage(), ...own }: Sending = {},
) {
  const read = smtpChannel.settings.parse({
    url: `smtp://localhost:${server.port}`,
    to: ['ann@example.com', 'bob@example.com'],
    from: 'Pitwall <pitwall@courtside.example>',
    ...settings,
  });
  const { tools } = testTools({ key, target: 'ann@example.com', allow: server.allow, ...own });
  return smtpChannel.send(message, read, tools);
}

describe('a mail', () => {
  it('goes to one recipient, in plain text and as a page, from a program', async () => {
    const server = await mailServer();
    expect(await send(server)).toEqual({ kind: 'delivered', detail: 'the mail server took it (250)', status: 250 });
    const [mail] = server.mails();
    expect(mail).toMatchObject({ from: 'pitwall@courtside.example', to: ['ann@example.com'] });
    expect(mail?.text).toContain('From: Pitwall <pitwall@courtside.example>');
    expect(mail?.text).toMatch(/^To: ann@example\.com\r$/m);
    expect(mail?.text).toContain('Subject: Alert (critical): The feed of games stands still');
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.text).toMatch(/^Date: Sun, 22 Nov 2026 03:05:00 \+0000\r$/m);
    expect(mail?.text).toContain('Content-Type: text/plain; charset=utf-8');
    expect(mail?.text).toContain('Content-Type: text/html; charset=utf-8');
    expect(mail?.text.replaceAll('=\r\n', '')).toContain('What to do: Start the feed again');
    expect(mail?.text).not.toContain('bob@');
  });

  it('has the same Message-ID at each attempt, and stands in the thread of its incident', async () => {
    const server = await mailServer();
    await send(server);
    await send(server);
    await send(server, { message: sampleResolved(), key: 'cd'.repeat(32) });
    await send(server, { message: sampleMessage({ thread: 'another.1' }), key: 'ef'.repeat(32) });
    const headers = (name: string) =>
      server.mails().map(({ text }) => new RegExp(`^${name}: <([^>]*)>`, 'im').exec(text)?.[1]);
    const [first, again, resolved] = headers('Message-ID');
    expect(first).toBe(`${'ab'.repeat(20)}@courtside.example`);
    expect([again, resolved]).toEqual([first, `${'cd'.repeat(20)}@courtside.example`]);
    const threads = headers('References');
    expect(threads).toEqual(headers('In-Reply-To'));
    expect(new Set(threads.slice(0, 3)).size).toBe(1);
    expect(threads[3]).not.toBe(threads[0]);
  });

  it('is from the domain of the first recipient where nobody says whom it is from', async () => {
    const server = await mailServer();
    await send(server, { settings: { from: undefined, reply_to: 'Team <team@example.com>' } });
    expect(server.mails()[0]?.text).toContain('From: Pitwall <pitwall@example.com>');
    expect(server.mails()[0]?.text).toContain('Reply-To: Team <team@example.com>');
  });

  it('goes to each recipient by itself, so that one who is refused is a failure of that one only', async () => {
    const server = await mailServer();
    server.rule((address) => (address === 'bob@example.com' ? { status: 550 } : undefined));
    const settings = smtpChannel.settings.parse({
      url: 'smtp://x',
      to: ['ann@example.com', 'bob@example.com', 'ann@EXAMPLE.com'],
    });
    expect(smtpChannel.targets(settings)).toEqual(['ann@example.com', 'bob@example.com']);
    expect((await send(server, { target: 'ann@example.com' })).kind).toBe('delivered');
    expect(await send(server, { target: 'bob@example.com' })).toMatchObject({ kind: 'refused', status: 550 });
    expect(server.mails().map(({ to }) => to)).toEqual([['ann@example.com']]);
  });

  it.each([
    [421, 'failed'],
    [450, 'failed'],
    [451, 'failed'],
    [452, 'failed'],
    [550, 'refused'],
    [552, 'refused'],
    [554, 'refused'],
  ])('that is answered with %d is %s', async (status, kind) => {
    const server = await mailServer();
    server.queue({ status });
    expect(await send(server)).toMatchObject({ kind, status });
  });

  it('that a server put off as it does with strangers goes through later', async () => {
    const server = await mailServer();
    server.queue({ status: 451 });
    expect((await send(server)).kind).toBe('failed');
    expect((await send(server)).kind).toBe('delivered');
    expect(server.mails()).toHaveLength(1);
  });

  it('is broken off when its time is over', async () => {
    const server = await mailServer();
    server.queue('hang');
    const outcome = await send(server, { signal: AbortSignal.timeout(150) });
    expect(outcome).toEqual({ kind: 'failed', detail: 'it took too long, and was broken off' });
  });

  it('is waited for where the server is slow', async () => {
    const server = await mailServer();
    server.queue('slow-bytes');
    expect((await send(server)).kind).toBe('delivered');
  });

  it.each(['drop-before-accept', 'drop-after-accept'] as const)(
    'is tried again under the same Message-ID where the connection breaks: %s',
    async (fault) => {
      const server = await mailServer();
      server.queue(fault);
      expect(await send(server)).toEqual({ kind: 'failed', detail: 'the connection to the mail server broke' });
      expect((await send(server)).kind).toBe('delivered');
      expect([...server.deliveries().values()]).toEqual([fault === 'drop-after-accept' ? 2 : 1]);
    },
  );

  it('fails where nobody listens, and is refused where it may not go', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect((await send({ port, allow: ['127.0.0.0/8', '::1/128'] })).kind).toBe('failed');
    const server = await mailServer();
    expect((await send({ port: server.port, allow: [] })).kind).toBe('refused');
    expect(server.mails()).toEqual([]);
  });

  it('is sent under a name, without which nothing is taken', async () => {
    const server = await mailServer({ login: { user: 'pit@wall', password: 'p:a/s@s' } });
    const secrets = { SMTP: 'p:a/s@s', WRONG: 'T0PSECRET' };
    const url = (login: string) => ({ url: `smtp://${login}localhost:${server.port}`, starttls: 'never' });
    const login = encodeURIComponent('pit@wall');
    expect((await send(server, { settings: url(`${login}:\${secret:SMTP}@`), secrets })).kind).toBe('delivered');
    expect((await send(server, { settings: url(`${login}:p%3Aa%2Fs%40s@`) })).kind).toBe('delivered');
    const separate = { ...url(`${login}@`), password: `\${secret:SMTP}` };
    expect((await send(server, { settings: separate, secrets })).kind).toBe('delivered');
    expect(server.mails().map(({ user }) => user)).toEqual(['pit@wall', 'pit@wall', 'pit@wall']);
    const wrong = await send(server, { settings: url(`${login}:\${secret:WRONG}@`), secrets });
    expect(wrong).toMatchObject({ kind: 'refused', status: 535 });
    expect(JSON.stringify(wrong)).not.toContain('T0PSECRET');
    expect((await send(server, { settings: url('') })).kind).toBe('refused');
    expect(server.mails()).toHaveLength(3);
  });

  it('does not hand a password to a server that encrypts nothing, or asks for none', async () => {
    const server = await mailServer({ login: { user: 'u', password: 'T0PSECRET' } });
    const settings = { url: `smtp://u:\${secret:SMTP}@localhost:${server.port}` };
    const outcome = await send(server, { settings, secrets: { SMTP: 'T0PSECRET' } });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(outcome.detail).toContain('does not offer encryption');
    const open = await mailServer();
    const asked = { url: `smtp://u:\${secret:SMTP}@localhost:${open.port}`, starttls: 'never' };
    expect((await send(open, { settings: asked, secrets: { SMTP: 'T0PSECRET' } })).kind).toBe('refused');
    expect([...server.mails(), ...open.mails()]).toEqual([]);
  });

  it('says nothing of the password where the server repeats it', async () => {
    const server = await mailServer();
    server.queue({ status: 550 });
    const password = 'ann@example.com is not taken';
    const settings = { password: `\${secret:SMTP}`, starttls: 'never' };
    const outcome = await send(server, { settings, secrets: { SMTP: password } });
    expect(outcome).toMatchObject({ kind: 'refused', detail: 'the mail server answered 550: (hidden)' });
  });
});

describe.skipIf(!hasOpenssl)('a mail that is encrypted (skipped where openssl is not installed)', () => {
  const folders = useFolders();
  let pair: Pair;
  let other: Pair;
  beforeAll(() => {
    pair = writePair(folders.make(), 'mail');
    other = writePair(folders.make(), 'other');
  });
  afterAll(() => folders.removeAll());

  const encrypted = (isImplicit: boolean) =>
    mailServer({
      tls: { key: readFileSync(pair.key, 'utf8'), cert: readFileSync(pair.certificate, 'utf8'), isImplicit },
    });

  it.each([
    ['from the first byte on', true, 'smtps'],
    ['after it began', false, 'smtp'],
  ])('%s', async (_, isImplicit, scheme) => {
    const server = await encrypted(isImplicit);
    const url = `${scheme}://localhost:${server.port}`;
    const settings = { url, ca: pair.certificate, ...(isImplicit ? {} : { starttls: 'required' }) };
    expect(await send(server, { settings })).toMatchObject({ kind: 'delivered' });
    expect(server.mails()).toMatchObject([{ isEncrypted: true }]);
  });

  it.each([true, false])(
    'is not sent to a server for which nobody vouches (from the first byte on: %s)',
    async (isImplicit) => {
      const server = await encrypted(isImplicit);
      const url = `${isImplicit ? 'smtps' : 'smtp'}://localhost:${server.port}`;
      for (const ca of [undefined, other.certificate]) {
        const outcome = await send(server, { settings: { url, ca } });
        expect(outcome).toEqual({
          kind: 'failed',
          detail: 'the certificate of the mail server is not one that is trusted; see ca',
        });
      }
      expect(server.mails()).toEqual([]);
    },
  );

  it('is refused where the certificates that vouch are not there', async () => {
    const server = await encrypted(false);
    expect(await send(server, { settings: { ca: 'none.pem' } })).toMatchObject({ kind: 'refused' });
  });
});

describe('the address of a mail server', () => {
  const reveal = async (text: string) =>
    text
      .replace(`\${secret:A:B}`, 'x')
      .replace(`\${secret:P}`, 'a:b@c/d')
      .replace(`\${secret:ALL}`, 'smtps://u:p@mail.example.com');

  it.each([
    [
      'smtp://mail.example.com',
      { host: 'mail.example.com', port: 587, isSecure: false, user: undefined, password: '' },
    ],
    ['SMTPS://[::1]:2465/', { host: '::1', port: 2_465, isSecure: true, user: undefined, password: '' }],
    [`smtp://u:\${secret:P}@h:25`, { host: 'h', port: 25, isSecure: false, user: 'u', password: 'a:b@c/d' }],
    [`smtp://\${secret:P}@h`, { host: 'h', port: 587, isSecure: false, user: 'a:b@c/d', password: '' }],
    ['smtp://u:100%@h', { host: 'h', port: 587, isSecure: false, user: 'u', password: '100%' }],
    [`\${secret:ALL}`, { host: 'mail.example.com', port: 465, isSecure: true, user: 'u', password: 'p' }],
  ])('is read: %s', async (text, expected) => {
    expect(await readServer(text, reveal)).toEqual(expected);
  });

  it.each(['', 'mail.example.com', 'http://x', 'smtp://', 'smtp://h:p:25', 'smtp://a b', 'smtp://h/x?y'])(
    'is none: %s',
    async (text) => {
      expect(await readServer(text, reveal)).toBeUndefined();
    },
  );
});

describe('the settings of mail', () => {
  const parse = (settings: Record<string, unknown>) =>
    smtpChannel.settings.safeParse({ url: 'smtp://h', to: 'ann@example.com', ...settings }).success;

  it('take addresses, and nothing that would add a header or a recipient', () => {
    expect(parse({})).toBe(true);
    expect(parse({ from: 'Pit Wall <pit@example.com>' })).toBe(true);
    for (const to of [
      'ann',
      'ann@example.com, eve@example.com',
      'ann@example.com\r\nBcc: eve@example.com',
      'a@b>',
      [],
      '',
    ]) {
      expect(parse({ to })).toBe(false);
    }
    for (const from of ['x', 'x\r\ny: z <a@b.c>', 'a <b>', '<a@b.c>, d@e.f']) expect(parse({ from })).toBe(false);
    expect(parse({ url: 'http://h' })).toBe(false);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { routes } from '../http/routes.ts';
import { type Child, startNode } from '../http/testing/child.ts';
import { buildUp } from '../testing/kill/program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-canary-'));
const children = new Set<Child>();
let program = '';
beforeAll(async () => {
  program = await buildUp(scratch);
}, 60_000);
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  for (const { process } of children) process.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

const canary = (what: string): string => `canary-${what}-${randomBytes(12).toString('hex')}`;

/** In all the ways in which it may be written. */
const writings = (text: string): readonly Buffer[] =>
  [text, Buffer.from(text).toString('base64').replace(/=+$/, ''), Buffer.from(text).toString('hex')].map((one) =>
    Buffer.from(one),
  );

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Where a canary was found, by its name. */
function found(
  canaries: Readonly<Record<string, readonly Buffer[]>>,
  places: Readonly<Record<string, Buffer>>,
): readonly string[] {
  return Object.entries(canaries).flatMap(([name, ways]) =>
    Object.entries(places).flatMap(([place, bytes]) =>
      ways.some((way) => bytes.includes(way)) ? [`${name} in ${place}`] : [],
    ),
  );
}

async function start(folder: string, ...typed: readonly string[]): Promise<Child> {
  const child = startNode(program, 'up', '--data', folder, '--port', '0', ...typed);
  children.add(child);
  return child;
}

describe('T22, T28: a canary', () => {
  it('planted as key, secret, password, token and variable is in no answer, no log and no file of a server', async () => {
    const folder = join(scratch, 'data');
    mkdirSync(folder, { mode: 0o700 });
    const key = randomBytes(32);
    const planted = {
      value: canary('value'),
      refused: canary('refused'),
      password: canary('password'),
      wrongToken: `pitwall_${canary('token')}`,
      variable: canary('variable'),
      client: canary('client'),
    };
    vi.stubEnv('CANARY_KEY', key.toString('base64'));
    vi.stubEnv('CANARY_FOLDER', planted.variable);
    vi.stubEnv('CANARY_CLIENT', planted.client);
    const config = join(scratch, 'pitwall.yaml');
    writeFileSync(
      config,
      `project: courtside
secrets: { keys: { env: CANARY_KEY } }
access:
  oidc: { issuer: "http://127.0.0.1:1", client_id: pitwall, client_secret: "\${env:CANARY_CLIENT}" }
datasets: { games: { source: "\${env:CANARY_FOLDER}/games.csv" } }
models: { m: { task: binary, prediction: prediction, label: label } }
`,
    );
    const child = await start(folder, '--config', config);
    await child.says(/started/);
    const access = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { address: string; token: string };
    const answers: Buffer[] = [];

    async function ask(path: string, init: RequestInit & { readonly token?: string } = {}): Promise<number> {
      const { token = access.token, headers, ...rest } = init;
      const answer = await fetch(`${access.address}${path}`, {
        redirect: 'manual',
        ...rest,
        headers: { authorization: `Bearer ${token}`, ...(headers as Record<string, string> | undefined) },
      });
      answers.push(Buffer.from(JSON.stringify([...answer.headers])));
      if (answer.headers.get('content-type') === 'text/event-stream') await answer.body?.cancel();
      else answers.push(Buffer.from(await answer.arrayBuffer()));
      return answer.status;
    }
    const json = { 'content-type': 'application/json' };
    const put = (body: string, headers: Record<string, string> = json) =>
      ask('/api/v1/secrets/smtp', { method: 'PUT', body, headers });

    expect(await put(JSON.stringify({ value: planted.value }))).toBe(200);
    const { refused, password } = planted;
    const wrong = [
      JSON.stringify({ value: { inner: refused } }),
      JSON.stringify({ value: refused, more: refused }),
      JSON.stringify([refused]),
      JSON.stringify({ value: `${refused}\ud800` }),
      JSON.stringify({ value: refused.repeat(3_000) }),
      `{"value": "${refused}`,
      refused,
    ];
    for (const body of wrong) expect(await put(body)).toBeGreaterThanOrEqual(400);
    expect(await put(refused, { 'content-type': 'text/plain' })).toBe(415);

    // a control: what is no secret is found where it was kept
    const control = canary('control');
    const event = `${JSON.stringify({ id: control, prediction: 0.5 })}\n`;
    const ndjson = { 'content-type': 'application/x-ndjson' };
    expect(
      await ask('/api/v1/models/m/predictions?wait=true', { method: 'POST', body: event, headers: ndjson }),
    ).toBeLessThan(300);

    const sensitive = JSON.stringify({ name: 'x', password, token: password, secret: password, value: password });
    for (const { method, path } of routes) {
      const place = path.replace(/\{\w+\}/g, 'm');
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const init = hasBody ? { method, body: sensitive, headers: json } : { method };
      await ask(`${place}?password=${password}`, init);
      await ask(place, { ...init, token: planted.wrongToken });
      await ask(place, init);
      await ask(`${place}?token=${password}`, {
        ...init,
        headers: { ...json, cookie: `session=${planted.wrongToken}` },
      });
    }
    expect(answers.length).toBeGreaterThan(routes.length * 4);

    const canaries = {
      ...Object.fromEntries(Object.entries(planted).map(([name, text]) => [name, writings(text)])),
      key: [key, Buffer.from(key.toString('base64').slice(0, 43)), Buffer.from(key.toString('hex'))],
    };
    const ofThisRun = { run: writings(access.token) };
    const look = (): Record<string, Buffer> =>
      Object.fromEntries(
        filesBelow(folder)
          .filter((file) => !file.endsWith('pitwall.lock'))
          .map((file) => [file.slice(folder.length + 1), readFileSync(file)]),
      );
    const outside = () => ({ answers: Buffer.concat(answers), log: Buffer.from(child.said()) });
    const check = (files: Record<string, Buffer>): void => {
      expect(found(canaries, { ...files, ...outside() })).toEqual([]);
      // the token of this run is in one file, which only its owner reads
      const { 'server.json': _, ...others } = files;
      expect(found(ofThisRun, { ...others, ...outside() })).toEqual([]);
      expect(found({ control: [Buffer.from(control)] }, files)).not.toEqual([]);
      expect(found({ sealed: [Buffer.from('sealed.')] }, files)).not.toEqual([]);
    };
    // while it runs, with what is in the write-ahead logs
    check(look());
    for (const file of filesBelow(folder)) expect([file, statSync(file).mode & 0o007]).toEqual([file, 0]);
    child.process.kill('SIGTERM');
    await child.ended;
    check(look());
  }, 120_000);

  it.each([
    ['a Postgres that does not answer', (secret: string) => ['--state', `postgres://pitwall:${secret}@127.0.0.1:1/x`]],
    ['an address that is none', (secret: string) => ['--state', `postgres://pitwall:${secret}@[/x`]],
  ])(
    'planted in the address of %s is not told',
    async (_, typed) => {
      const secret = canary('postgres');
      const child = await start(join(scratch, `state-${secret}`), ...typed(secret));
      expect((await child.ended).code).toBe(2);
      expect(child.said().replaceAll(join(scratch, `state-${secret}`), '')).not.toContain(secret);
    },
    60_000,
  );

  it('planted as a key that is well-known is not told when it is refused', async () => {
    const secret = canary('key');
    const text = `changeme_${secret}_changeme_changeme_changeme`;
    vi.stubEnv('CANARY_KEY', text);
    const config = join(scratch, 'weak.yaml');
    writeFileSync(config, 'secrets: { keys: { env: CANARY_KEY } }\n');
    const child = await start(join(scratch, 'weak'), '--config', config);
    expect((await child.ended).code).toBe(2);
    expect(child.said()).toContain('secret.key_invalid');
    for (const way of [secret, text.slice(0, 20)]) expect(child.said()).not.toContain(way);
  }, 120_000);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Child, startUp } from '../../http/testing/child.ts';
import { readLocalAccess } from '../../server/local-access.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { main } from '../main.ts';
import { upCommand } from './up.ts';

const open: { readonly children: Child[]; readonly folders: Folder[] } = { children: [], folders: [] };

afterEach(async () => {
  for (const { process: child } of open.children) child.kill('SIGKILL');
  await Promise.all(open.children.splice(0).map(({ ended }) => ended));
  for (const folder of open.folders.splice(0)) folder.remove();
});

function folder(): Folder {
  const made = createFolder();
  open.folders.push(made);
  return made;
}

function up(data: string, ...more: readonly string[]): Child {
  const child = startUp('--data', data, '--port', '0', ...more);
  open.children.push(child);
  return child;
}

const addressOf = async (child: Child): Promise<string> => (await child.says(/started (http:\S+) /))[1] ?? '';

/** A key, made as whoever can read the data directory makes one. */
async function tokenOf(child: Child, data: string): Promise<string> {
  const address = await addressOf(child);
  const access = await readLocalAccess(data);
  const made = await fetch(`${address}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'test', grants: [{ role: 'admin' }] }),
  });
  return ((await made.json()) as { token: string }).token;
}

describe('pitwall up', () => {
  it('serves, shows a link and no token, refuses a second server, and stops clean on SIGTERM', async () => {
    const data = folder().path;
    const first = up(data);
    const address = await addressOf(first);
    await first.says(
      /Make the first administrator with this link \(once, within an hour\):\n +http\S+\/sign-in\?link=pitwall_\S+\n/,
    );
    expect(first.said().match(/pitwall_/g)).toHaveLength(1);
    const token = await tokenOf(first, data);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);

    const second = up(data);
    expect((await second.ended).code).toBe(2);
    expect(second.said()).toContain('state.locked');
    expect(second.said()).toContain(`process ${first.process.pid} on `);

    const began = performance.now();
    first.process.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(first.said()).toMatch(/stopping SIGTERM\n.*stopped\n$/);

    const again = up(data);
    const authorization = `Bearer ${token}`;
    const status = await fetch(`${await addressOf(again)}/api/v1/status`, { headers: { authorization } });
    expect(status.status).toBe(200);
    expect(again.said()).not.toContain(token);
  }, 60_000);

  it('lets a request end that is under way when it is asked to stop', async () => {
    const data = folder().path;
    const child = up(data);
    const address = await addressOf(child);
    const authorization = `Bearer ${await tokenOf(child, data)}`;
    let finish = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from('{"id":"slow",'));
        finish = () => {
          controller.enqueue(Buffer.from('"prediction":1}\n'));
          controller.close();
        };
      },
    });
    const init = { method: 'POST', headers: { authorization, 'content-type': 'application/x-ndjson' }, body };
    const answer = fetch(`${address}/api/v1/models/m/predictions`, { ...init, duplex: 'half' } as RequestInit);
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.process.kill('SIGTERM');
    await child.says(/stopping SIGTERM/);
    finish();
    expect((await answer).status).toBe(202);
    expect((await child.ended).code).toBe(0);
  });
});

describe('pitwall up with a configuration', () => {
  it('puts changes of it in force as they are written and at SIGHUP, and keeps the old one where the new one is wrong', async () => {
    const home = folder().path;
    const file = join(home, 'pitwall.yaml');
    const write = (text: string): void => writeFileSync(file, text);
    write('models: { a: { task: binary, prediction: p, label: y } }\n');
    const child = up(join(home, 'data'), '--config', file);
    const address = await addressOf(child);
    const authorization = `Bearer ${await tokenOf(child, join(home, 'data'))}`;
    const models = async (): Promise<unknown> => {
      const answer = await fetch(`${address}/api/v1/status`, { headers: { authorization } });
      return ((await answer.json()) as { models: unknown }).models;
    };
    expect(await models()).toEqual(['a']);
    write('models: { b: { task: binary, prediction: p, label: y } }\n');
    await child.says(/reloaded \d+ changed: models\.a\./);
    expect(await models()).toEqual(['b']);
    write('models: { b: { task: binray, prediction: p, label: y } }\n');
    await child.says(/kept the configuration as it was, since the new one is wrong: .*pitwall\.yaml:1:22 expected/);
    expect(await models()).toEqual(['b']);
    write('models: { b: { task: binary, prediction: p, label: y } }\n');
    await child.says(/reloaded nothing changed/);
    child.process.kill('SIGHUP');
    await child.says(/reloaded nothing changed[\s\S]*reloaded nothing changed/);
    child.process.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
  }, 60_000);
});

describe('pitwall up, before it starts anything', () => {
  async function typed(...words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    let said = '';
    const code = await main(['up', ...words], [upCommand], {
      cwd: folder().path,
      env: {},
      now: new Date('2026-01-05T12:00:00Z'),
      stdin: (async function* () {})(),
      terminal: { colour: false, width: 200 },
      write: () => undefined,
      say: (text) => {
        said += text;
      },
      progress: () => undefined,
    });
    return { code, said };
  }

  it('looks through a configuration with --check', async () => {
    const made = folder();
    const fine = await typed('--check', '--config', made.write('fine.yaml', 'project: courtside\n'));
    expect(fine.code).toBe(0);
    expect(fine.said).toContain('fine.yaml is fine');
    const wrong = await typed('--check', '--config', made.write('wrong.yaml', 'projct: courtside\n'));
    expect(wrong.code).toBe(2);
    expect(wrong.said).toContain('wrong.yaml:1:1');
  });

  it.each(['x', '-1', '70000'])('refuses the port %s', async (port) => {
    const { code, said } = await typed(`--port=${port}`);
    expect(code).toBe(2);
    expect(said).toContain('Expected a port from 0 to 65535');
  });
});

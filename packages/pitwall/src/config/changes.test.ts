import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolder } from '../testing/data-files.ts';
import { changesBetween } from './changes.ts';
import { loadConfig } from './load.ts';
import { filesOf, signatureOf } from './watch.ts';

const folder = createFolder();
afterAll(() => folder.remove());

async function load(text: string, env: Record<string, string> = {}) {
  writeFileSync(join(folder.path, 'pitwall.yaml'), text);
  const loaded = await loadConfig({ cwd: folder.path, env });
  if (!loaded) throw new Error('Expected a configuration.');
  return loaded;
}

describe('changes between two configurations', () => {
  it('name what came, went and is another, with the defaults', async () => {
    const before = await load('project: a\ndatasets: { games: { source: a.csv } }\n');
    const after = await load('project: b\ndatasets: { games: { source: [a.csv], delimiter: ";" } }\n');
    expect(changesBetween(before, after)).toEqual([
      { key: 'datasets.games.delimiter', to: ';' },
      { key: 'project', from: 'a', to: 'b' },
    ]);
    expect(changesBetween(before, before)).toEqual([]);
    const empty = await load('');
    expect(changesBetween(after, empty).map(({ key }) => key)).toContain('datasets.games.source');
  });

  it('name a secret that changed, and do not show it', async () => {
    const text = `project: "\${env:TEAM_SECRET}"\n`;
    const before = await load(text, { TEAM_SECRET: 'hunter2' });
    const after = await load(text, { TEAM_SECRET: 'hunter3' });
    const changes = changesBetween(before, after);
    expect(changes.map(({ key }) => key)).toEqual(['project']);
    expect(JSON.stringify(changes)).not.toContain('hunter');
  });
});

describe('the files of a configuration', () => {
  it('are seen to change when one is written, swapped by a link, or gone, secrets among them', async () => {
    const [first, second] = ['first', 'second'].map((name) => join(folder.path, name)) as [string, string];
    for (const [at, secret] of [
      [first, 'one'],
      [second, 'two'],
    ] as const) {
      mkdirSync(at);
      writeFileSync(join(at, 'name'), secret);
    }
    symlinkSync(first, join(folder.path, 'secrets'));
    const loaded = await load(`project: "\${file:secrets/name}"\n`);
    const files = filesOf(loaded, folder.path);
    expect(files).toEqual([join(folder.path, 'pitwall.yaml'), join(folder.path, 'secrets/name')]);
    const seen = [await signatureOf(files)];
    expect(await signatureOf(files)).toBe(seen[0]);
    symlinkSync(second, join(folder.path, 'next'));
    renameSync(join(folder.path, 'next'), join(folder.path, 'secrets'));
    seen.push(await signatureOf(files));
    writeFileSync(join(folder.path, 'pitwall.yaml'), 'project: plain\n');
    seen.push(await signatureOf(files));
    renameSync(join(folder.path, 'pitwall.yaml'), join(folder.path, 'gone.yaml'));
    seen.push(await signatureOf(files));
    expect(new Set(seen).size).toBe(4);
  });

  it('in JavaScript are read anew when they change', async () => {
    const read = async (project: string) => {
      writeFileSync(join(folder.path, 'pitwall.mjs'), `export default { project: '${project}' };\n`);
      return (await loadConfig({ file: 'pitwall.mjs', cwd: folder.path, env: {} }))?.config.project;
    };
    expect(await read('one')).toBe('one');
    expect(await read('two')).toBe('two');
    expect(await read('one')).toBe('one');
  });
});

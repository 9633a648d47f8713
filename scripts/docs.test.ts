/**
 * The documentation, held against the product: its commands are run, its code is compiled and run, its configuration
 * is validated, its links and the names in its lists are looked up. How a page says what is to be done with a block
 * stands in CONTRIBUTING.md.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../packages/pitwall/src/config/schema.ts';
import { contractSchema } from '../packages/pitwall/src/contracts/config.ts';
import { functions } from '../packages/pitwall/src/contracts/expression/functions.ts';
import { evaluator, parseExpression } from '../packages/pitwall/src/contracts/expression/index.ts';
import { errorCodes } from '../packages/pitwall/src/core/errors.ts';
import { type Block, commandsOf, type DocumentedCommand, outputPattern, type Page, parsePage } from './markdown.ts';
import { referencePages } from './reference-pages.ts';

const root = new URL('..', import.meta.url).pathname;
const cli = join(root, 'packages/pitwall/dist/cli.js');
const tsx = createRequire(import.meta.url).resolve('tsx');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Tracked, or new and not ignored. */
const filesThatMatch = (pattern: string): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', pattern], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)));
const sources = (folder: string): string[] =>
  filesThatMatch(`${folder}/*.ts`).filter((path) => !/\.(test|suite)\.ts$/.test(path));
const pages: ReadonlyMap<string, Page> = new Map(filesThatMatch('*.md').map((path) => [path, parsePage(read(path))]));
const blocksOf = (languages: readonly string[]): { name: string; path: string; block: Block }[] =>
  [...pages].flatMap(([path, { blocks }]) =>
    blocks
      .filter(({ language }) => languages.includes(language))
      .map((block) => ({ name: `${path}:${block.line}`, path, block })),
  );

let shims: string;

beforeAll(() => {
  expect(existsSync(cli), 'build first: npm run build').toBe(true);
  shims = mkdtempSync(join(tmpdir(), 'pitwall-docs-'));
  writeFileSync(join(shims, 'pitwall'), `#!/bin/sh\nexec node '${cli}' "$@"\n`, { mode: 0o755 });
});

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) stopServer(folder);
  rmSync(shims, { recursive: true, force: true });
});

interface Ran {
  readonly exit: number;
  readonly output: string;
}

function run(folder: string, file: string, args: readonly string[]): Promise<Ran> {
  const env = { PATH: `${shims}:${process.env.PATH ?? ''}`, HOME: folder, LANG: 'C.UTF-8' };
  return new Promise((resolve) => {
    execFile(file, args, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      const exit = error ? (typeof error.code === 'number' ? error.code : 99) : 0;
      resolve({ exit, output: `${stdout}${stderr}`.replace(/[ \t]+$/gm, '') });
    });
  });
}

const bash = (folder: string, { text }: DocumentedCommand): Promise<Ran> =>
  run(folder, 'bash', ['-o', 'pipefail', '-c', `exec 2>&1\n${text}`]);

/** A page that fails in its middle leaves its server running. */
function stopServer(folder: string): void {
  const file = join(folder, 'pitwall-data/server.json');
  if (existsSync(file)) process.kill((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid, 'SIGKILL');
}

/** A folder for one page: a copy of the example, or an empty one; `pitwall` can be imported there. */
function newFolder(kind: string): string {
  const folder = mkdtempSync(join(shims, 'page-'));
  folders.push(folder);
  if (kind === 'courtside') cpSync(join(root, 'examples/courtside'), folder, { recursive: true });
  else if (kind !== 'empty') throw new Error(`expected <!-- in: courtside --> or <!-- in: empty -->, found ${kind}`);
  allowImports(folder);
  return folder;
}

function allowImports(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@pitwall'), { recursive: true });
  symlinkSync(join(root, 'packages/pitwall'), join(folder, 'node_modules/pitwall'));
  symlinkSync(join(root, 'packages/sdk'), join(folder, 'node_modules/@pitwall/sdk'));
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

const isRun = ({ language, remarks }: Block): boolean =>
  ['sh', 'console', 'ts'].includes(language) && !remarks.has('not run');

describe.concurrent('the commands and programs of', () => {
  const runnable = [...pages].filter(([, { blocks }]) => blocks.some(isRun));

  it.each(runnable)(
    '%s do what it says',
    async (path, { blocks }) => {
      let folder = newFolder(blocks[0]?.remarks.get('in') ?? 'courtside');
      let last: Ran | undefined;
      for (const [index, block] of blocks.entries()) {
        const where = `${path}:${block.line}`;
        const kind = block.remarks.get('in');
        if (kind !== undefined && index > 0) folder = newFolder(kind);
        const file = block.remarks.get('file');
        if (file !== undefined) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), `${block.text}\n`);
        }
        if (block.remarks.has('output')) expect(last?.output, where).toMatch(outputPattern(block.text));
        if (!isRun(block)) continue;
        if (block.language === 'ts') {
          const name = file ?? `line-${block.line}.ts`;
          writeFileSync(join(folder, name), `${block.text}\n`);
          last = await run(folder, 'node', ['--import', tsx, name]);
          expect(last, where).toMatchObject({ exit: 0 });
          continue;
        }
        for (const command of commandsOf(block)) {
          last = await bash(folder, command);
          expect({ ...last, command: command.text }, where).toMatchObject({ exit: command.exit });
          if (command.output !== undefined)
            expect(last.output, `${where}: ${command.text}`).toMatch(outputPattern(command.output));
        }
      }
    },
    240_000,
  );
});

it('TypeScript in the documentation passes the compiler', async () => {
  const folder = mkdtempSync(join(shims, 'types-'));
  allowImports(folder);
  const blocks = blocksOf(['ts']);
  expect(blocks.length).toBeGreaterThan(2);
  blocks.forEach(({ path, block }) => {
    writeFileSync(join(folder, `${path.replaceAll('/', '-')}-${block.line}.ts`), `${block.text}\nexport {};\n`);
  });
  const options = {
    strict: true,
    module: 'nodenext',
    target: 'es2023',
    noEmit: true,
    types: ['node'],
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
  expect(await run(folder, 'node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'])).toEqual({
    exit: 0,
    output: '',
  });
}, 60_000);

describe('configuration in the documentation is valid', () => {
  it.each(blocksOf(['yaml']))('$name', ({ block }) => {
    if (block.remarks.has('not valid')) return;
    const value = parse(block.text) as Record<string, unknown>;
    if ('jobs' in value) {
      const { context } = parseWorkflow({ name: 'documented.yml', content: block.text }, new NoOperationTraceWriter());
      expect(context.errors.getErrors().map((error) => error.message)).toEqual([]);
      return;
    }
    if (value.kind === 'DataContract') return;
    const isWhole = Object.keys(configSchema.shape).some((key) => key in value);
    const { success, error } = (isWhole ? configSchema : contractSchema).safeParse(value);
    expect(error?.issues ?? [], block.text).toEqual([]);
    expect(success).toBe(true);
  });

  it.each(blocksOf(['json']))('$name', ({ block }) => {
    expect(() => JSON.parse(block.text)).not.toThrow();
  });

  it('and every block says in a language that is checked, or in none, what it is', () => {
    const known = ['sh', 'console', 'ts', 'yaml', 'json', 'text', 'csv', 'python', 'mermaid'];
    const strange = [...pages].flatMap(([path, { blocks }]) =>
      blocks.filter(({ language }) => !known.includes(language)).map(({ line }) => `${path}:${line}`),
    );
    expect(strange).toEqual([]);
  });
});

describe('what the documentation points at is there', () => {
  it.each([...pages])('from %s', (path, { links, code }) => {
    const broken = links.filter(({ target }) => !/^(https?|mailto):/.test(target) && !leads(path, target));
    expect(broken).toEqual([]);
    const named = code.filter((text) =>
      /^(packages|scripts|docs|examples|bench|e2e|\.ci|\.github)\/[\w./-]*$/.test(text),
    );
    expect(named.filter((text) => !existsSync(join(root, text)))).toEqual([]);
  });
});

function leads(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : normalize(join(dirname(from), decodeURI(file)));
  if (!existsSync(join(root, path))) return false;
  if (anchor === undefined || !statSync(join(root, path)).isFile()) return true;
  return pages.get(path)?.anchors.has(anchor) ?? false;
}

/** Second-level headings that are one piece of code: `## `data.missing``. */
const codeHeadings = (path: string): string[] =>
  [...read(path).matchAll(/^#{2,3} `([^`]+)`$/gm)].map(([, name]) => name ?? '');

/** A call, what it gives, and an example that is true. */
const functionRows = [
  ...read('docs/reference/expressions.md').matchAll(/^\| `(\w+)\([^`]*\)` *\|.*\| `([^|]+)` *\|$/gm),
];

describe('the reference is complete and current', () => {
  it.each(referencePages())('$path is what scripts/reference.ts writes', ({ path, text }) => {
    expect(read(path), 'run: npx tsx --conditions=source scripts/reference.ts').toBe(text);
  });

  it('errors.md has every code of an error, and no other', () => {
    expect(codeHeadings('docs/reference/errors.md').sort()).toEqual([...errorCodes].sort());
  });

  it('findings.md has every metric, and no other', () => {
    const names = new Set(
      ['contracts', 'drift', 'performance', 'monitors']
        .flatMap((slice) => sources(`packages/pitwall/src/${slice}`))
        .flatMap(
          (path) => read(path).match(/(?<=')(contract|drift|performance|monitor|silence|jobs)\.\w+(?=')/g) ?? [],
        ),
    );
    const others = ['access', 'backup', 'alerts/delivery', 'alerts/receive'].flatMap((zone) =>
      sources(`packages/pitwall/src/${zone}`),
    );
    for (const path of others.filter((one) => !one.includes('/testing/'))) {
      for (const [, name = ''] of read(path).matchAll(/(?:metric: |Metric = )'([\w.]+)'/g)) names.add(name);
    }
    // These are put together from what the column is to the model.
    for (const role of ['distribution', 'target', 'prediction']) names.add(`drift.${role}`);
    for (const what of ['predictions', 'labels']) names.add(`silence.${what}`);
    for (const code of errorCodes) names.delete(code);
    // Keys of the configuration.
    for (const key of ['performance.preset', 'drift.false_alarms']) names.delete(key);
    expect(codeHeadings('docs/reference/findings.md').sort()).toEqual([...names].sort());
  });

  it('contracts.md has the formula of every part of the score', () => {
    const formulas = [...read('packages/pitwall/src/contracts/score.ts').matchAll(/computed:\s+'([^']+)'/g)];
    expect(formulas.length).toBeGreaterThan(4);
    const page = read('docs/guides/contracts.md');
    expect(formulas.map(([, formula]) => formula ?? '').filter((formula) => !page.includes(formula))).toEqual([]);
  });

  it('expressions.md has every function, and no other', () => {
    expect(functionRows.map(([, name]) => name).sort()).toEqual(functions.map(({ name }) => name).sort());
  });

  it.each(functionRows.map(([, , example = '']) => example))('expressions.md tells the truth: %s', (example) => {
    expect(evaluator(parseExpression(example), new Map())(() => null)).toBe(true);
  });
});

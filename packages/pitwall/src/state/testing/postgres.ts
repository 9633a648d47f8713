import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const debian = '/usr/lib/postgresql';

/** The folder of initdb and pg_ctl, where there is one; `POSTGRES_BIN` names another. */
export function findPostgres(named: string | undefined = process.env.POSTGRES_BIN): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = named ? [named] : versions.map((version) => join(debian, version, 'bin'));
  return places.find((place) => existsSync(join(place, 'initdb')));
}

/** Belongs in the name of a skipped suite, so that whoever reads the results sees why. */
export const noPostgres = `no PostgreSQL at ${debian} nor at POSTGRES_BIN`;

export interface PostgresServer {
  /** The address of a database in which there is nothing of ours. Every third one is the same. */
  database(): Promise<string>;
  url(database: string): string;
  ask(url: string, query: string): Promise<void>;
  /** Ends it at once, as a power cut would. */
  crash(): void;
  /** Ends it with SIGKILL; what it had begun ends when it notices. */
  kill(): void;
  start(): void;
  remove(): void;
}

const databases = 3;

async function ask(url: string, query: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}

/** Where a disk need not be waited for, if there is half a gigabyte: what survives a power cut is not tested here. */
function roomy(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 512 * 1024 * 1024 ? memory : tmpdir();
}

/** A real server on a socket in a folder of its own. It refuses to be root, so root hands it to `postgres`. */
export function startPostgres(bin: string, settings: readonly string[] = []): PostgresServer {
  const folder = mkdtempSync(join(roomy(), 'pitwall-pg-'));
  const root = process.getuid?.() === 0;
  if (root) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
    chownSync(folder, uid ?? 0, gid ?? 0);
  }
  const run = (command: string, args: readonly string[]): void => {
    const [program, all] = root
      ? ['runuser', ['-u', 'postgres', '--', join(bin, command), ...args]]
      : [join(bin, command), args];
    const { status, stderr } = spawnSync(program, all, {
      cwd: folder,
      encoding: 'utf8',
      // the server keeps what it inherits: a pipe would keep this process waiting
      stdio: ['ignore', 'ignore', command === 'initdb' ? 'pipe' : 'ignore'],
    });
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr ?? `see ${folder}/log`}`);
  };
  const data = join(folder, 'data');
  const options = [`listen_addresses=`, `unix_socket_directories=${folder}`, 'max_connections=60', ...settings];
  const start = (): void =>
    run('pg_ctl', [
      '-D',
      data,
      '-l',
      join(folder, 'log'),
      '-w',
      '-o',
      options.map((o) => `-c ${o}`).join(' '),
      'start',
    ]);
  const url = (name: string): string => `postgres://pitwall@localhost/${name}?host=${encodeURIComponent(folder)}`;
  let asked = 0;

  run('initdb', ['-D', data, '-U', 'pitwall', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']);
  start();
  return {
    url,
    start,
    kill() {
      const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    crash: () => run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']),
    async database() {
      // a new database is 7 MB that wait for the disk, so a few are used again and again
      const name = `state_${asked % databases}`;
      if (asked++ < databases) await ask(url('postgres'), `create database ${name}`);
      await ask(url(name), 'drop schema if exists pitwall cascade');
      return url(name);
    },
    ask,
    remove() {
      spawnSync(root ? 'runuser' : join(bin, 'pg_ctl'), [
        ...(root ? ['-u', 'postgres', '--', join(bin, 'pg_ctl')] : []),
        ...['-D', data, '-w', '-m', 'immediate', 'stop'],
      ]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export const cacheFolder = join(import.meta.dirname, '../node_modules/.cache/pitwall-bench');

/** The record of the system that Pitwall's contract check replaces: ten columns of a game. */
const gamesContract = `project: bench
datasets:
  games:
    source: games.csv
    contract:
      key: [game_id]
      columns:
        game_id: { type: string }
        date: { type: date }
        season: { type: integer, min: 2000, max: 2030 }
        home_team: { type: string }
        away_team: { type: string }
        team_efficiency: { type: number, min: 0, max: 1 }
        player_availability: { type: number, min: 0, max: 1 }
        dynamic_factors: { type: number, min: 0, max: 1 }
        market_signals: { type: number, min: 0, max: 1 }
        target: { type: integer, in: [0, 1] }
      rules: [home_team <> away_team]
`;

export async function writeContract(): Promise<string> {
  const file = join(cacheFolder, 'games.yaml');
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(file, gamesContract);
  return file;
}

type Games = 'clean' | 'dirty';

const teams = 360;
const days = 9_000;

const draws = [
  'home',
  'away',
  'target',
  'fault',
  'kind',
  'team_efficiency',
  'player_availability',
  'dynamic_factors',
  'market_signals',
];

/** Nothing here is random: the same row draws the same numbers on every machine. */
const draw = (name: string, below: number): string => `(hash(i * ${draws.length} + ${draws.indexOf(name)}) % ${below})`;

const share = (name: string): string => `${draw(name, 10_001)} / 10000 AS ${name}`;

const cleanGames = (rows: number): string => `
  SELECT i, printf('g%08d', i) AS game_id, date, year(date) + (month(date) >= 8)::INTEGER AS season,
    printf('team %03d', home) AS home_team, printf('team %03d', (home + 1 + ${draw('away', teams - 1)}) % ${teams}) AS away_team,
    ${['team_efficiency', 'player_availability', 'dynamic_factors', 'market_signals'].map(share).join(', ')},
    ${draw('target', 2)}::TINYINT AS target
  FROM (SELECT i, ${draw('home', teams)} AS home, DATE '2000-08-01' + (i * ${days} // ${rows})::INTEGER AS date FROM range(${rows}) rows(i))`;

/** One row in a hundred has one of eight faults, each of them common in feeds. */
const dirtyGames = (rows: number): string => `
  SELECT * REPLACE (
    CASE WHEN fault = 0 THEN printf('g%08d', i - 1) ELSE game_id END AS game_id,
    CASE WHEN fault = 1 THEN strftime(date, '%d/%m/%Y') ELSE date::VARCHAR END AS date,
    CASE WHEN fault = 2 THEN printf('%d-%02d', season - 1, season % 100) ELSE season::VARCHAR END AS season,
    CASE WHEN fault = 3 THEN home_team ELSE away_team END AS away_team,
    CASE WHEN fault = 4 THEN NULL ELSE team_efficiency END AS team_efficiency,
    CASE WHEN fault = 5 THEN 1 + player_availability * 99 ELSE player_availability END AS player_availability,
    CASE WHEN fault = 6 THEN 'n/a' ELSE market_signals::VARCHAR END AS market_signals,
    CASE WHEN fault = 7 THEN 2 ELSE target END AS target)
  FROM (SELECT *, CASE WHEN ${draw('fault', 100)} = 0 THEN ${draw('kind', 8)} END AS fault FROM (${cleanGames(rows)}))`;

const queries: Readonly<Record<Games, (rows: number) => string>> = { clean: cleanGames, dirty: dirtyGames };

export type FileFormat = 'csv' | 'parquet';

const settings: Readonly<Record<FileFormat, string>> = { csv: 'FORMAT csv, HEADER', parquet: 'FORMAT parquet' };

/** A file of games in the cache folder. */
export const gamesFile = (rows: number, format: FileFormat, games: Games = 'clean'): Promise<string> =>
  cachedFile(
    `games-${games}-${rows}`,
    `SELECT * EXCLUDE (i${games === 'dirty' ? ', fault' : ''}) FROM (${queries[games](rows)})`,
    format,
  );

/** What a query answers as a file in the cache folder, made unless it is there; what it was made from is in its name. */
export async function cachedFile(name: string, select: string, format: FileFormat): Promise<string> {
  const query = `COPY (${select})`;
  const digest = createHash('sha256').update(`${query}${settings[format]}`).digest('hex').slice(0, 8);
  const file = join(cacheFolder, `${name}-${digest}.${format}`);
  if (await exists(file)) return file;
  await mkdir(cacheFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // An interrupted run must not leave half a file behind under the name of a whole one.
  await connection.run(`${query} TO '${file}.part' (${settings[format]})`);
  connection.closeSync();
  instance.closeSync();
  await rename(`${file}.part`, file);
  return file;
}

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

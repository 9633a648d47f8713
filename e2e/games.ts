/** A small file, a contract that it satisfies, and ways to break it. */
export const games = 'id,team,season,score\n1,Ash,2024,0.5\n2,Birch,2024,0.7\n3,Cedar,2025,0.9\n';

export const config = `project: league
datasets:
  games:
    source: games.csv
    contract:
      key: id
      columns:
        id: integer
        team: string
        season: { type: integer, min: 2000, max: 2030 }
        score: { type: number, min: 0, max: 1 }
`;

/** One alert: a season out of range. */
export const brokenGames = games.replace('2025', '20255');

/** One warning: a column more. */
export const widerGames = games.replace(/^(.+)$/gm, '$1,x').replace('score,x', 'score,venue');

/** More rows than a pipe holds; every tenth breaks its range. */
export function manyGames(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, index) => `${index},Team ${index % 30},2024,${index % 10 === 0 ? 7 : 0.5}`,
  );
  return `id,team,season,score\n${lines.join('\n')}\n`;
}

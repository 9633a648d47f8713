import { describe, expect, it } from 'vitest';
import { uriOf } from './uri.ts';

describe('uriOf', () => {
  it.each([
    ['data/games.csv', 'data/games.csv'],
    ['data/games 100%.csv', 'data/games%20100%25.csv'],
    ['../odds:1.csv', '../odds%3A1.csv'],
    ['/srv/data/a#b.csv', 'file:///srv/data/a%23b.csv'],
    ['C:\\data\\games.csv', 'file:///C:/data/games.csv'],
    ['data\\games.csv', 'data/games.csv'],
    ['s3://bucket/a b.parquet', 's3://bucket/a%20b.parquet'],
    ['試合.csv', '%E8%A9%A6%E5%90%88.csv'],
    ['\ud800.csv', '%EF%BF%BD.csv'],
  ])('writes %j as %s', (path, uri) => {
    expect(uriOf(path)).toBe(uri);
  });
});

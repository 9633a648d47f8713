import { describe, expect, it } from 'vitest';
import { groupOf } from './group.ts';

const labels = { kind: 'model', name: 'spread', severity: 'high', empty: '' };

describe('the group of an alert', () => {
  it('is that of its labels by which the route groups', () => {
    const group = groupOf({ id: 'r', groupBy: ['name', 'kind', 'team'] }, labels);
    expect(group.labels).toEqual({ kind: 'model', name: 'spread' });
    expect(groupOf({ id: 'r', groupBy: ['kind', 'name'] }, { ...labels, severity: 'low' })).toEqual(group);
    expect(groupOf({ id: 'r', groupBy: ['kind', 'name'] }, { ...labels, name: 'total' }).id).not.toBe(group.id);
    expect(groupOf({ id: 's', groupBy: ['kind', 'name'] }, labels).id).not.toBe(group.id);
  });

  it('is one for the whole route where it groups by nothing', () => {
    const route = { id: 'r', groupBy: [] };
    expect(groupOf(route, labels)).toEqual(groupOf(route, {}));
    expect(groupOf(route, labels).labels).toEqual({});
  });

  it('is one for each set of labels where it groups by all; an empty one is none', () => {
    const { id, labels: shared } = groupOf({ id: 'r', groupBy: 'all' }, labels);
    expect(shared).toEqual({ kind: 'model', name: 'spread', severity: 'high' });
    const { empty: _, ...without } = labels;
    expect(groupOf({ id: 'r', groupBy: 'all' }, without).id).toBe(id);
  });
});

import { expect, it } from 'vitest';
import { columnsOf, withoutPersonal } from './columns.ts';
import { eventsOf, placeOf } from './person.ts';

const models = { churn: { personal: { subject: 'features.user', columns: ['email'] } }, other: {} };

it('a column of every event is meant where it is called like one, a feature where it is said', () => {
  expect(placeOf('user')).toEqual({ column: 'user' });
  expect(placeOf('id')).toEqual({ column: 'id' });
  expect(placeOf('features.user')).toEqual({ feature: 'user' });
  expect(placeOf('customer')).toEqual({ feature: 'customer' });
});

it('a person is looked for in every model that says who its predictions are about', () => {
  expect(eventsOf({ models }, { kind: 'person', value: '7' })).toEqual([
    { model: 'churn', place: { feature: 'user' }, value: '7' },
  ]);
  expect(() => eventsOf({ models: { other: {} } }, { kind: 'person', value: '7' })).toThrow('names persons');
});

it('findings keep what is wrong of a personal column, and lose what its rows say', () => {
  const finding = {
    metric: 'contract.values',
    value: 2,
    threshold: null,
    status: 'alert' as const,
    message: 'two are none',
    at: '2026-01-01T00:00:00.000Z',
  };
  const evidence = {
    count: 2,
    observed: 'ada@x',
    examples: [
      { row: 1, column: 'email', value: 'ada@x' },
      { row: 1, column: 'plan', value: 'gold' },
    ],
  };
  const [ofColumn, ofModel] = withoutPersonal(
    [
      { ...finding, subject: 'model:churn/column:email', evidence },
      { ...finding, subject: 'model:churn', evidence },
    ],
    columnsOf({ models }, 'churn'),
  );
  expect(ofColumn?.evidence).toEqual({ count: 2 });
  expect(ofModel?.evidence).toEqual({ ...evidence, examples: [{ row: 1, column: 'plan', value: 'gold' }] });
  expect(
    withoutPersonal([{ ...finding, subject: 'model:other', evidence }], columnsOf({ models }, 'other')),
  ).toMatchObject([{ evidence }]);
});

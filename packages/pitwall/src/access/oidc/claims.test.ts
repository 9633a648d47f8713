import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountNameSchema } from '../accounts.ts';
import { grantsOf, groupsOf, isIncomplete, isOfDomain, nameOf } from './claims.ts';

describe('claims of a provider', () => {
  const viewer = { role: 'viewer', on: [] };
  const operator = { role: 'operator', on: ['model:b', 'model:a'] };
  const config = { groups_claim: 'groups', grants: { staff: [viewer], ops: [operator, viewer], __proto__x: [viewer] } };

  it('give the grants of all groups, each once, and the same ones in whatever order', () => {
    const sorted = { ...operator, on: ['model:a', 'model:b'] };
    expect(grantsOf({ groups: ['ops', 'staff', 'ops'] }, config)).toEqual([sorted, viewer]);
    expect(grantsOf({ groups: ['staff', 'ops'] }, config)).toEqual([sorted, viewer]);
    expect(grantsOf({ groups: 'staff' }, config)).toEqual([viewer]);
  });

  it('give nothing by groups that are not named, or are no text', () => {
    for (const groups of [undefined, null, 7, true, {}, [], ['other'], [['staff']], [{ staff: true }], 'staff,ops']) {
      expect(grantsOf({ groups }, config)).toEqual([]);
    }
    for (const groups of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(grantsOf({ groups: [groups] }, config)).toEqual([]);
    }
    expect(groupsOf({}, { groups_claim: 'constructor' })).toEqual([]);
    expect(groupsOf({ groups: Array.from({ length: 5_000 }, String) }, config)).toHaveLength(2_000);
  });

  it('say nothing of grants that are given by hand', () => {
    expect(grantsOf({ groups: ['staff'] }, { groups_claim: 'groups', grants: undefined })).toBeUndefined();
  });

  it('are of a domain only by an address that is verified', () => {
    const domains = { allowed_domains: ['example.com'] };
    const said = (email: unknown, email_verified: unknown = true) => isOfDomain({ email, email_verified }, domains);
    expect(said('ada@example.com')).toBe(true);
    expect(said('ADA@EXAMPLE.COM')).toBe(true);
    for (const verified of [false, 'true', 1, null]) expect(said('ada@example.com', verified)).toBe(false);
    for (const email of [
      'ada@sub.example.com',
      'ada@example.com.evil',
      'example.com',
      '@example.com',
      'a@b@example.com',
      7,
    ]) {
      expect(said(email)).toBe(false);
    }
    expect(isOfDomain({}, { allowed_domains: undefined })).toBe(true);
  });

  it('give a name that an account may have, whatever they say', () => {
    expect(nameOf({ preferred_username: 'Ada Lovelace' })).toBe('ada-lovelace');
    expect(nameOf({ preferred_username: '…', email: 'ada@example.com', email_verified: true })).toBe('ada@example.com');
    expect(nameOf({ email: 'ada@example.com', email_verified: false, name: 'Ada' })).toBe('ada');
    expect(nameOf({ name: '北京' })).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (said) => {
        const name = nameOf({ preferred_username: said });
        expect(name === undefined || accountNameSchema.safeParse(name).success).toBe(true);
      }),
    );
  });

  it('are asked for at userinfo only where what decides is not in the token', () => {
    const none = { groups_claim: 'groups', grants: undefined, allowed_domains: undefined };
    expect(isIncomplete({}, none)).toBe(false);
    expect(isIncomplete({}, { ...none, grants: config.grants })).toBe(true);
    expect(isIncomplete({ groups: [] }, { ...none, grants: config.grants })).toBe(false);
    expect(isIncomplete({}, { ...none, allowed_domains: ['example.com'] })).toBe(true);
    expect(isIncomplete({ email: 'x' }, { ...none, allowed_domains: ['example.com'] })).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { oidcSchema } from './config.ts';

const least = { issuer: 'https://id.example.com/realms/main', client_id: 'pitwall' };

describe('access.oidc', () => {
  it('takes an issuer and a client, and has the rest by itself', () => {
    expect(oidcSchema.parse(least)).toEqual({
      ...least,
      scopes: ['openid', 'profile', 'email'],
      name: 'Company',
      groups_claim: 'groups',
      create: true,
    });
  });

  it('takes an issuer without TLS on this machine only', () => {
    const taken = (issuer: string): boolean => oidcSchema.safeParse({ ...least, issuer }).success;
    for (const fine of ['http://localhost:8080', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
      expect([fine, taken(fine)]).toEqual([fine, true]);
    for (const wrong of [
      'http://id.example.com',
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'ftp://localhost',
      'javascript:alert(1)',
      '',
    ]) {
      expect([wrong, taken(wrong)]).toEqual([wrong, false]);
    }
  });

  it('refuses what would do something else than it says', () => {
    const refused = (more: object): boolean => !oidcSchema.safeParse({ ...least, ...more }).success;
    expect(refused({ scopes: ['profile'] })).toBe(true);
    expect(refused({ scopes: ['openid', 'two words'] })).toBe(true);
    expect(refused({ redirect_uri: 'https://pitwall.example.com/other' })).toBe(true);
    expect(refused({ grants: { staff: [] } })).toBe(true);
    expect(refused({ grants: { staff: [{ role: 'viewer', on: [] }] } })).toBe(true);
    expect(refused({ allowed_domains: ['*'] })).toBe(true);
    expect(refused({ allowed_domains: [] })).toBe(true);
    expect(refused({ client_secret: '' })).toBe(true);
    expect(refused({ verify: false })).toBe(true);
    expect(refused({ redirect_uri: 'https://pitwall.example.com/oidc/callback' })).toBe(false);
  });
});

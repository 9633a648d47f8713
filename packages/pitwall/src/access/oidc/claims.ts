import type { Grant } from '../../permissions/permission.ts';
import type { OidcConfig } from './config.ts';

/** What a provider says of somebody; nothing of it is believed beyond what is asked here. */
export type Claims = Readonly<Record<string, unknown>>;

/** More are passed over: a token is not a register. */
const mostGroups = 2_000;

export function groupsOf(claims: Claims, { groups_claim }: Pick<OidcConfig, 'groups_claim'>): readonly string[] {
  const said = Object.hasOwn(claims, groups_claim) ? claims[groups_claim] : undefined;
  const all: readonly unknown[] = Array.isArray(said) ? said.slice(0, mostGroups) : [said];
  return all.filter((group) => typeof group === 'string');
}

/** Undefined where grants are given by hand. Those of several groups add up. */
export function grantsOf(
  claims: Claims,
  config: Pick<OidcConfig, 'groups_claim' | 'grants'>,
): readonly Grant[] | undefined {
  const { grants } = config;
  if (!grants) return undefined;
  const mine = groupsOf(claims, config).flatMap((group) => (Object.hasOwn(grants, group) ? (grants[group] ?? []) : []));
  const distinct = new Map(
    mine.map(({ role, on }) => [JSON.stringify([role, [...on].sort()]), { role, on: [...on].sort() }]),
  );
  // in one order, so that the same groups are the same grants
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant);
}

/** An address that the provider has not verified is as good as none. */
function verifiedEmail({ email, email_verified }: Claims): string | undefined {
  return email_verified === true && typeof email === 'string' ? email.toLowerCase() : undefined;
}

export function isOfDomain(claims: Claims, { allowed_domains }: Pick<OidcConfig, 'allowed_domains'>): boolean {
  if (!allowed_domains) return true;
  const [, domain] = /^[^@]+@([^@]+)$/.exec(verifiedEmail(claims) ?? '') ?? [];
  return domain !== undefined && allowed_domains.includes(domain);
}

/** How they are called in lists; it opens nothing. Undefined where nothing of it can be a name of an account. */
export function nameOf(claims: Claims): string | undefined {
  const said = [claims.preferred_username, verifiedEmail(claims), claims.name].find(
    (one) => typeof one === 'string' && /[a-z0-9]/i.test(one),
  );
  if (typeof said !== 'string') return undefined;
  const name = said
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9._@+-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 50);
  return name === '' ? undefined : name;
}

/** Whether userinfo is to be asked, since the token itself leaves out what decides. */
export function isIncomplete(
  claims: Claims,
  config: Pick<OidcConfig, 'groups_claim' | 'grants' | 'allowed_domains'>,
): boolean {
  const lacksGroups = config.grants !== undefined && !Object.hasOwn(claims, config.groups_claim);
  const lacksEmail = config.allowed_domains !== undefined && !Object.hasOwn(claims, 'email');
  return lacksGroups || lacksEmail;
}

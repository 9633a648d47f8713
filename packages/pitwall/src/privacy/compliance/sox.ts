import { counted } from '../../core/words.ts';
import type { Context } from '../../server/context.ts';
import { listAccounts } from '../../state/account-table.ts';
import type { AuditEntry } from '../../state/audit-table.ts';
import { listCredentials } from '../../state/credential-table.ts';
import { type Cell, inputText, type Material, momentCell, type Section, section } from './section.ts';

/** What comes in by itself all the time is no change that somebody decided on. */
const streams = /^(prediction|label|metric)\.|^session\.|^window\.|^audit\.|\.read$/;
const access = /^(account|role|token|link|setup|self|signing|oidc|password)\b/;

/** Changes with who made them, access, and the list by which access is confirmed anew. */
export async function soxSections(context: Context, { entries, named }: Material): Promise<readonly Section[]> {
  const isChange = ({ verb, outcome }: AuditEntry): boolean =>
    outcome === 'done' && !streams.test(verb) && !access.test(verb) && verb !== 'config.reload';
  const line = (entry: AuditEntry): Cell[] => [
    entry.seq,
    momentCell(entry.at),
    named(entry.actor),
    entry.verb,
    entry.subject,
    inputText(entry, 'reason'),
    entry.outcome,
  ];
  const columns = ['entry', 'when', 'who', 'what', 'to what', 'reason', 'outcome'];
  const of = (isMeant: (entry: AuditEntry) => boolean): readonly Cell[][] => entries.filter(isMeant).map(line);
  const changes = of(isChange);
  const refused = of(({ outcome }) => outcome !== 'done');
  const ofAccess = of(({ verb, outcome }) => access.test(verb) && outcome === 'done');
  const ofConfig = entries.filter(({ verb }) => verb === 'config.reload');
  const proposals = of(({ verb }) => /\.(propose|approve|reject)$/.test(verb));
  return [
    section('Changes', columns, changes, {
      summary: `${counted(changes.length, 'change')} that somebody made, or the server by itself`,
      unknown: ['Whether a change was tested or agreed on outside of Pitwall', 'A reason where none was given'],
    }),
    section('Two persons', columns, proposals, {
      summary:
        proposals.length === 0
          ? 'Unknown: no change was proposed by one person and approved by another in Pitwall'
          : `Proposals and approvals: ${proposals.length}`,
      unknown: ['Whether a second person looked at a change before it was made, where that is not an entry'],
    }),
    section('Denied and failed', columns, refused, {
      summary: `${counted(refused.length, 'attempt')} that came to nothing`,
      unknown: [
        'Attempts that ended before the server, such as at a firewall',
        'Denials beyond the rate at which they are counted rather than listed',
      ],
    }),
    section('Changes of access', columns, ofAccess, {
      summary: `${counted(ofAccess.length, 'change')} of accounts, roles and keys`,
      unknown: ['Who can read the data directory or the database itself: that is a matter of the machine'],
    }),
    section(
      'Changes of the configuration',
      ['entry', 'when', 'who', 'what changed', 'outcome'],
      ofConfig.map((entry) => [
        entry.seq,
        momentCell(entry.at),
        named(entry.actor),
        JSON.stringify(entry.input),
        entry.outcome,
      ]),
      {
        summary: `${counted(ofConfig.length, 'time')} a configuration was put in force while the server ran`,
        unknown: [
          'Who edited the file: Pitwall sees that it changed, not by whom',
          'What changed while the server was stopped',
        ],
      },
    ),
    await recertification(context),
  ];
}

/** As it is now, not as it was at the end of the time. */
async function recertification({ state, world }: Context): Promise<Section> {
  const rows: Cell[][] = [];
  const grantsOf = (grants: readonly { readonly role: string; readonly on: readonly string[] }[]): string =>
    grants.map(({ role, on }) => `${role} on ${on.join(', ')}`).join('; ') || 'nothing';
  for (const { id, name, grants, disabledAt, erasedAt, madeAt, madeBy } of await listAccounts(state.db)) {
    const standing = erasedAt !== null ? 'erased' : disabledAt !== null ? 'disabled' : 'may sign in';
    rows.push(['account', id, name ?? 'erased', grantsOf(grants), standing, momentCell(madeAt), madeBy, null]);
  }
  for (const key of await listCredentials(state.db, { usableAt: world.now(), kind: 'key' })) {
    const { id, name, grants, madeAt, madeBy, usedAt } = key;
    const used = usedAt === null ? 'never used' : `used ${momentCell(usedAt)}`;
    rows.push([
      'key',
      id,
      name,
      grants ? grantsOf(grants) : 'as its account',
      'in use',
      momentCell(madeAt),
      madeBy,
      used,
    ]);
  }
  return section('Who may do what now', ['kind', 'id', 'name', 'may', 'state', 'made', 'by', 'use'], rows, {
    summary: `Accounts and keys, ${rows.length} in all, to be confirmed by whoever is responsible`,
    unknown: ['Whether each of them still needs what they may do'],
  });
}

import { counted } from '../../core/words.ts';
import type { AuditEntry } from '../../state/audit-table.ts';
import { type Cell, inputText, type Material, momentCell, type Section, section } from './section.ts';

const reading = /^(prediction\.read|privacy\.(export|erase|erased|hold|release)|audit\.export)$/;
const signIn = /^(session\.|account\.(fail|lock|unlock))/;

/** Who was given what is said of persons, and who came in. */
export function hipaaSections({ entries, named }: Material): readonly Section[] {
  const line = (entry: AuditEntry): Cell[] => [
    entry.seq,
    momentCell(entry.at),
    named(entry.actor),
    entry.verb,
    entry.subject,
    entry.outcome,
  ];
  const columns = ['entry', 'when', 'who', 'what', 'of what', 'outcome'];
  const access = entries.filter(({ verb, outcome }) => reading.test(verb) && outcome === 'done');
  const signIns = entries.filter(({ verb, outcome }) => signIn.test(verb) && outcome === 'done');
  const refused = entries.filter(({ outcome }) => outcome !== 'done');
  return [
    section('Access to data of persons', columns, access.map(line), {
      summary: `${counted(access.length, 'time')} predictions were read, or what there is of a person was handed out, held or erased`,
      unknown: [
        'Which rows of predictions were read: one entry stands for all that somebody read of a model in a day',
        'Reads at a moment when nothing could be written down, such as on a full disk',
        'Who read files beside Pitwall: the data directory, a backup, an export that was handed out',
        'Live streams and findings, of which personal columns are left out where they are declared',
      ],
    }),
    section(
      'Sign-ins',
      [...columns, 'how'],
      signIns.map((entry) => [...line(entry), inputText(entry, 'method')]),
      {
        summary: `Sessions and tries that failed: ${signIns.length}`,
        unknown: ['Who sat at the keyboard'],
      },
    ),
    section('Denied and failed', columns, refused.map(line), {
      summary: `${counted(refused.length, 'attempt')} that came to nothing`,
      unknown: [
        'Attempts that ended before the server',
        'Denials beyond the rate at which they are counted rather than listed',
      ],
    }),
  ];
}

import { type Finding, parseSubject } from '@pitwall/sdk';
import { namingColumns } from '../events/person.ts';
import { personalOf } from './config.ts';
import { placeOf } from './person.ts';

interface Models {
  readonly models: Readonly<Record<string, object>>;
}

/** Columns of a model that name a person or say something of one. */
export function columnsOf({ models }: Models, model: string): readonly string[] {
  const personal = personalOf(models[model]);
  return personal ? [...new Set([personal.subject, ...personal.columns].flatMap(namesOf))] : [];
}

/** `features.email` is the feature `email`, which has a column of that name; `features.user` must not mean `user`. */
function namesOf(column: string): readonly string[] {
  const place = placeOf(column);
  return 'feature' in place && !namingColumns.some((name) => name === place.feature)
    ? [column, place.feature]
    : [column];
}

/** Findings without what single rows say of persons: what is wrong stays, in how many rows, and where. */
export function withoutPersonal(findings: readonly Finding[], columns: readonly string[]): readonly Finding[] {
  if (columns.length === 0) return findings;
  const personal = new Set(columns);
  return findings.map((finding) => {
    const isPersonal = parseSubject(finding.subject).some(({ kind, name }) => kind === 'column' && personal.has(name));
    const { examples, expected: _, observed: __, ...evidence } = finding.evidence;
    if (isPersonal) return { ...finding, evidence };
    const kept = examples?.filter(({ column }) => column === undefined || !personal.has(column));
    return examples && kept?.length !== examples.length
      ? { ...finding, evidence: { ...finding.evidence, examples: kept ?? [] } }
      : finding;
  });
}

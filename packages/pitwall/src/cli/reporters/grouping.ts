import {
  compareStatus,
  type DatasetReport,
  type Finding,
  formatSubject,
  type ModelReport,
  parseSubject,
  type Report,
  type Status,
  type Subject,
  type SubjectStep,
  worstStatus,
} from '@pitwall/sdk';

/** A dataset, a model, or whatever else findings are about, with its findings, worst first. */
export interface Group {
  readonly subject: Subject;
  readonly name: string;
  readonly status: Status;
  readonly dataset: DatasetReport | undefined;
  readonly model: ModelReport | undefined;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Status, number>>;
}

/** The datasets and models in the order of the report, then every other subject in the order of its first finding. */
export function groupFindings(report: Report): Group[] {
  const findings = new Map<Subject, Finding[]>();
  const datasets = new Map<Subject, DatasetReport>();
  for (const dataset of report.datasets) {
    const subject = formatSubject({ kind: 'dataset', name: dataset.name });
    datasets.set(subject, dataset);
    findings.set(subject, []);
  }
  const models = new Map<Subject, ModelReport>();
  for (const model of report.models) {
    const subject = formatSubject({ kind: 'model', name: model.name });
    models.set(subject, model);
    findings.set(subject, []);
  }
  for (const finding of report.findings) {
    const root = rootOf(finding.subject);
    const siblings = findings.get(root);
    if (siblings) siblings.push(finding);
    else findings.set(root, [finding]);
  }
  return [...findings].map(([subject, own]) => groupOf(subject, datasets.get(subject), models.get(subject), own));
}

function groupOf(
  subject: Subject,
  dataset: DatasetReport | undefined,
  model: ModelReport | undefined,
  findings: readonly Finding[],
): Group {
  const counts: Record<Status, number> = { pass: 0, warning: 0, alert: 0, unknown: 0 };
  for (const { status } of findings) counts[status] += 1;
  return {
    subject,
    name: dataset ? named(dataset.name) : subjectName(subject),
    status: dataset?.status ?? model?.status ?? worstStatus(findings.map(({ status }) => status)),
    dataset,
    model,
    findings: findings.toSorted((a, b) => compareStatus(a.status, b.status)),
    counts,
  };
}

export function isFailing(finding: Finding): boolean {
  return finding.status !== 'pass';
}

/** All that are not a pass, worst first over all subjects. */
export function failingFindings(report: Report): Finding[] {
  return report.findings.filter(isFailing).toSorted((a, b) => compareStatus(a.status, b.status));
}

/** What a finding is about inside its dataset: the column, or the dataset itself. */
export function placeName(subject: Subject): string {
  const inner = stepsOf(subject).slice(1);
  return inner.length > 0 ? inner.map(stepName).join(' / ') : subjectName(subject);
}

/** The outermost thing: for findings about data, the dataset. */
export function outermostName(subject: Subject): string {
  return stepsOf(subject).slice(0, 1).map(stepName).join('');
}

/** `games / season`; kinds are said where they are neither a dataset nor a column. */
export function subjectName(subject: Subject): string {
  return stepsOf(subject).map(stepName).join(' / ');
}

/** The column that a finding is about, where it is about one. */
export function columnOf(subject: Subject): string | undefined {
  return stepsOf(subject).findLast(({ kind }) => kind === 'column')?.name;
}

function stepName({ kind, name }: SubjectStep): string {
  return kind === 'dataset' || kind === 'column' ? named(name) : `${kind} ${named(name)}`;
}

/** A CSV header may be empty; an empty heading would look like a fault of the report. */
function named(name: string): string {
  return name === '' || name === '\0' ? '(no name)' : name;
}

function rootOf(subject: Subject): Subject {
  const slash = subject.indexOf('/');
  return slash === -1 ? subject : subject.slice(0, slash);
}

/** Subjects of plug-ins may hold a stray `%`, which must not keep the report from being shown. */
function stepsOf(subject: Subject): readonly SubjectStep[] {
  try {
    return parseSubject(subject);
  } catch {
    return [{ kind: 'dataset', name: subject }];
  }
}

import { type Finding, formatSubject, type Subject } from '@pitwall/sdk';
import { grade } from '../core/grade.ts';
import { formatShare } from './cell-rules.ts';
import { judgeCells } from './judge/cells.ts';
import { judgeColumnNames } from './judge/columns.ts';
import {
  count,
  type Draft,
  formatCount,
  type JudgeContext,
  nameList,
  ruleName,
  ruleSubject,
  shareDraft,
} from './judge/draft.ts';
import { judgeDuplicates, judgeKey, judgeReadable, judgeRows } from './judge/rows.ts';
import { judgeFreshness, judgeSeries } from './judge/time.ts';
import type { Measured } from './measure.ts';
import type { Plan, PlannedRule } from './plan.ts';

/** From counts to findings: pure, so that the same counts give the same verdict in every place. */
export function judgeContract(plan: Plan, measured: Measured, context: JudgeContext): Finding[] {
  const drafts: Draft[] = [
    ...judgeRows(plan, measured),
    ...judgeReadable(measured),
    ...judgeColumnNames(plan, measured, context),
    ...(measured.rows === 0 && plan.columns.length > 0 ? [noValues] : []),
    ...judgeKey(plan, measured),
    ...judgeDuplicates(plan, measured),
    ...judgeFreshness(plan, measured, context),
    ...judgeSeries(plan, measured),
    ...plan.columns.flatMap((column, index) => {
      const counts = measured.columns[index];
      return counts && column.found && measured.rows > 0 ? judgeCells(column, counts, context) : [];
    }),
    ...plan.rules.map((rule, index) => judgeRule(rule, measured.rules[index] ?? null, measured, context)),
  ];
  const dataset = formatSubject({ kind: 'dataset', name: context.dataset });
  return drafts.map((draft) => toFinding(draft, dataset, context.now));
}

function toFinding(
  { subject, metric, value, threshold, message, reason, evidence }: Draft,
  dataset: Subject,
  now: Date,
): Finding {
  const graded = grade(threshold, { value });
  const why = value === null ? (reason ?? graded.reason) : graded.reason;
  return {
    subject: subject ?? dataset,
    metric,
    value,
    threshold,
    status: graded.status,
    message,
    ...(why === undefined ? {} : { reason: why }),
    evidence,
    at: now.toISOString(),
  };
}

const noValues: Draft = {
  metric: 'contract.values',
  value: null,
  reason: 'there are no rows',
  threshold: { alert: '> 0' },
  message: 'the values could not be judged',
  evidence: {},
};

function judgeRule(
  { rule, missing }: PlannedRule,
  broken: number | null,
  { rows }: Measured,
  { dataset }: JudgeContext,
): Draft {
  const name = ruleName(rule);
  const subject = ruleSubject(dataset, rule);
  if (missing.length > 0 || rows === 0 || broken === null) {
    return {
      subject,
      metric: 'contract.rule',
      value: null,
      reason: missing.length > 0 ? `the data has no column ${nameList(missing)}` : 'there are no rows',
      threshold: { [rule.severity]: `> ${rule.tolerance}` },
      message: `${name} could not be checked`,
      evidence: { expected: rule.expect },
    };
  }
  return shareDraft({
    subject,
    metric: 'contract.rule',
    severity: rule.severity,
    tolerance: rule.tolerance,
    counted: broken,
    total: rows,
    message:
      broken === 0
        ? `${name} holds`
        : `${name} does not hold in ${count(broken, 'row')} of ${formatCount(rows)} (${formatShare(broken / rows)})`,
    evidence: {
      expected: rule.expect,
      ...(broken > 0 ? { fix: 'Look at the examples; all columns of a row come from one record of the source' } : {}),
      computed: 'rows where the rule is false ÷ rows; a rule about a missing value is not false',
    },
  });
}

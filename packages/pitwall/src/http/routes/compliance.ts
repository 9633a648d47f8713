import { type ComplianceReport, complianceKinds, complianceReportSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { complianceReport } from '../../privacy/compliance/report.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { momentOf, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

export const complianceRoute = defineRoute({
  name: 'complianceReport',
  method: 'GET',
  path: '/api/v1/compliance/{kind}',
  summary: 'What the audit says of a time, arranged as reports of this kind are; no certification',
  permission: 'compliance.read',
  about: () => subjectOfServer('compliance'),
  params: z.strictObject({ kind: z.enum(complianceKinds) }),
  query: z.strictObject({
    from: momentSchema.describe('From this time on; 90 days before `to` where not said'),
    to: momentSchema.describe('Before this time; now where not said'),
  }),
  answers: { 200: { summary: 'The report', schema: complianceReportSchema } },
  async handle({ params: { kind }, query: { from, to }, context }) {
    const json: ComplianceReport = await complianceReport(context, kind, { from: momentOf(from), to: momentOf(to) });
    return { status: 200, json };
  },
});

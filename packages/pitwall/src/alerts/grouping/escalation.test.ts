import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EscalationStep } from '../routing/tree.ts';
import { escalate, startEscalation } from './escalation.ts';

const minute = 60_000;
const step = (after: number, to: string, severities?: EscalationStep['severities']): EscalationStep => ({
  after: after * minute,
  channels: [to],
  severities,
});
const steps = [step(15, 'lead'), step(60, 'manager')];

describe('an escalation', () => {
  it('goes step by step while nobody has the incident', () => {
    const begun = startEscalation(0);
    const ask = { steps, severity: 'high', acknowledged: false } as const;
    expect(escalate(begun, { ...ask, now: 0 })).toEqual({ escalation: begun, due: [], nextAt: 15 * minute });
    const first = escalate(begun, { ...ask, now: 15 * minute });
    expect(first).toMatchObject({ due: [steps[0]], nextAt: 60 * minute });
    expect(escalate(first.escalation, { ...ask, now: 15 * minute }).due).toEqual([]);
    const second = escalate(first.escalation, { ...ask, now: 61 * minute });
    expect(second).toMatchObject({ due: [steps[1]], nextAt: null });
  });

  it('takes all steps that came while nothing ran, in order', () => {
    const { due } = escalate(startEscalation(0), { steps, severity: 'low', acknowledged: false, now: 999 * minute });
    expect(due).toEqual(steps);
  });

  it('stops while somebody has it, and goes on where it stopped', () => {
    const ask = { steps, severity: 'high' } as const;
    const held = escalate(startEscalation(0), { ...ask, acknowledged: true, now: 10 * minute });
    expect(held).toMatchObject({ due: [], nextAt: null });
    const still = escalate(held.escalation, { ...ask, acknowledged: true, now: 20 * minute });
    expect(still.escalation.heldSince).toBe(10 * minute);
    const open = escalate(still.escalation, { ...ask, acknowledged: false, now: 30 * minute });
    expect(open).toMatchObject({ due: [], nextAt: 35 * minute });
    expect(escalate(open.escalation, { ...ask, acknowledged: false, now: 35 * minute }).due).toEqual([steps[0]]);
  });

  it('takes a step of other severities when the incident becomes one of them', () => {
    const choosy = [step(15, 'lead', ['critical']), step(60, 'manager')];
    const ask = { steps: choosy, acknowledged: false } as const;
    const first = escalate(startEscalation(0), { ...ask, severity: 'high', now: 70 * minute });
    expect(first.due).toEqual([choosy[1]]);
    expect(escalate(first.escalation, { ...ask, severity: 'critical', now: 71 * minute }).due).toEqual([choosy[0]]);
  });

  it('takes each step once, and none before its time without anybody having it has passed', () => {
    const moment = fc.record({ wait: fc.integer({ min: 0, max: 30 * minute }), acknowledged: fc.boolean() });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 20 }), (moments) => {
        let escalation = startEscalation(0);
        let now = 0;
        let unheld = 0;
        let wasHeld = false;
        const taken: EscalationStep[] = [];
        for (const { wait, acknowledged } of moments) {
          now += wait;
          if (!wasHeld) unheld += wait;
          wasHeld = acknowledged;
          const answer = escalate(escalation, { steps, severity: 'high', acknowledged, now });
          escalation = answer.escalation;
          taken.push(...answer.due);
          if (acknowledged) expect(answer.due).toEqual([]);
          else expect(taken).toEqual(steps.filter(({ after }) => after <= unheld));
        }
      }),
    );
  });
});

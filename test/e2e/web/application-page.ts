/** The page of one application shows the stored evidence. */
import { expect, test } from '@jest/globals';
import { formatMoney } from '../../../web/src/format/money.ts';
import { formatCount, formatDecimal, formatPercent } from '../../../web/src/format/numbers.ts';
import { reasonTexts } from '../../../web/src/texts/cases/application.ts';
import type { DashboardHarness } from './dashboard-harness.ts';
import { sum } from './expected-figures.ts';

interface Evidence {
  prediction_id: string;
  customer_id: string;
  application_id: string;
  score: number;
  pd: number;
  expected_loss: number;
  currency: string | null;
  features: Record<string, unknown>;
  reasons: { text: string; label: string }[];
  explanation: { base: number; margin: number };
}

export function describeApplicationPage(getHarness: () => DashboardHarness): void {
  test('on the page of an application, whose contributions add up to its margin', async () => {
    const { visitor, expected } = getHarness();
    const [stored] = await expected.query<Evidence>(
      `select prediction_id, customer_id, application_id, score, pd, expected_loss::float, features, reasons, explanation,
         (select currency from analytics.runs r where r.run_id = s.run_id) as currency
       from predictions.risk_scores s where explanation is not null and application_id is not null
       order by pd desc limit 1`,
    );
    if (!stored) throw new Error('no explained score is stored');
    await visitor.open(`/applications/${stored.prediction_id}`);
    expect(await visitor.readTile('Score')).toBe(formatCount(stored.score));
    expect(await visitor.readTile('Probability of default')).toBe(formatPercent(stored.pd, 2));
    expect(await visitor.readTile('Expected loss')).toBe(formatMoney(stored.expected_loss, stored.currency));
    const steps = await visitor.readTable('Reasons, from the average applicant to this one');
    expect(steps.at(0)?.at(-1)).toBe(formatDecimal(stored.explanation.base));
    expect(steps.at(-1)?.at(-1)).toBe(formatDecimal(stored.explanation.margin));
    expect(steps.slice(1, 1 + stored.reasons.length).map(([name]) => name)).toEqual(
      stored.reasons.map(({ text }) => expect.stringContaining(text)),
    );
    const contributions = sum(
      steps.slice(1, -1).map(([, , effect = '']) => {
        const [direction, by] = effect.split(' ');
        return direction === 'lowered' ? -Number(by) : Number(by);
      }),
    );
    expect(Math.abs(stored.explanation.base + contributions - stored.explanation.margin)).toBeLessThan(0.005);
    expect(await visitor.readTable('Values that the model and the policy read')).toHaveLength(
      Object.keys(stored.features).length,
    );
    await visitor.open(`/applications?customer=${stored.customer_id}`);
    const history = await visitor.readTable(`Scores of customer ${stored.customer_id}`);
    expect(history.map(([name]) => name)).toContain(stored.application_id);
  });

  test('on the page of an approved application, whose reasons are no adverse action reasons', async () => {
    const { visitor, expected } = getHarness();
    const [approved] = await expected.query<Evidence>(
      `select prediction_id, reasons from predictions.risk_scores
       where explanation is not null and application_id is not null and decision = 'approve'
         and jsonb_array_length(reasons) > 0
       order by pd limit 1`,
    );
    if (!approved) throw new Error('no approved application has reasons');
    await visitor.open(`/applications/${approved.prediction_id}`);
    await visitor.page.getByRole('heading', { name: reasonTexts.title }).waitFor();
    const steps = await visitor.readTable(reasonTexts.caption);
    expect(steps.slice(1, 1 + approved.reasons.length).map(([name]) => name)).toEqual(
      approved.reasons.map(({ label }) => expect.stringContaining(`${label}: `)),
    );
  });
}

/** Step that erases a customer of the sample, as `npm run erase -- ID --scores` does. */
import { eraseCustomer } from '../../../lambdas/shared/erasure/erase-customer.ts';
import { openErasure } from '../../privacy/open-erasure.ts';
import { formatPlural } from '../../terminal/format.ts';
import { erasuresRemoval } from '../removals/remove-erasures.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { SAMPLE_IDS } from '../sample.ts';
import { check, type SmokeStep } from '../smoke-step.ts';
import { firstDeliveryStep } from './deliver.ts';

/** Last of all steps: it takes a customer away from the others. */
export const erasureStep: SmokeStep = {
  name: 'erasure of a customer',
  needs: [firstDeliveryStep.name],
  removals: [rowsRemoval, erasuresRemoval],
  async run(context) {
    const dependencies = openErasure(context);
    const request = { customer_id: SAMPLE_IDS.erased, with_scores: true, actor: await context.identifyCaller() };
    const deleted = await eraseCustomer(dependencies, request);
    check(
      Number(deleted.rows.staging) > 0 && Number(deleted.rows.features) > 0,
      `too little was deleted: ${JSON.stringify(deleted)}`,
    );
    const again = await eraseCustomer(dependencies, request);
    check(
      again.keys === 0 && Object.values(again.rows).every((rows) => rows === 0),
      `rows were left: ${JSON.stringify(again)}`,
    );
    return `${formatPlural(deleted.rows.staging ?? 0, 'row')}, ${formatPlural(deleted.rows.features ?? 0, 'feature row')} and ${formatPlural(deleted.rows.scores ?? 0, 'score')} are deleted, none is left`;
  },
};

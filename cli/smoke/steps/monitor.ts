/** Steps that score the open applications, measure the day and report the portfolio. */
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import type { MonitoringFigures } from '../../journey/run-journey.ts';
import { makePortfolioReport } from '../../reporting/make-portfolio-report.ts';
import { formatDecimal, formatPlural } from '../../terminal/format.ts';
import { getMachineClient } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { runSmokeWorkflow } from '../run-workflow.ts';
import { findSampleDeliveries } from '../sample.ts';
import { check, getFact, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
import { secondDeliveryStep } from './deliver.ts';
import { trainingStep } from './train.ts';

const removals = [executionsRemoval, rowsRemoval, objectsRemoval];

/** Before the second delivery, which has the outcomes of what is scored here. */
export const scoringStep: SmokeStep = {
  name: 'scoring',
  needs: [trainingStep.name],
  removals,
  async run(context) {
    const output = await runSmokeWorkflow<{ outcome: string; applications?: number }>(context, 'scoring', {});
    check((output.applications ?? 0) > 0, `nothing was scored: ${output.outcome}`);
    return `${output.applications} open applications are scored`;
  },
};

export const monitoringStep: SmokeStep = {
  name: 'monitoring',
  needs: [scoringStep.name, secondDeliveryStep.name],
  removals,
  async run(context) {
    const [first] = await findSampleDeliveries();
    const { score } = await measure(context, { as_of: first.asOf });
    // The sample has too few open applications for a figure; that they were counted shows that the day was measured.
    check(score.psi !== null || score.level === 'insufficient', 'the drift of the scores was not measured');
    const { model_version, realised, outcome } = await measure(context, {});
    check(model_version === getFact(context, 'firstModel'), `${outcome}: the model measured is ${model_version}`);
    check(realised && realised.applications > 0, 'no outcome of a scored application was found');
    const drift =
      score.psi === null ? 'too few scores for a PSI' : `PSI of the predicted PDs ${formatDecimal(score.psi)}`;
    return `${drift}, AUC ${formatDecimal(realised.auc)} on ${formatPlural(realised.applications, 'outcome')}`;
  },
};

const measure = (context: SmokeContext, input: { as_of?: string }) =>
  runSmokeWorkflow<{ outcome: string } & MonitoringFigures>(context, 'monitoring', input);

export const reportStep: SmokeStep = {
  name: 'portfolio report',
  needs: [scoringStep.name],
  removals,
  async run(context) {
    const keys = await makePortfolioReport(context, false);
    const { sizeBytes } = await getObjectStore().head(context.parameter('reporting/bucket'), keys.html);
    check(sizeBytes > 0, 'the page is empty');
    const { data: report } = await getMachineClient(context).POST('/v1/portfolio-reports', {});
    const page = await fetch(report?.html_url ?? '');
    check(page.ok, `the report that the API made cannot be opened: ${page.status}`);
    return `a page of ${Math.round(sizeBytes / 1024)} KiB, and its figures; the API made one that opens`;
  },
};

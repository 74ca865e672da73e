/** Prints the summary of a journey: rows, quality, candidates, champion, scores by band, monitoring. */
import pc from 'picocolors';
import { printFindings, printShownGates } from '../models/print-models.ts';
import {
  formatAlgorithm,
  formatCount,
  formatDecimal,
  formatMoney,
  formatPercent,
  formatPlural,
} from '../terminal/format.ts';
import { printTable } from '../terminal/tables.ts';
import type { JourneyReport } from './journey-report.ts';

export function printSummary(report: JourneyReport): void {
  printRows(report);
  printModels(report);
  printChampion(report);
  printScores(report);
  printMonitoring(report);
}

function printRows(report: JourneyReport): void {
  console.log(`\n${pc.bold('Deliveries')}`);
  printTable(
    ['delivery', 'table', 'delivered', 'accepted', 'rejected'],
    report.quality.flatMap(({ as_of, rows }) =>
      Object.entries(rows).map(([name, r]) => [
        as_of,
        name,
        formatCount(r.delivered),
        formatCount(r.accepted),
        formatCount(r.rejected),
      ]),
    ),
    2,
  );
  for (const { as_of, checks, failed, warnings } of report.quality) {
    const warned = warnings.length > 0 ? pc.yellow(`, warnings: ${warnings.join(', ')}`) : '';
    const verdict = failed.length === 0 ? pc.green('all stop checks passed') : pc.red(`failed: ${failed.join(', ')}`);
    console.log(`  Quality of ${as_of}: ${formatPlural(checks, 'check')}, ${verdict}${warned}`);
  }
}

function printModels(report: JourneyReport): void {
  if (report.models.length === 0) return;
  console.log(`\n${pc.bold('Models')} (AUC by 5-fold cross-validation; the holdout was never used to choose)`);
  printTable(
    ['model', 'CV AUC', 'with SMOTE', 'holdout AUC', 'KS', 'Brier', 'ECE', 'accuracy', 'F1'],
    report.models.map((model) => {
      const h = model.holdout;
      const chosen = model.kind === report.champion?.kind ? pc.green(' ★') : '';
      return [
        `${formatAlgorithm(model.kind)}${chosen}`,
        `${formatDecimal(model.cv.auc_mean, 4)} ± ${formatDecimal(model.cv.auc_std, 4)}`,
        model.cv_smote ? formatDecimal(model.cv_smote.auc_mean, 4) : '–',
        formatDecimal(h.auc, 4),
        formatDecimal(h.ks),
        formatDecimal(h.brier),
        formatDecimal(h.ece),
        formatPercent(h.accuracy),
        formatDecimal(h.f1),
      ];
    }),
  );
}

function printChampion(report: JourneyReport): void {
  const { champion } = report;
  if (!champion) {
    console.log(`\n${pc.yellow(`No champion, so nothing was scored: ${explainMissingChampion(report)}.`)}`);
    return;
  }
  const { parity } = champion;
  console.log(`\n${pc.bold('Champion')} ${champion.version} (${formatAlgorithm(champion.kind)})`);
  console.log(`  ONNX sha256 ${champion.sha256}`);
  console.log(
    `  Parity with Python on ${formatPlural(parity.rows, 'row')}: at most ${parity.max_abs_difference.toExponential(1)} apart, ` +
      formatPlural(parity.decision_flips, 'decision differs', 'decisions differ'),
  );
  printShownGates(champion.gates);
  printFindings(champion.findings);
}

/** Why no model decides after a journey. */
export function explainMissingChampion({ deliveries }: Pick<JourneyReport, 'deliveries'>): string {
  const trainings = deliveries.flatMap(({ training }) => (training ? [training] : []));
  const newest = trainings.findLast(({ outcome }) => ['rejected', 'challenger'].includes(outcome));
  const reasons = newest?.reasons?.join('; ');
  if (newest?.outcome === 'challenger') {
    return `the model waits for a person (${reasons}); npm run model -- list has its version, npm run model -- promote VERSION --why "…" proposes it as champion, and another person approves it`;
  }
  if (newest)
    return `its gates rejected the model (${reasons}); npm run model -- list names it, and npm run model -- show VERSION has all gates`;
  return 'there were too few known outcomes to train on';
}

function printScores(report: JourneyReport): void {
  const { by_band, applications, realised, currency, expected_loss_by_decision } = report.scoring;
  if (applications === 0) return;
  console.log(
    `\n${pc.bold('Scores')} of ${formatPlural(applications, 'application')}, each made before its outcome was known`,
  );
  printTable(
    [
      'band',
      'applications',
      'mean PD',
      'approve',
      'refer',
      'decline',
      currency ? `expected loss (${currency})` : 'expected loss',
    ],
    Object.entries(by_band).map(([band, b]) => [
      band,
      formatCount(b.applications),
      formatPercent(b.mean_pd),
      ...['approve', 'refer', 'decline'].map((decision) => formatCount(b.decisions[decision] ?? 0)),
      formatCount(Math.round(b.expected_loss)),
    ]),
  );
  const { approve = 0, refer = 0, decline = 0 } = expected_loss_by_decision;
  const [held = '', referred, declined] = [approve, refer, decline].map((loss) => formatMoney(loss, currency));
  console.log(
    `  Expected loss of the approved, which the lender would hold: ${pc.bold(held)}; of the referred ${referred}, of the declined ${declined}`,
  );
  printOutcomes(realised);
}

function printOutcomes({ applications, defaults, mean_pd, auc, brier }: JourneyReport['scoring']['realised']): void {
  if (applications === 0) return;
  console.log(
    `  Outcomes since: ${formatCount(defaults)} of ${formatPlural(applications, 'application')} defaulted: ` +
      `predicted ${formatPercent(mean_pd)}, observed ${formatPercent(defaults / applications)}; ` +
      `AUC ${formatDecimal(auc, 4)}, Brier ${formatDecimal(brier)}`,
  );
}

/** One line a day: drift against the champion's training rows, and the figures on later outcomes. */
function printMonitoring(report: JourneyReport): void {
  const days = report.deliveries.flatMap(({ as_of, monitoring }) =>
    monitoring?.figures ? [{ as_of, ...monitoring.figures }] : [],
  );
  if (days.length === 0) return;
  console.log(`\n${pc.bold('Monitoring')} (PSI against the training rows: below 0.1 is small, above 0.25 is large)`);
  for (const { as_of, score, largest, realised, reasons } of days) {
    const drift = largest
      ? `PSI of the predicted PDs ${formatDecimal(score.psi)}, of features at most ${formatDecimal(largest.psi)} (${largest.feature})`
      : 'too few scores to compare';
    const since = realised
      ? `; on ${formatPlural(realised.applications, 'outcome')} AUC ${formatDecimal(realised.auc, 4)}, calibration error ${formatDecimal(realised.ece)}`
      : '';
    console.log(`  ${as_of}: ${drift}${since}`);
    for (const reason of reasons) console.log(`    ${pc.yellow(reason)}`);
  }
}

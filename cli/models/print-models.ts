/** Prints the registered models: a list, or one model with its figures, candidates, gates and history. */
import pc from 'picocolors';
import { type StoredGateResult, VERDICT_WORDS } from '../../lambdas/shared/model/gate-result.ts';
import type { ModelFinding } from '../../lambdas/shared/model/model-findings.ts';
import {
  formatAlgorithm,
  formatBytes,
  formatCount,
  formatDecimal,
  formatPlural,
  formatTime,
} from '../terminal/format.ts';
import { printTable, shortenCell } from '../terminal/tables.ts';
import type { ModelDetail, ModelHistoryRow, ModelRow } from './read-models.ts';

const STAGE_COLOURS: Record<string, (text: string) => string> = {
  champion: pc.green,
  challenger: pc.cyan,
  candidate: pc.yellow,
  rejected: pc.red,
  retired: pc.dim,
};
const colourStage = (stage: string): string => (STAGE_COLOURS[stage] ?? String)(stage);

const REASON_WIDTH = 60;
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Prints one line a model, the newest first. */
export function printModels(models: ModelRow[]): void {
  console.log(`\n${pc.bold('Models')}, the newest first`);
  printTable(
    ['version', 'stage', 'algorithm', 'why', 'since', 'rows', 'CV AUC', 'AUC', 'Brier', 'ECE'],
    models.map(({ holdout, ...model }) => [
      ...[
        model.version,
        colourStage(model.stage),
        formatAlgorithm(model.kind),
        shortenCell(model.stage_reasons.join('; '), REASON_WIDTH),
      ],
      ...[formatTime(model.stage_changed_at), formatCount(model.training_rows), formatDecimal(model.cv_auc, 4)],
      ...[holdout.auc, holdout.brier, holdout.ece].map((value) => formatDecimal(numberOrNull(value), 4)),
    ]),
    4,
  );
}

/** Prints one model. @param history its lifecycle changes, oldest first */
export function printModel(model: ModelDetail, history: ModelHistoryRow[]): void {
  const { version, stage, kind } = model;
  console.log(
    `\n${pc.bold(`Model ${version}`)}: ${colourStage(stage)} since ${formatTime(model.stage_changed_at)} (${formatAlgorithm(kind)})`,
  );
  for (const reason of model.stage_reasons) console.log(`  ${reason}`);
  console.log(`  trained on ${formatPlural(model.training_rows, 'outcome')} by ${model.job_name}`);
  console.log(`  ${model.onnx_key}, ${formatBytes(model.size_bytes)}, sha256 ${model.onnx_sha256}`);
  console.log(`  definition of default: ${model.target ?? 'not given by the deliveries that it was trained on'}`);
  printMembers(model.members);
  printFigures(model);
  printServing(model);
  printCandidates(model);
  printGates(model.gates);
  printFindings(model.findings);
  printHistory(history);
}

const FIGURES: Record<string, string> = {
  ...{ auc: 'AUC', gini: 'Gini', ks: 'KS', pr_auc: 'PR-AUC', brier: 'Brier score', ece: 'calibration error (ECE)' },
  ...{ log_loss: 'log loss', accuracy: 'accuracy', precision: 'precision', recall: 'recall', f1: 'F1' },
};

function printFigures({ holdout, intervals, cv_auc }: ModelDetail): void {
  console.log(`\n${pc.bold('Figures on the holdout')} (AUC in cross-validation ${formatDecimal(cv_auc, 4)})`);
  printTable(
    ['figure', 'value', '95 % interval'],
    Object.keys(FIGURES)
      .filter((name) => numberOrNull(holdout[name]) !== null)
      .map((name) => {
        const [low, high] = intervals?.[name] ?? [];
        const interval =
          low === undefined || high === undefined ? '–' : `${formatDecimal(low, 4)} to ${formatDecimal(high, 4)}`;
        return [FIGURES[name] ?? name, formatDecimal(numberOrNull(holdout[name]), 4), interval];
      }),
  );
}

function printMembers(members: ModelDetail['members']): void {
  if (!members) return;
  const weighted = members.map(({ kind, weight }) => `${formatAlgorithm(kind)} × ${formatDecimal(weight, 3)}`);
  console.log(`  adds up ${weighted.join(', ')}`);
}

/** Both figures in words: what the procedure is worth, and what the serving model reaches out of fold. */
function printServing({ serving }: ModelDetail): void {
  if (!serving) return;
  console.log(`\n${pc.bold('The model that serves')}`);
  if (!serving.refit) {
    console.log(`  is the assessed model, of the figures above: ${serving.why}`);
    return;
  }
  const { cv, out_of_fold, against_assessed: against } = serving;
  console.log(
    '  The figures above are of the assessed model, which never saw the holdout: what the procedure is worth.',
  );
  console.log(
    `  The model that serves was trained again on all ${formatPlural(serving.rows, 'outcome')}: AUC in cross-validation ${formatDecimal(cv.auc_mean, 4)}, out-of-fold Brier score ${formatDecimal(out_of_fold.brier, 4)}.`,
  );
  if (!against) return;
  const [value, low, high] = [against.value, against.low, against.high].map((number) => formatDecimal(number, 4));
  console.log(
    `  On ${formatPlural(against.rows, 'outcome')} of the holdout its AUC, out of fold, differs from the assessed model's by ${value} (95 % interval ${low} to ${high}).`,
  );
}

function printCandidates({ candidates, kind }: ModelDetail): void {
  console.log(`\n${pc.bold('Candidates')} of its training`);
  printTable(
    ['algorithm', 'CV AUC', 'AUC', 'ECE'],
    candidates.map((candidate) => [
      candidate.kind === kind ? pc.bold(formatAlgorithm(candidate.kind)) : formatAlgorithm(candidate.kind),
      ...[candidate.cv.auc_mean, candidate.holdout.auc, candidate.holdout.ece].map((value) => formatDecimal(value, 4)),
    ]),
  );
}

const VERDICT_COLOURS = { passed: pc.green, failed: pc.red, beyond_bound: pc.yellow, not_measured: pc.yellow };
const CONSEQUENCES = { reject: 'rejects the model', hold: 'waits for a person', show: 'is only shown' };

/** Three lines a gate, because a figure of several groups is longer than a column. */
function printGates(gates: StoredGateResult[]): void {
  if (gates.length === 0) return;
  console.log(`\n${pc.bold('Gates')} (docs/models.md says what each is for)`);
  printGateLines(gates);
}

/** Prints the gates that a new model did not pass and that have no consequence; its reasons name the others. */
export function printShownGates(gates: StoredGateResult[]): void {
  printGateLines(gates.filter(({ verdict, consequence }) => verdict !== 'passed' && consequence === 'show'));
}

function printGateLines(gates: StoredGateResult[]): void {
  for (const { gate, verdict, measured, required, consequence } of gates) {
    const effect = verdict === 'passed' ? '' : `; ${CONSEQUENCES[consequence]}`;
    console.log(`  ${gate.replaceAll('_', ' ')}: ${VERDICT_COLOURS[verdict](VERDICT_WORDS[verdict])}${effect}`);
    console.log(`    measured  ${measured}`);
    console.log(`    required  ${required}`);
  }
}

/** Prints what the training found suspicious, and the inputs that it left out. */
export function printFindings(findings: readonly ModelFinding[] | null): void {
  if (!findings?.length) return;
  console.log(`\n${pc.bold('Findings')} of the training`);
  for (const { text, holds } of findings) console.log(`  ${holds ? pc.yellow(text) : text}`);
}

/** Prints where the reports of the model are. */
export function printReports(reports: readonly { label: string; path: string }[]): void {
  if (reports.length === 0) return;
  console.log(`\n${pc.bold('Reports')}`);
  for (const { label, path } of reports) console.log(`  ${label.padEnd(18)} ${path}`);
}

function printHistory(history: ModelHistoryRow[]): void {
  console.log(`\n${pc.bold('History')}`);
  printTable(
    ['when', 'who', 'from', 'to', 'why'],
    history.map(({ at, actor, caller, from_stage, to_stage, why }) => [
      ...[formatTime(at), caller && caller !== actor ? `${actor} (${caller})` : actor],
      ...[from_stage ? colourStage(from_stage) : '', colourStage(to_stage), why],
    ]),
    5,
  );
}

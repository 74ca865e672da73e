/** The figures of the chosen cut-offs, in two columns that screen readers announce after a change. */
import { DefinitionList } from '../../../components/figures/definition-list.tsx';
import { formatMoney } from '../../../format/money.ts';
import { formatCount, formatPercent, MISSING_TEXT } from '../../../format/numbers.ts';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { type CutOffFigures, countSwapOuts } from './sum-bins.ts';

const { slider: texts } = simulationTexts;

interface CutOffTableProps {
  figures: CutOffFigures;
  result: SimulationResult;
  currency: string | null;
}

export function CutOffTable({ figures, result, currency }: CutOffTableProps) {
  const writeCount = (count: number) => texts.share(formatCount(count), formatPercent(count / result.rows));
  const entries: [string, string][] = [
    [texts.approved, writeCount(figures.approved)],
    [texts.referred, writeCount(figures.referred)],
    [texts.declined, writeCount(figures.declined)],
    [texts.swapIns, writeCount(figures.swapIns)],
    [texts.swapOuts, writeCount(countSwapOuts(result, figures))],
    [texts.expectedLoss, formatMoney(figures.expectedLoss, currency)],
    [texts.meanPd, figures.approved === 0 ? MISSING_TEXT : formatPercent(figures.pdSum / figures.approved, 2)],
    [texts.bound, describeBound(figures)],
  ];
  if (figures.expectedReturn !== null) {
    entries.push([texts.expectedReturn, formatMoney(figures.expectedReturn, currency)]);
  }
  return (
    <section aria-label={texts.caption} aria-live="polite" className="below">
      <DefinitionList entries={entries} />
    </section>
  );
}

/** From no default among the unknown outcomes to nothing but defaults. */
function describeBound({ approved, known, defaults }: CutOffFigures): string {
  if (approved === 0) return MISSING_TEXT;
  return texts.range(formatPercent(defaults / approved), formatPercent((defaults + approved - known) / approved));
}

/** The result of a simulation: what changes, for whom, at what risk, and other cut-offs to try. */
import { NextSteps } from '../../../components/next-steps.tsx';
import { formatPlural } from '../../../format/plurals.ts';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { useReport } from '../../../queries/queries.ts';
import { simulationTexts as texts } from '../../../texts/governance/simulations.ts';
import { useOperandNames } from '../../policies/document/use-operand-names.ts';
import { CutOffSlider } from '../cut-offs/cut-off-slider.tsx';
import { ChangesMatrix } from './changes-matrix.tsx';
import { DecidedBy, ReviewerWork } from './count-tables.tsx';
import { Fairness } from './fairness.tsx';
import { NowAndSimulated } from './now-and-simulated.tsx';
import { ResultTiles } from './result-tiles.tsx';
import { Segments } from './segments.tsx';
import { SwapSets } from './swap-sets.tsx';

export function Result({ result }: { result: SimulationResult }) {
  const currency = useReport('overview').data?.currency ?? null;
  const [version] = result.candidate.policy_versions;
  return (
    <div className="stack">
      <Warnings result={result} />
      <ResultTiles result={result} currency={currency} />
      <CutOffSlider result={result} currency={currency} />
      <NowAndSimulated result={result} currency={currency} />
      <SwapSets result={result} currency={currency} />
      <ChangesMatrix result={result} currency={currency} />
      <Segments segments={result.segments} />
      <Fairness fairness={result.fairness} />
      <div className="grid">
        <ReviewerWork reviewers={result.reviewers} />
        <DecidedBy rows={result.decided_by} />
      </div>
      {version && (
        <NextSteps
          links={[
            [`/policies/${version}`, texts.next.propose],
            [`/policies/${version}/compare`, texts.next.compare],
          ]}
        />
      )}
    </div>
  );
}

/** What a reader must know before the figures. */
function Warnings({ result: { not_decided, stored_different, unknown_features } }: { result: SimulationResult }) {
  const count = (rows: number) => formatPlural(rows, texts.application);
  const name = useOperandNames();
  const warnings = [
    ...unknown_features.map(({ feature, rows }) => texts.unknownFeature(name(feature), count(rows))),
    ...(not_decided > 0 ? [texts.notDecided(count(not_decided))] : []),
  ];
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} className="notice">
          {warning}
        </p>
      ))}
      {stored_different > 0 && <p className="dim">{texts.storedDifferent(count(stored_different))}</p>}
    </>
  );
}

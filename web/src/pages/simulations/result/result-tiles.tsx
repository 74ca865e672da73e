/** The main figures of a simulation: then, and now below. */
import { CompactMoney } from '../../../components/figures/compact-money.tsx';
import { Tile, Tiles } from '../../../components/figures/tiles.tsx';
import { formatCompactMoney } from '../../../format/money.ts';
import { formatCount, formatInterval, formatPercent } from '../../../format/numbers.ts';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';

const { tiles: texts } = simulationTexts;

interface ResultTilesProps {
  result: SimulationResult;
  currency: string | null;
}

export function ResultTiles({ result, currency }: ResultTilesProps) {
  const { baseline, candidate, different, rows } = result;
  const rateTile = (name: string, decision: 'approve' | 'refer' | 'decline') => (
    <Tile
      name={name}
      value={formatPercent(candidate[decision].rate)}
      note={texts.interval(formatInterval(candidate[decision].interval))}
      change={texts.now(formatPercent(baseline[decision].rate))}
    />
  );
  return (
    <>
      {different === 0 && <p role="status">{texts.none}</p>}
      <Tiles>
        <Tile name={texts.different} value={formatCount(different)} note={formatPercent(different / rows)} />
        {rateTile(texts.approved, 'approve')}
        {rateTile(texts.referred, 'refer')}
        {rateTile(texts.declined, 'decline')}
        <Tile
          name={texts.expectedLoss}
          value={<CompactMoney amount={candidate.expected_loss} currency={currency} />}
          change={texts.now(formatCompactMoney(baseline.expected_loss, currency))}
        />
        {candidate.expected_return !== null && (
          <Tile
            name={texts.expectedReturn}
            value={<CompactMoney amount={candidate.expected_return} currency={currency} />}
            change={texts.now(formatCompactMoney(baseline.expected_return, currency))}
          />
        )}
      </Tiles>
    </>
  );
}

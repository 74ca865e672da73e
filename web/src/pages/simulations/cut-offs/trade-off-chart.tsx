/** The expected loss of the approved over the share that is approved, for every cut-off of a curve. */
import { useMemo } from 'react';
import { ChartCard } from '../../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../../charts/chart-style.ts';
import { CurveChart } from '../../../charts/curve-chart.tsx';
import { createNumberColumns } from '../../../components/tables/number-columns.ts';
import { formatCompactMoney, formatMoney } from '../../../format/money.ts';
import { formatCompact, formatExactPercent, formatPercent, formatPercentTick } from '../../../format/numbers.ts';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { type ChosenCutOffs, computeFigures } from './sum-bins.ts';

const { curve: texts, slider } = simulationTexts;

interface Point {
  cutOff: number;
  approvalRate: number;
  expectedLoss: number;
}

interface TradeOffChartProps {
  result: SimulationResult;
  position: number;
  chosen: ChosenCutOffs;
  currency: string | null;
}

const NUMBERS = createNumberColumns<Point>();

export function TradeOffChart({ result, position, chosen, currency }: TradeOffChartProps) {
  const points = useMemo(() => listPoints(result, position), [result, position]);
  const present = toPoint(result, position, chosen);
  const highest = Math.max(...points.map(({ expectedLoss }) => expectedLoss), 1);
  return (
    <ChartCard
      title={texts.title}
      summary={texts.summary(formatPercent(present.approvalRate), formatMoney(present.expectedLoss, currency))}
      rows={points}
      rowKey={({ cutOff }) => String(cutOff)}
      columns={[
        {
          name: texts.cutOff,
          isNumber: true,
          sortValue: ({ cutOff }) => cutOff,
          cell: (point) => formatExactPercent(point.cutOff),
        },
        NUMBERS.percent(slider.approved, ({ approvalRate }) => approvalRate, 2),
        NUMBERS.money(slider.expectedLoss, ({ expectedLoss }) => expectedLoss, currency),
      ]}
    >
      <CurveChart
        rows={points}
        x={({ approvalRate }) => approvalRate}
        xDomain={[0, 1]}
        yDomain={[0, highest]}
        formatX={formatPercentTick}
        formatY={(value) => (value === 0 ? '0' : formatCompact(value))}
        xTitle={texts.x}
        yTitle={texts.y(currency)}
        series={[{ name: texts.line, value: ({ expectedLoss }) => expectedLoss, colour: SERIES_COLOURS.main }]}
        marks={[
          {
            label: texts.mark(formatCompactMoney(present.expectedLoss, currency)),
            share: present.approvalRate,
          },
        ]}
      />
    </ChartCard>
  );
}

/** One point for each edge: the decline cut-off changes no approval, so it moves along. */
function listPoints(result: SimulationResult, position: number): Point[] {
  const edges = result.curves[position]?.edges ?? [];
  return [...edges.slice(1), 1].map((edge) => toPoint(result, position, { approve: edge, decline: edge }));
}

function toPoint(result: SimulationResult, position: number, chosen: ChosenCutOffs): Point {
  const { approved, expectedLoss } = computeFigures(result, position, chosen);
  return { cutOff: chosen.approve, approvalRate: approved / result.rows, expectedLoss };
}

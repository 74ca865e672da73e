/** The promotion gates of a model version: figure, interval and bound of each, and what its verdict means. */
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { MISSING_TEXT } from '../../format/numbers.ts';
import type { Model } from '../../queries/api-types.ts';
import { formatCode } from '../../texts/codes.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';

type Gate = Model['gates'][number];

export function PromotionGates({ gates }: Pick<Model, 'gates'>) {
  if (gates.length === 0) return <EmptyState title={texts.noGates}>{texts.noGatesWhy}</EmptyState>;
  return (
    <Card title={texts.gates} note={describeGates(gates)}>
      <Table isList caption={texts.gates} rows={gates} rowKey={({ gate }) => gate} columns={COLUMNS} />
    </Card>
  );
}

/** What passed, and by name what did not. */
function describeGates(gates: readonly Gate[]): string {
  const listNames = (verdict: Gate['verdict']) =>
    gates
      .filter((gate) => gate.verdict === verdict)
      .map(({ gate }) => formatCode(gate))
      .join(', ');
  const passed = gates.filter(({ verdict }) => verdict === 'passed').length;
  const [failed, beyond, unmeasured] = [listNames('failed'), listNames('beyond_bound'), listNames('not_measured')];
  return [
    texts.gateSummary(passed, gates.length),
    failed && texts.gatesFailed(failed),
    beyond && texts.gatesBeyond(beyond),
    unmeasured && texts.gatesUnmeasured(unmeasured),
  ]
    .filter(Boolean)
    .join(' ');
}

const COLUMNS: Column<Gate>[] = [
  { name: texts.gate, cell: ({ gate }) => <span className="whole-line">{formatCode(gate)}</span> },
  { name: texts.verdict, cell: ({ verdict }) => <StateBadge code={verdict} /> },
  { name: texts.measured, cell: ({ measured }) => measured },
  { name: texts.required, cell: ({ required }) => required },
  {
    name: texts.consequence,
    cell: ({ verdict, consequence }) => (verdict === 'passed' ? MISSING_TEXT : texts.consequences[consequence]),
  },
];

/** Approvals now and then by the values of one category, and who is swapped there. */
import { useState } from 'react';
import { Card } from '../../../components/card.tsx';
import { Select } from '../../../components/select.tsx';
import { createNumberColumns } from '../../../components/tables/number-columns.ts';
import { type Column, Table } from '../../../components/tables/table.tsx';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { sharedTexts } from '../../../texts/shared.ts';

const { segments: texts, swaps } = simulationTexts;

type Value = SimulationResult['segments'][number]['values'][number];

const NUMBERS = createNumberColumns<Value>();

export function Segments({ segments }: Pick<SimulationResult, 'segments'>) {
  const [feature, setFeature] = useState(segments[0]?.feature ?? '');
  const chosen = segments.find((segment) => segment.feature === feature);
  if (!chosen) return null;
  return (
    <Card title={texts.title}>
      <Select
        label={texts.feature}
        value={feature}
        options={segments.map((segment) => ({ value: segment.feature, text: segment.label }))}
        choose={setFeature}
      />
      <Table
        caption={texts.caption(chosen.label)}
        rows={chosen.values}
        rowKey={(row) => `${row.is_rest} ${row.value}`}
        columns={COLUMNS}
      />
    </Card>
  );
}

const nameValue = ({ value, is_rest }: Value): string => (is_rest ? texts.rest : (value ?? texts.unknown));

const COLUMNS: Column<Value>[] = [
  { name: texts.value, sortValue: nameValue, cell: (row) => <span className="long">{nameValue(row)}</span> },
  NUMBERS.count(sharedTexts.figures.applications, ({ rows }) => rows),
  NUMBERS.percent(texts.approvalNow, ({ baseline_approval }) => baseline_approval.rate),
  NUMBERS.percent(texts.approvalSimulated, ({ candidate_approval }) => candidate_approval.rate),
  NUMBERS.interval(sharedTexts.figures.interval, ({ candidate_approval }) => candidate_approval.interval),
  NUMBERS.count(swaps.in, ({ swap_in }) => swap_in.rows),
  NUMBERS.count(swaps.out, ({ swap_out }) => swap_out.rows),
];

/** The values that the model and the policy read for one score, in the words of the model's features. */
import { Card } from '../../components/card.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatFeatureValue } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useModel } from '../../queries/queries.ts';
import { applicationTexts as texts } from '../../texts/cases/application.ts';
import { formatCode } from '../../texts/codes.ts';

export function InputValues({ evidence: { features, model_version } }: { evidence: Evidence }) {
  const { inputs } = texts;
  const { data: model } = useModel(model_version);
  const named = new Map(model?.features.map((feature) => [feature.name, feature]));
  const nameFeature = (code: string) => named.get(code)?.label ?? formatCode(code);
  const rows = Object.entries(features).toSorted(([a], [b]) => nameFeature(a).localeCompare(nameFeature(b)));
  return (
    <Card title={inputs.title} note={inputs.note(rows.length)}>
      <Table
        caption={inputs.caption}
        rows={rows}
        rowKey={([name]) => name}
        columns={[
          {
            name: inputs.feature,
            sortValue: ([name]) => nameFeature(name),
            cell: ([name]) => <span className="long">{nameFeature(name)}</span>,
          },
          {
            name: inputs.value,
            isNumber: true,
            value: ([, value]) => value,
            cell: ([, value]) => <span className="long">{formatFeatureValue(value)}</span>,
          },
          { name: inputs.unit, cell: ([name]) => <span className="dim">{named.get(name)?.unit}</span> },
        ]}
      />
    </Card>
  );
}

/** What the training of a model version found suspicious, and the inputs that it left out. */
import { Card } from '../../components/card.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import type { Model } from '../../queries/api-types.ts';
import { formatCode } from '../../texts/codes.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';

type Finding = Model['findings'][number];

/** Nothing where nothing was found. */
export function Findings({ findings }: Pick<Model, 'findings'>) {
  if (findings.length === 0) return null;
  return (
    <Card title={texts.findings} note={texts.findingsNote}>
      <Table
        isList
        caption={texts.findings}
        rows={findings}
        rowKey={({ code, feature, text }) => `${code} ${feature} ${text}`}
        columns={COLUMNS}
      />
    </Card>
  );
}

const COLUMNS: Column<Finding>[] = [
  { name: texts.finding, cell: ({ code }) => <span className="whole-line">{formatCode(code)}</span> },
  { name: texts.findingText, cell: ({ text }) => text },
  { name: texts.consequence, cell: ({ holds }) => (holds ? texts.consequences.hold : texts.consequences.show) },
];

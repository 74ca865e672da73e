/** What a delivery would write and refuse, with lines of the original file, and the button that delivers. */
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatCount, MISSING_TEXT } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Import } from '../../queries/api-types.ts';
import { useImportStep } from '../../queries/import-queries.ts';
import { checkTexts as texts } from '../../texts/cases/imports.ts';
import { formatCode } from '../../texts/codes.ts';
import { StepFailure } from './step-failure.tsx';

type Check = NonNullable<Import['check']>;

export function CheckResult({ current: { import_id, check } }: { current: Import }) {
  const { mutate, isPending, error } = useImportStep(import_id);
  if (!check) return null;
  const { outcomes } = check;
  return (
    <>
      <Tiles>
        <Tile name={texts.tiles.rows} value={formatCount(check.rows_in)} />
        <Tile
          name={texts.tiles.rejected.name}
          value={formatCount(check.refused_rows)}
          tone={check.refused_rows > 0 ? 'warn' : undefined}
          note={texts.tiles.rejected.note}
        />
        <Tile name={texts.tiles.good.name} value={formatCount(outcomes.good)} note={texts.tiles.good.note} />
        <Tile name={texts.tiles.bad.name} value={formatCount(outcomes.bad)} note={texts.tiles.bad.note} />
        <Tile name={texts.tiles.open.name} value={formatCount(outcomes.open)} note={texts.tiles.open.note} />
        {outcomes.withheld > 0 && (
          <Tile
            name={texts.tiles.withheld.name}
            value={formatCount(outcomes.withheld)}
            note={texts.tiles.withheld.note}
          />
        )}
      </Tiles>
      <div className="card row">
        <button type="button" className="button primary" disabled={isPending} onClick={() => mutate('deliver')}>
          {isPending ? texts.starting : texts.deliver}
        </button>
        <span className="dim">{texts.orChange}</span>
        {error && <StepFailure error={error} />}
      </div>
      <RefusedRows check={check} />
      <UnknownValues check={check} />
      <DeliveryTable deliveries={check.deliveries} title={texts.willDeliver} />
    </>
  );
}

function RefusedRows({ check: { refused, refused_rows } }: { check: Check }) {
  if (refused_rows === 0) {
    return (
      <Card title={texts.rejected.title}>
        <p>
          <StateBadge code="ok" /> {texts.rejected.none}
        </p>
      </Card>
    );
  }
  const note = refused.length < refused_rows ? texts.rejected.first(refused.length, refused_rows) : undefined;
  return (
    <Card title={texts.rejected.title} note={note}>
      <Table
        isList
        caption={texts.rejected.caption}
        rows={refused}
        rowKey={({ file, line, column, reason }) => `${file} ${line} ${column} ${reason}`}
        columns={[
          { name: texts.rejected.line, isNumber: true, cell: ({ line }) => formatCount(line) },
          { name: texts.rejected.file, cell: ({ file }) => <span className="long">{file}</span> },
          { name: texts.rejected.column, cell: ({ column }) => <span className="long">{column ?? MISSING_TEXT}</span> },
          { name: texts.rejected.reason, cell: ({ reason }) => <span className="long">{reason}</span> },
        ]}
      />
    </Card>
  );
}

function UnknownValues({ check: { unknown_values } }: { check: Check }) {
  if (unknown_values.length === 0) return null;
  return (
    <Card title={texts.unknown.title} note={texts.unknown.note}>
      <Table
        isList
        caption={texts.unknown.caption}
        rows={unknown_values}
        rowKey={({ column, reason }) => `${column} ${reason}`}
        columns={[
          { name: texts.unknown.column, cell: ({ column }) => <span className="long">{column}</span> },
          { name: texts.rejected.reason, cell: ({ reason }) => <span className="long">{reason}</span> },
          { name: texts.unknown.values, isNumber: true, cell: ({ values }) => formatCount(values) },
          { name: texts.unknown.firstLines, cell: ({ first_lines }) => first_lines.map(formatCount).join(' · ') },
        ]}
      />
    </Card>
  );
}

interface DeliveryTableProps {
  deliveries: Check['deliveries'];
  title: string;
}

export function DeliveryTable({ deliveries, title }: DeliveryTableProps) {
  return (
    <Card title={title}>
      <Table
        caption={title}
        rows={deliveries}
        rowKey={({ as_of, table }) => `${as_of} ${table}`}
        columns={[
          { name: texts.deliveries.asOf, cell: ({ as_of }) => formatDate(as_of) },
          { name: texts.deliveries.table, cell: ({ table }) => formatCode(table) },
          { name: texts.deliveries.mode, cell: ({ mode }) => formatCode(mode) },
          { name: texts.deliveries.rows, isNumber: true, cell: ({ rows }) => formatCount(rows) },
        ]}
      />
    </Card>
  );
}

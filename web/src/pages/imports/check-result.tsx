/** What a delivery would write and refuse, with lines of the original file, and the button that delivers. */
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatCount } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Import } from '../../queries/api-types.ts';
import { useImportStep } from '../../queries/import-queries.ts';
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
        <Tile name="Rows in" value={formatCount(check.rows_in)} />
        <Tile
          name="Refused"
          value={formatCount(check.refused_rows)}
          tone={check.refused_rows > 0 ? 'warn' : undefined}
          note="become no row"
        />
        <Tile name="Good" value={formatCount(outcomes.good)} note="paid back" />
        <Tile name="Bad" value={formatCount(outcomes.bad)} note="defaulted" />
        <Tile name="Open" value={formatCount(outcomes.open)} note="to be scored" />
        {outcomes.withheld > 0 && (
          <Tile name="Withheld" value={formatCount(outcomes.withheld)} note="scored, then compared" />
        )}
      </Tiles>
      <div className="card row">
        <button type="button" className="button primary" disabled={isPending} onClick={() => mutate('deliver')}>
          {isPending ? 'Starting…' : 'Deliver and score'}
        </button>
        <span className="dim">Or change something below, and check again.</span>
        {error && <StepFailure error={error} />}
      </div>
      <RefusedRows check={check} />
      <UnknownValues check={check} />
      <DeliveryTable deliveries={check.deliveries} title="What will be delivered" />
    </>
  );
}

function RefusedRows({ check: { refused, refused_rows } }: { check: Check }) {
  if (refused_rows === 0) {
    return (
      <Card title="Refused rows">
        <p>
          <StateBadge code="ok" /> Every row becomes one of the delivery.
        </p>
      </Card>
    );
  }
  const note =
    refused.length < refused_rows
      ? `The first ${formatCount(refused.length)} of ${formatCount(refused_rows)}.`
      : undefined;
  return (
    <Card title="Refused rows" note={note}>
      <Table
        caption="Refused rows by line"
        rows={refused}
        rowKey={({ file, line, column, reason }) => `${file} ${line} ${column} ${reason}`}
        columns={[
          { name: 'Line', isNumber: true, cell: ({ line }) => formatCount(line) },
          { name: 'File', cell: ({ file }) => file },
          { name: 'Column', cell: ({ column }) => column ?? '–' },
          { name: 'Why', cell: ({ reason }) => reason },
        ]}
      />
    </Card>
  );
}

function UnknownValues({ check: { unknown_values } }: { check: Check }) {
  if (unknown_values.length === 0) return null;
  return (
    <Card title="Values that become unknown" note="Their rows are delivered.">
      <Table
        caption="Values that become unknown"
        rows={unknown_values}
        rowKey={({ column, reason }) => `${column} ${reason}`}
        columns={[
          { name: 'Column', cell: ({ column }) => column },
          { name: 'Why', cell: ({ reason }) => reason },
          { name: 'Values', isNumber: true, cell: ({ values }) => formatCount(values) },
          { name: 'First lines', cell: ({ first_lines }) => first_lines.map(formatCount).join(' · ') },
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
          { name: 'Day', cell: ({ as_of }) => formatDate(as_of) },
          { name: 'Table', cell: ({ table }) => formatCode(table) },
          { name: 'Mode', cell: ({ mode }) => formatCode(mode) },
          { name: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
        ]}
      />
    </Card>
  );
}

/** The columns of the files: examples, what each becomes, how sure that is, and who decided. */
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { ShareBar } from '../../components/tables/share-bar.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatPercent } from '../../format/numbers.ts';
import type { ColumnMapping, Import, ImportColumn } from '../../queries/api-types.ts';
import { columnTexts as texts } from '../../texts/cases/import-columns.ts';
import { applyChoice, describeUse, toChoice, USE_GROUPS } from './column-uses.ts';

type Preview = NonNullable<Import['preview']>;

/** Below it a person should look. */
const UNSURE = 0.8;

interface ColumnTableProps {
  preview: Preview;
  /** Columns that the person has changed and not applied. */
  changed: readonly ColumnMapping[];
  decide: (column: ColumnMapping) => void;
}

export function ColumnTable({ preview: { tables, columns, currency, target }, changed, decide }: ColumnTableProps) {
  const byName = new Map(changed.map((column) => [column.column, column]));
  const unsure = columns.filter(({ confidence = 1 }) => confidence < UNSURE).length;
  const rows = columns.toSorted(
    (a, b) => Number((a.confidence ?? 1) >= UNSURE) - Number((b.confidence ?? 1) >= UNSURE),
  );
  const note = [
    ...tables.map(({ file, part, rows: count }) => texts.rowsOf(part ?? file, count)),
    texts.currency(currency),
    unsure > 0 ? texts.unsure(unsure) : texts.allSure,
  ].join(' · ');
  return (
    <Card title={texts.title} note={<span className="long">{note}</span>}>
      {target && <p className="long">{texts.target(target)}</p>}
      {[...new Set(tables.flatMap(({ remarks }) => remarks))].map((remark) => (
        <p key={remark} className="dim">
          {remark}
        </p>
      ))}
      <Table
        isList
        caption={texts.caption}
        rows={rows}
        rowKey={({ source, column }) => `${source} ${column}`}
        columns={buildColumns(byName, decide)}
      />
    </Card>
  );
}

function buildColumns(
  changed: ReadonlyMap<string, ColumnMapping>,
  decide: ColumnTableProps['decide'],
): Column<ImportColumn>[] {
  return [
    { name: texts.column, cell: ({ column }) => <strong className="column-name">{column}</strong> },
    {
      name: texts.use,
      cell: (column) => <UseChoice column={column} now={changed.get(column.column)} decide={decide} />,
    },
    { name: texts.examples, cell: ({ examples }) => <Examples examples={examples} /> },
    {
      name: texts.filled,
      isNumber: true,
      cell: ({ known, rows: count }) => formatPercent(count > 0 ? known / count : null, 0),
    },
    {
      name: texts.confidence,
      isNumber: true,
      sortValue: ({ confidence = 1 }) => confidence,
      cell: ({ confidence = 1 }) => <ShareBar share={confidence}>{formatPercent(confidence, 0)}</ShareBar>,
    },
    {
      name: texts.decided,
      cell: ({ column, decided_by, confidence = 1 }) =>
        changed.has(column) || decided_by === 'person' ? (
          texts.byYou
        ) : (
          <StateBadge
            code={confidence < UNSURE ? 'unsure' : 'proposed'}
            tone={confidence < UNSURE ? 'warn' : 'plain'}
          />
        ),
    },
  ];
}

function Examples({ examples }: { examples: readonly string[] }) {
  return (
    <span className="examples">
      {examples.map((text, index) => (
        <code key={index}>{text}</code>
      ))}
    </span>
  );
}

interface UseChoiceProps {
  column: ImportColumn;
  now: ColumnMapping | undefined;
  decide: (column: ColumnMapping) => void;
}

function UseChoice({ column, now, decide }: UseChoiceProps) {
  const { source: _, examples: __, known: ___, rows: ____, ...mapping } = column;
  const { use } = now ?? column;
  const detail = describeUse(use);
  return (
    <>
      <select
        aria-label={texts.useOf(column.column)}
        value={toChoice(use)}
        onChange={(event) => decide(applyChoice(mapping, event.target.value))}
      >
        {USE_GROUPS.map(({ label, options }) => (
          <optgroup key={label} label={label}>
            {options.map(({ value, text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {detail && <span className="dim detail">{detail}</span>}
    </>
  );
}

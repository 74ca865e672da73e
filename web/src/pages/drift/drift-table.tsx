/** The features of a day by their shift against the training data, with the predicted PDs first. */
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { ShareBar } from '../../components/tables/share-bar.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatCount, formatDecimal } from '../../format/numbers.ts';
import type { Drift } from '../../queries/api-types.ts';
import { driftTexts as texts } from '../../texts/models/drift.ts';

/** The PSI that fills a bar of the list: twice the PSI that causes an alarm. */
const FULL_BAR_PSI = 0.5;
/** Features that are shown at first: with more, what is below the table is out of reach. */
const SHOWN_FEATURES = 20;

interface DriftTableProps {
  measurements: Drift[];
  selected: Drift;
  /** Whether the day has enough applications. */
  isJudged: boolean;
}

export function DriftTable({ measurements, selected, isJudged }: DriftTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  const [search] = useSearchParams();
  const buildHref = (feature: string) => `/drift?${new URLSearchParams({ ...Object.fromEntries(search), feature })}`;
  return (
    <Card title={texts.listTitle} note={isJudged && texts.listNote}>
      <Table
        caption={texts.caption}
        isList
        rows={showsAll ? measurements : measurements.slice(0, SHOWN_FEATURES)}
        rowKey={({ feature }) => feature}
        columns={buildColumns(selected, buildHref)}
      />
      {!showsAll && measurements.length > SHOWN_FEATURES && (
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          {texts.showAll(measurements.filter(({ feature }) => feature !== 'score').length)}
        </button>
      )}
    </Card>
  );
}

function buildColumns(selected: Drift, buildHref: (feature: string) => string): Column<Drift>[] {
  return [
    {
      name: texts.feature,
      sortValue: ({ label }) => label,
      cell: ({ feature, label }) => (
        <Link
          className="name"
          href={buildHref(feature)}
          aria-current={feature === selected.feature ? 'true' : undefined}
        >
          {label}
        </Link>
      ),
    },
    {
      name: texts.psi,
      isNumber: true,
      sortValue: (row) => row.psi,
      cell: ({ psi }) =>
        psi === null ? formatDecimal(psi) : <ShareBar share={psi / FULL_BAR_PSI}>{formatDecimal(psi)}</ShareBar>,
    },
    { name: texts.level, sortValue: (row) => row.level, cell: ({ level }) => <StateBadge code={level} /> },
    { name: texts.rows, isNumber: true, sortValue: (row) => row.rows, cell: ({ rows }) => formatCount(rows) },
  ];
}

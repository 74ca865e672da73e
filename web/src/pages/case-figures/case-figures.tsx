/** The figures of the review: time to the decision, overturned decisions, agreement, by reviewer, kind and reason. */
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatAge, formatDate } from '../../format/times.ts';
import type { CaseFigures } from '../../queries/api-types.ts';
import { useCaseFigures } from '../../queries/case-queries.ts';
import { namePerson } from '../../texts/forms.ts';
import { figureTexts as texts } from '../../texts/review/figures.ts';
import { CASE_KINDS } from '../../texts/review/queue.ts';
import { FIGURE_COLUMNS } from './figure-columns.tsx';
import { readPeriod } from './period.ts';
import { PeriodFields } from './period-fields.tsx';

export default function CaseFiguresPage() {
  const [search] = useSearchParams();
  const query = useCaseFigures(readPeriod(search));
  return (
    <Page
      title={texts.title}
      subtitle={
        <>
          {texts.subtitle} <Link href="/cases">{texts.queue}</Link>
        </>
      }
      filters={<PeriodFields shown={query.data} />}
    >
      <QueryBoundary query={query}>{(figures) => <Figures figures={figures} />}</QueryBoundary>
    </Page>
  );
}

function Figures({ figures }: { figures: CaseFigures }) {
  const { columns } = texts;
  return (
    <>
      <FigureTiles figures={figures} />
      {figures.all.decided === 0 ? (
        <EmptyState title={texts.none.title}>{texts.none.text}</EmptyState>
      ) : (
        <div className="stack">
          <Card title={texts.byReviewer.title} note={texts.byReviewer.note}>
            <Table
              caption={texts.byReviewer.caption}
              rows={figures.by_reviewer}
              rowKey={({ reviewer }) => reviewer.id}
              columns={[
                {
                  name: columns.reviewer,
                  sortValue: ({ reviewer }) => namePerson(reviewer),
                  cell: ({ reviewer }) => <span className="long">{namePerson(reviewer)}</span>,
                },
                ...FIGURE_COLUMNS,
              ]}
            />
          </Card>
          <Card title={texts.byKind.title}>
            <Table
              caption={texts.byKind.caption}
              rows={figures.by_kind}
              rowKey={({ kind }) => kind}
              columns={[{ name: columns.kind, cell: ({ kind }) => CASE_KINDS[kind] }, ...FIGURE_COLUMNS]}
            />
          </Card>
          <Card title={texts.byReason.title} note={texts.byReason.note}>
            <Table
              caption={texts.byReason.caption}
              rows={figures.by_reason}
              rowKey={({ code }) => code}
              columns={[
                { name: columns.reason, cell: ({ text }) => <span className="long">{text}</span> },
                ...FIGURE_COLUMNS,
              ]}
            />
          </Card>
        </div>
      )}
    </>
  );
}

function FigureTiles({ figures: { from, to, unfinished, overdue, all } }: { figures: CaseFigures }) {
  const { tiles } = texts;
  return (
    <Tiles>
      <Tile name={tiles.unfinished} value={formatCount(unfinished)} note={tiles.now} />
      <Tile
        name={tiles.overdue}
        value={formatCount(overdue)}
        note={tiles.now}
        {...(overdue > 0 && { tone: 'bad' as const })}
      />
      <Tile
        name={tiles.decided}
        value={formatCount(all.decided)}
        note={tiles.period(formatDate(from), formatDate(to))}
      />
      <Tile name={tiles.time} value={formatAge(all.median_hours)} note={tiles.p90(formatAge(all.p90_hours))} />
      <Tile name={tiles.late} value={formatCount(all.late)} note={tiles.lateNote} />
      <Tile
        name={tiles.overturned}
        value={formatPercent(all.overturn_rate)}
        note={tiles.overturnedNote(all.overturned)}
      />
      <Tile name={tiles.agreement} value={formatPercent(all.agreement_rate)} note={tiles.agreementNote(all.agreed)} />
    </Tiles>
  );
}

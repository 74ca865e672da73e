/** Drift: how much the features and scores of a day differ from those in the training data. */
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { lowerFirstLetter } from '../../format/labels.ts';
import { formatDate } from '../../format/times.ts';
import type { Drift, DriftReport } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { commandTexts } from '../../texts/commands.ts';
import { driftTexts as texts } from '../../texts/models/drift.ts';
import { DriftCharts } from './drift-charts.tsx';
import { DriftTable } from './drift-table.tsx';
import { LevelTiles } from './drift-tiles.tsx';

export default function DriftPage() {
  const [search, setSearch] = useSearchParams();
  const day = search.get('as_of') ?? undefined;
  const query = useReport('drift', { as_of: day });
  const chooseDay = (as_of: string) =>
    setSearch((previous) => ({ ...Object.fromEntries(previous), as_of }), { replace: false });
  const isUnknownDay = query.data ? isMissingDay(query.data, day) : isNotFound(query);
  if (day !== undefined && isUnknownDay) {
    return (
      <NotFound what={texts.unknownDay} id={day}>
        <Link href="/drift">{texts.newestDay}</Link>
      </NotFound>
    );
  }
  return (
    <Page
      title={texts.title}
      subtitle={query.data?.model_version && texts.subtitle(query.data.model_version)}
      figuresAt={query.data?.as_of}
      controls={query.data && <DayChoice report={query.data} choose={chooseDay} />}
    >
      <QueryBoundary query={query}>
        {(report) => <DriftOfDay report={report} chosenFeature={search.get('feature') ?? undefined} />}
      </QueryBoundary>
    </Page>
  );
}

const isMissingDay = ({ days }: DriftReport, day: string | undefined): boolean =>
  day !== undefined && !days.some(({ as_of }) => as_of === day);

function DayChoice({ report: { as_of, days }, choose }: { report: DriftReport; choose: (day: string) => void }) {
  if (!as_of || days.length === 0) return null;
  return (
    <Select
      label={texts.day}
      value={as_of}
      options={days.map((day) => ({
        value: day.as_of,
        text: texts.dayOption(formatDate(day.as_of), day.rows, day.enough),
      }))}
      choose={choose}
    />
  );
}

function DriftOfDay({ report, chosenFeature }: { report: DriftReport; chosenFeature: string | undefined }) {
  const { as_of, days, score, features } = report;
  const measurements = [...(score ? [score] : []), ...features];
  const selected = measurements.find(({ feature }) => feature === chosenFeature) ?? measurements[0];
  if (!selected || !as_of) return <EmptyState title={texts.nothingMeasured}>{texts.nothingMeasuredWhy}</EmptyState>;
  const shownDay = days.find((day) => day.as_of === as_of);
  const isEnough = shownDay?.enough ?? true;
  return (
    <div className="stack">
      {isEnough ? <LevelTiles report={report} rows={shownDay?.rows} /> : <TooFewRows report={report} />}
      <div className="grid detail-first">
        <DriftTable measurements={measurements} selected={selected} isJudged={isEnough} />
        <DriftCharts drift={selected} minimumRows={report.minimum_rows} />
      </div>
      <DriftSteps selected={selected} as_of={as_of} />
    </div>
  );
}

/** In place of the figures of a day that has too few applications to judge. */
function TooFewRows({ report: { as_of, days, minimum_rows } }: { report: DriftReport }) {
  const rows = days.find((day) => day.as_of === as_of)?.rows ?? 0;
  const newest = days.find(({ enough }) => enough);
  return (
    <EmptyState title={texts.tooFew(rows, minimum_rows)}>
      {texts.tooFewWhy(formatDate(as_of), minimum_rows)}{' '}
      {newest ? (
        <Link href={`/drift?as_of=${newest.as_of}`}>{texts.showNewest(formatDate(newest.as_of))}</Link>
      ) : (
        texts.noDayIsEnough
      )}
    </EmptyState>
  );
}

const buildFeatureHref = (feature: string) => `/features?feature=${encodeURIComponent(feature)}`;

function DriftSteps({ selected: { feature, label, level }, as_of }: { selected: Drift; as_of: string }) {
  const isShifted = level === 'warn' || level === 'alert';
  return (
    <NextSteps
      links={[
        ['/runs', texts.nextDelivery],
        ...(feature === 'score'
          ? []
          : [[buildFeatureHref(feature), texts.nextFeature(lowerFirstLetter(label))] as const]),
        [`/trends?to=${as_of.slice(0, 7)}`, texts.nextTrends],
        ['/performance', texts.nextPerformance],
      ]}
      commands={isShifted ? [[texts.nextTrain, commandTexts.train]] : []}
    />
  );
}

/** The ranking of the champion's features by importance, each with the shape of its effect. */
import { useState } from 'react';
import { Link } from 'wouter';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { ShareBar } from '../../components/tables/share-bar.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { lowerFirstLetter } from '../../format/labels.ts';
import { formatDecimal } from '../../format/numbers.ts';
import type { Importance } from '../../queries/api-types.ts';
import { featuresTexts as texts } from '../../texts/models/features.ts';
import { EffectShape } from './effect-shape.tsx';
import { findDirection } from './feature-effects.ts';

type Feature = Importance['features'][number];

/** Features that are shown at first: with more, what is below the table is out of reach. */
const SHOWN_FEATURES = 20;

export function ImportanceTable({ features, selected }: { features: Feature[]; selected: Feature }) {
  const [showsAll, setShowsAll] = useState(false);
  return (
    <Card title={texts.ranking} note={texts.rankingNote(nameStrongest(features))}>
      <Table
        caption={texts.caption}
        isList
        rows={showsAll ? features : features.slice(0, SHOWN_FEATURES)}
        rowKey={({ feature }) => feature}
        columns={buildColumns(features, selected)}
      />
      {!showsAll && features.length > SHOWN_FEATURES && (
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          {texts.showAll(features.length)}
        </button>
      )}
    </Card>
  );
}

function buildColumns(features: Feature[], selected: Feature): Column<Feature>[] {
  const largestAucLoss = findLargest(features.map(({ permutation_auc }) => permutation_auc));
  const largestShap = findLargest(features.map(({ mean_abs_shap }) => mean_abs_shap));
  return [
    {
      name: texts.feature,
      sortValue: ({ label }) => label,
      cell: (row) => <FeatureLink feature={row} isSelected={row.feature === selected.feature} />,
    },
    {
      name: texts.direction,
      cell: ({ effects }) => (
        <span className="effect-direction">
          <EffectShape effects={effects} />
          {texts.directions[findDirection(effects)]}
        </span>
      ),
    },
    {
      name: texts.importance,
      isNumber: true,
      sortValue: (row) => row.permutation_auc,
      cell: ({ permutation_auc: loss }) => (
        <ShareBar share={(loss ?? 0) / largestAucLoss}>{formatDecimal(loss, 4)}</ShareBar>
      ),
    },
    {
      name: texts.contribution,
      isNumber: true,
      sortValue: (row) => row.mean_abs_shap,
      cell: ({ mean_abs_shap: shap }) => (
        <ShareBar share={(shap ?? 0) / largestShap} colour={SERIES_COLOURS.third}>
          {formatDecimal(shap, 4)}
        </ShareBar>
      ),
    },
  ];
}

function FeatureLink({ feature: { feature, label }, isSelected }: { feature: Feature; isSelected: boolean }) {
  return (
    <Link
      className="name"
      href={`/features?feature=${encodeURIComponent(feature)}`}
      aria-current={isSelected ? 'true' : undefined}
      title={feature}
    >
      {label}
    </Link>
  );
}

export function FigureMeanings() {
  return (
    <details className="card">
      <summary>{texts.measures}</summary>
      <DefinitionList
        entries={[
          [texts.importance, texts.importanceMeaning],
          [texts.contribution, texts.contributionMeaning],
          [texts.effect, texts.effectMeaning],
        ]}
      />
    </details>
  );
}

/** The length of a full bar: never 0, which could not divide. */
function findLargest(values: (number | null)[]): number {
  return Math.max(...values.map((value) => value ?? 0)) || 1;
}

/** `Income, then age`; the API lists the most important feature first. */
function nameStrongest([first, second]: Feature[]): string {
  if (!first) return '';
  return second ? texts.twoStrongest(first.label, lowerFirstLetter(second.label)) : texts.oneStrongest(first.label);
}

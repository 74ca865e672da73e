/** The columns that all lists of scores have. */
import { Link } from 'wouter';
import { BandLabel } from '../../components/figures/band-label.tsx';
import { DecisionLabel } from '../../components/figures/decision-label.tsx';
import type { Column } from '../../components/tables/table.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import type { Prediction } from '../../queries/api-types.ts';
import { scoreColumnTexts as texts } from '../../texts/cases/applications.ts';

type Score = Pick<
  Prediction,
  'prediction_id' | 'application_id' | 'pd' | 'score' | 'band' | 'decision' | 'contradicts_override'
>;

/** Of a list of scores that leads to the evidence of each. */
export const SCORE_COLUMNS: Column<Score>[] = [
  {
    name: texts.application,
    sortValue: ({ application_id }) => application_id,
    cell: ({ prediction_id, application_id }) => (
      <Link className="long" href={`/applications/${prediction_id}`}>
        {application_id ?? prediction_id}
      </Link>
    ),
  },
  { name: texts.pd, isNumber: true, sortValue: ({ pd }) => pd, cell: ({ pd }) => formatPercent(pd, 2) },
  { name: texts.score, isNumber: true, sortValue: ({ score }) => score, cell: ({ score }) => formatCount(score) },
  { name: texts.band, sortValue: ({ band }) => band, cell: ({ band }) => <BandLabel band={band} /> },
  {
    name: texts.decision,
    sortValue: ({ decision }) => decision,
    cell: ({ decision, contradicts_override }) => (
      <DecisionLabel decision={decision} isContradicted={contradicts_override} />
    ),
  },
];

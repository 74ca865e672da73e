/** The candidates of a training, from which cross-validation chose the model. */
import { Card } from '../../components/card.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatDecimal } from '../../format/numbers.ts';
import type { Model } from '../../queries/api-types.ts';
import { formatAlgorithm } from '../../texts/codes.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';

interface CandidatesProps {
  model: Model;
  /** Applications of the holdout, which all candidates share. */
  holdoutRows: number | null;
}

export function Candidates({ model: { candidates, kind }, holdoutRows }: CandidatesProps) {
  return (
    <Card title={texts.candidates} note={texts.candidatesNote(holdoutRows)}>
      <Table
        caption={texts.candidates}
        isList
        rows={candidates}
        rowKey={(candidate) => `${candidate.kind} ${candidates.indexOf(candidate)}`}
        columns={[
          {
            name: texts.algorithm,
            cell: (candidate) => {
              const algorithm = formatAlgorithm(candidate.kind);
              return candidate.kind === kind ? <strong>{texts.chosen(algorithm)}</strong> : algorithm;
            },
          },
          {
            name: texts.cvAuc,
            isNumber: true,
            sortValue: ({ cv }) => cv.auc_mean,
            cell: ({ cv }) => texts.cvAucValue(cv.auc_mean, cv.auc_std),
          },
          {
            name: texts.candidateAuc,
            isNumber: true,
            sortValue: ({ holdout }) => holdout.auc,
            cell: ({ holdout }) => formatDecimal(holdout.auc, 4),
          },
          {
            name: texts.ks,
            isNumber: true,
            value: ({ holdout }) => holdout.ks,
            cell: ({ holdout }) => formatDecimal(holdout.ks),
          },
          {
            name: texts.brier,
            isNumber: true,
            value: ({ holdout }) => holdout.brier,
            cell: ({ holdout }) => formatDecimal(holdout.brier),
          },
          {
            name: texts.ece,
            isNumber: true,
            value: ({ holdout }) => holdout.ece,
            cell: ({ holdout }) => formatDecimal(holdout.ece),
          },
        ]}
      />
    </Card>
  );
}

/** The model that serves beside the assessed one: which of the two sets of figures says what. */
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { formatDecimal } from '../../format/numbers.ts';
import type { Model } from '../../queries/api-types.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';

/** Nothing for a version that was trained before refits. */
export function ServingModel({ serving }: Pick<Model, 'serving'>) {
  if (!serving) return null;
  if (!serving.refit) {
    return (
      <Card title={texts.serving} note={texts.assessedServes}>
        <DefinitionList entries={[[texts.whyAssessed, serving.why]]} />
      </Card>
    );
  }
  const { rows, cv, out_of_fold, against_assessed: against } = serving;
  return (
    <Card title={texts.serving} note={texts.servingNote}>
      <DefinitionList
        entries={[
          [texts.servingRows, texts.servingRowsValue(rows)],
          [texts.servingAuc, texts.cvAucValue(cv.auc_mean, cv.auc_std)],
          [texts.servingBrier, formatDecimal(out_of_fold.brier, 4)],
          ...(against
            ? [
                [
                  texts.servingAgainst,
                  texts.servingAgainstValue(against.rows, against.value, against.low, against.high),
                ] as [string, string],
              ]
            : []),
        ]}
      />
    </Card>
  );
}

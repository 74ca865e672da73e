/** What a model version is: stage, target, training data, files and documents. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { buildMlflowRunUrl } from '../../format/mlflow.ts';
import { formatBytes, formatDecimal, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Model } from '../../queries/api-types.ts';
import { useConfiguration } from '../../queries/use-configuration.ts';
import { formatAlgorithm, formatCode } from '../../texts/codes.ts';
import { modelTexts as texts } from '../../texts/models/models.ts';

interface ModelPropertiesProps {
  model: Model;
  /** Applications of the holdout. */
  holdoutRows: number | null;
}

export function ModelProperties({ model, holdoutRows }: ModelPropertiesProps) {
  const { training_run_id, training, parity, members } = model;
  const runLink = training_run_id ? <Link href={`/runs/${training_run_id}`}>{training_run_id}</Link> : MISSING_TEXT;
  return (
    <Card title={formatCode(formatAlgorithm(model.kind))} note={<StateBadge code={model.stage} />}>
      <DefinitionList
        entries={[
          [texts.target, model.target ?? texts.noTarget],
          [texts.why, model.stage_reasons.join('; ') || MISSING_TEXT],
          [texts.stageSince, formatTime(model.stage_changed_at)],
          [texts.registered, formatTime(model.registered_at)],
          [texts.promoted, model.promoted_at ? formatTime(model.promoted_at) : texts.never],
          [texts.holdoutAuc(holdoutRows), formatDecimal(model.holdout_auc, 4)],
          [texts.trainedOn, texts.trainingRows(training.rows, training.positives / Math.max(training.rows, 1))],
          ...(members
            ? [
                [
                  texts.members,
                  members.map(({ kind, weight }) => texts.member(formatAlgorithm(kind), weight)).join(', '),
                ] as [string, string],
              ]
            : []),
          [texts.parity, texts.parityResult(parity.max_abs_difference, parity.rows, parity.decision_flips)],
          [texts.run, runLink],
          [texts.size, formatBytes(model.size_bytes)],
          [texts.hash, <code key="sha">{model.sha256}</code>],
          [texts.mlflowRun, model.mlflow_run_id ? <MlflowRun key="mlflow" id={model.mlflow_run_id} /> : MISSING_TEXT],
        ]}
      />
      <Documents model={model} />
    </Card>
  );
}

/** A link where MLflow has an address. */
function MlflowRun({ id }: { id: string }) {
  const url = buildMlflowRunUrl(useConfiguration()?.mlflow_url, id);
  if (!url) return <code>{id}</code>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {id}
    </a>
  );
}

/** The files of the training as pages of their own. Their addresses are signed and expire. */
function Documents({ model: { validation_report_url, model_card_url } }: { model: Model }) {
  const documents = [
    { name: texts.validationReport, url: validation_report_url },
    { name: texts.modelCard, url: model_card_url },
  ].flatMap(({ name, url }) => (url ? [{ name, url }] : []));
  if (documents.length === 0) return <p className="summary below">{texts.noDocuments}</p>;
  return (
    <ul className="row below" aria-label={texts.documents}>
      {documents.map(({ name, url }) => (
        <li key={name}>
          <a className="button" href={url} target="_blank" rel="noreferrer">
            {name}
            <span className="unseen"> {texts.opensFile}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Scores a run as the scoring workflow does but without a model: the real selection of applications, constant scores. */
import { getDatabase, uuid } from '../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';

const CHAMPION = { model_version: 'champion', policy_version: '2026-11-01' };

/** Registers the model that the scores name. */
export const INSERT_CHAMPION = `
insert into predictions.model_metadata (version, kind, stage, onnx_key, onnx_sha256, size_bytes, manifest, job_name)
values ('${CHAMPION.model_version}', 'scorecard', 'champion', 'key', '${'a'.repeat(64)}', 1, '{}', 'job')`;

const INSERT_SCORES = `
insert into predictions.risk_scores (prediction_id, application_id, customer_id, source, as_of, features_as_of, run_id,
  features, lineage, model_version, model_sha256, policy_version, pd, raw, score, band, decision, decided_by, lgd, ead,
  expected_loss, requested_by)
select gen_random_uuid(), f.application_id, f.customer_id, 'batch', f.as_of, f.as_of, f.run_id,
  jsonb_build_object('amount', f.amount, 'utilisation', f.utilisation), lineage, :model_version, 'sha', :policy_version,
  0.5, 0, 500, 'C', 'refer', 'score', 0.45, 1, 1, 'faults'
from open_applications
join analytics.risk_features f using (application_id, as_of)
join analytics.run_lineage using (run_id)
where f.run_id = cast(:run_id as uuid)
on conflict do nothing`;

/** Scores the open applications without a score of a run, by default of the newest run. */
export async function scoreWithoutModel({
  run_id,
}: {
  run_id?: string;
}): Promise<{ outcome: string; applications: number }> {
  return getDatabase().transaction(async (transaction) => {
    const [newest] = await transaction.query<{ run_id: string }>(readSqlFile('scoring/find_newest_run.sql'));
    const scoredRun = run_id ?? newest?.run_id;
    if (!scoredRun) return { outcome: 'nothing_open', applications: 0 };
    await transaction.execute(readSqlFile('scoring/create_open_applications.sql'), {
      ...{ run_id: scoredRun, segments: '[]', arms: '[]' },
      ...CHAMPION,
    });
    const applications = await transaction.execute(INSERT_SCORES, { run_id: uuid(scoredRun), ...CHAMPION });
    return { outcome: applications > 0 ? 'scored' : 'nothing_open', applications };
  });
}

/** Selects open applications of the newest publication that do not have exactly one score of their present features. */
export const SELECT_UNSCORED = `
select f.application_id, count(scored.prediction_id)::int as scores
from analytics.current_features f
left join predictions.risk_scores scored on scored.application_id = f.application_id and scored.as_of = f.as_of
  and scored.features = jsonb_build_object('amount', f.amount, 'utilisation', f.utilisation)
where f.run_id = (select run_id from analytics.publications order by as_of desc, published_at desc limit 1)
  and exists (
    select from staging.loan_applications a where a.application_id = f.application_id
    having (array_agg(status order by valid_from desc))[1] = 'received'
  )
group by f.application_id
having count(scored.prediction_id) <> 1`;

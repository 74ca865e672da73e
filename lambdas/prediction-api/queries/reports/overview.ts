/** Everything at a glance: the newest run, the champion, scores by band, decisions, alarms. */
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { DECISIONS } from '../../../shared/decision/policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import type { RunSummary } from '../../contract/schemas/runs.ts';
import { toIsoTime } from '../../predictions/stored/stored-prediction.ts';
import { toRunSummary } from '../runs.ts';
import { readAlarms } from './alarms.ts';
import { readBands, readFreshness } from './portfolio.ts';
import type { ReportDependencies } from './read-report.ts';

type Overview = ReportOf<'overview'>;
type Champion = NonNullable<Overview['champion']>;
type Bands = ReportOf<'distribution'>['bands'];

export async function readOverview({ database, alarms }: ReportDependencies): Promise<Overview> {
  const db = database();
  const [fresh, bands, [overridden], run, [publication], [champion], ringing] = await Promise.all([
    readFreshness(db),
    readBands(db),
    db.query<{ overrides: number }>(readSqlFile('api/reports/overrides.sql')),
    newestRun(db),
    db.query<{ age_hours: number }>(readSqlFile('api/reports/publication.sql')),
    db.query<Champion>('select version, kind, holdout_auc, promoted_at from reporting.champion'),
    // The rest is worth showing without them.
    readAlarms(alarms).catch(() => null),
  ]);
  const applications = sum(bands, 'applications');
  return {
    report: 'overview',
    generated_at: new Date().toISOString(),
    ...fresh,
    run,
    pass_rate: run && run.rows_delivered > 0 ? 1 - run.rows_rejected / run.rows_delivered : null,
    features_age_hours: publication ? Math.max(publication.age_hours, 0) : null,
    champion: champion ? { ...champion, promoted_at: toIsoTime(champion.promoted_at) } : null,
    applications,
    overrides: overridden?.overrides ?? 0,
    ...sharesOf(bands, applications),
    expected_loss: Math.round(sum(bands, 'expected_loss') * 100) / 100,
    alarms: ringing,
  };
}

async function newestRun(db: Database): Promise<RunSummary | null> {
  const [newest] = await db.query<{ run_id: string }>(readSqlFile('api/runs/newest_run.sql'));
  if (!newest) return null;
  const [run] = await db.query<RunSummary>(readSqlFile('api/runs/run.sql'), { run_id: uuid(newest.run_id) });
  return run ? toRunSummary(run) : null;
}

/** By band, and by decision in the order of their strictness. */
function sharesOf(rows: Bands, all: number): Pick<Overview, 'bands' | 'decisions'> {
  const bands = [...Map.groupBy(rows, ({ band }) => band)].map(([band, own]) => {
    const applications = sum(own, 'applications');
    const mean_pd = own.reduce((total, row) => total + row.mean_pd * row.applications, 0) / applications;
    return { band, applications, share: applications / all, mean_pd };
  });
  const decisions = DECISIONS.map((decision) => {
    const applications = sum(
      rows.filter((row) => row.decision === decision),
      'applications',
    );
    return { decision, applications, share: applications / all };
  });
  return { bands, decisions: decisions.filter(({ applications }) => applications > 0) };
}

function sum(rows: Bands, field: 'applications' | 'expected_loss'): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

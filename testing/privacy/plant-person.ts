/** Puts the canary person into the places that the journey does not reach: what people and applicants add to a decision. */
import { v7 } from 'uuid';
import { json, timestamp, uuid } from '../../lambdas/shared/aws/database.ts';
import { attachmentKey } from '../../lambdas/shared/object-keys.ts';
import { CANARY, CANARY_APPLICATION, CANARY_ID } from '../lenders/canary-lender.ts';
import type { DailyHarness } from '../workflows/daily-harness.ts';

/** @returns the access request of the person, which runs */
export async function plantPerson(harness: DailyHarness, caseBucket: string): Promise<string> {
  const { db, put } = harness.lambdas;
  const { superuser } = db;
  const { rows } = await superuser.query(
    'select prediction_id, model_version from predictions.risk_scores where application_id = $1 limit 1',
    [CANARY_APPLICATION],
  );
  const { prediction_id, model_version } = rows[0];
  await superuser.query(
    `insert into predictions.overrides (override_id, prediction_id, decision, overruled, reason, decided_by, client_id, application)
     values (gen_random_uuid(), $1, 'refer', 'approve', 'asked for', 'kim', 'c', $2)`,
    [prediction_id, CANARY_APPLICATION],
  );
  await superuser.query(
    `insert into predictions.shadow_scores (prediction_id, model_version, pd, raw, score) values ($1, $2, 0.1, 0, 600)
     on conflict do nothing`,
    [prediction_id, model_version],
  );
  await superuser.query(
    `insert into analytics.scored_applications (application, prediction_id, scored_at, pd, score, band, decision,
       overridden, high_risk, exposure, expected_loss, segments)
     values ($2, $1, now(), 0.1, 600, 'C', 'refer', false, false, 1, 1, '{}')`,
    [prediction_id, CANARY_APPLICATION],
  );
  await superuser.query('delete from reporting.segment_applications where dimension_id = 0 and rank = 1');
  await superuser.query('insert into reporting.segment_applications values (0, 0, 1, $1)', [prediction_id]);
  await superuser.query(
    `insert into privacy.rectifications (customer_id, table_name, column_name, value, why, made_by)
     values ($1, 'customers', 'dependants', '2', 'Asked by letter.', 'kim')`,
    [CANARY_ID],
  );
  await plantCase(harness, prediction_id);
  await superuser.query('update events.outbox set position = sequence where customer_id = $1', [CANARY_ID]);
  await superuser.query(
    `insert into events.deliveries (endpoint_id, position, ordering_key)
     select endpoint_id, position, 'x' from events.outbox, events.endpoints where customer_id = $1 limit 1`,
    [CANARY_ID],
  );
  const contest = await plantContest(harness, prediction_id);
  await put(caseBucket, `notices/${await plantNotice(harness, prediction_id)}/notice.html`, 'names nobody');
  await put(caseBucket, `contests/${contest.contest_id}/words`, CANARY.full_name);
  await put(caseBucket, attachmentKey(contest.attachment_id), `payslip of ${CANARY.full_name}`);
  await db
    .connect('risk_privacy')
    .query("select restriction_id from privacy.restrict_processing(:id, 'objection', 'asked by letter', 'kim')", {
      id: CANARY_ID,
    });
  return plantRequest(harness);
}

async function plantCase({ lambdas: { db } }: DailyHarness, prediction_id: string): Promise<void> {
  await db.superuser.query("select cases.open_case('expired_approval', $1, $2, $3, 'approved long ago')", [
    ...[CANARY_APPLICATION, CANARY_ID, prediction_id],
  ]);
}

async function plantContest({ lambdas: { db } }: DailyHarness, prediction_id: string) {
  const [contest_id, attachment_id] = [v7(), v7()];
  await db.superuser.query(
    `insert into contests.contests (contest_id, notice_id, application, customer_id, prediction_id, decision, decided_at,
       reasons, language, token_sha256, expires_at)
     values ($1, gen_random_uuid(), $2, $3, $4, 'decline', now(), '[]', 'en', repeat('a', 64), now() + interval '1 day')`,
    [contest_id, CANARY_APPLICATION, CANARY_ID, prediction_id],
  );
  await db.superuser.query(
    `insert into cases.attachments (attachment_id, contest_id, name, media_type, bytes) values ($1, $2, 'x', 'text/plain', 1)`,
    [attachment_id, contest_id],
  );
  return { contest_id, attachment_id };
}

async function plantNotice({ lambdas: { db } }: DailyHarness, prediction_id: string): Promise<string> {
  const notice_id = v7();
  await db.superuser.query(
    `insert into notices.notices (notice_id, prediction_id, application, customer_id, kind, language, decision, templates,
       content, html_sha256, pdf_sha256, issued_by, issued_at, channel)
     values ($1, $2, $3, $4, 'us', 'en', 'decline', '[]', '{}', repeat('a', 64), repeat('a', 64), 'kim', now(), 'event')`,
    [notice_id, prediction_id, CANARY_APPLICATION, CANARY_ID],
  );
  await db.superuser.query(
    `insert into notices.duties (application, customer_id, prediction_id, declined_at) values ($1, $2, $3, now())
     on conflict do nothing`,
    [CANARY_APPLICATION, CANARY_ID, prediction_id],
  );
  return notice_id;
}

async function plantRequest({ lambdas: { db } }: DailyHarness): Promise<string> {
  const request_id = v7();
  const api = db.connect('risk_privacy_api');
  await api.query(
    "select privacy.create_request(:request_id, 'access', :customer_id, cast(:content as jsonb), cast(:received_at as timestamptz), 'kim', 'Asked by letter.') is null as done",
    {
      ...{ request_id: uuid(request_id), customer_id: CANARY_ID, content: json({}) },
      received_at: timestamp(new Date(Date.now() - 1000)),
    },
  );
  await api.query("select privacy.start_request(:request_id, 'kim') is null as done", { request_id: uuid(request_id) });
  return request_id;
}

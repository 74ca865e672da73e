/**
 * `npm run bench:events [-- --rows 100000] [-- --json]`: measures what the outbox adds to storing a night's scores, and how
 * fast the publisher sends them to an event bus and a webhook, on a scratch PostgreSQL with receivers in memory.
 */
import { parseArgs } from 'node:util';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { publishEvents } from '../lambdas/events/publisher/publish-events.ts';
import { createPoster } from '../lambdas/events/sending/post-event.ts';
import { createBusSender, createWebhookSender } from '../lambdas/events/sending/senders.ts';
import { createSecret } from '../lambdas/shared/webhooks/webhook-secret.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../testing/database/migrated-database.ts';
import { startReceiver } from '../testing/events/receiver.ts';
import { insertGeneratedScores, registerGeneratedModel } from '../testing/lenders/generated-scores.ts';
import { createTable, describeMachine, readLoadAverage } from './results.ts';

/** As the parts of the daily scoring. */
const TRANSACTION_ROWS = 50_000;
const ROUNDS = 3;

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(options.rows);

async function measureSeconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

let stored = 0;
async function storeScores({ superuser }: MigratedDatabase, hasOutbox: boolean): Promise<number> {
  const state = hasOutbox ? 'enable' : 'disable';
  await superuser.query(`alter table predictions.risk_scores ${state} trigger announce_decisions`);
  // A referred score opens a case, whose opening is an event, too.
  await superuser.query(`alter table audit.events ${state} trigger record_changes`);
  stored += 1;
  return measureSeconds(async () => {
    for (let from = 0; from < rows; from += TRANSACTION_ROWS) {
      const applications = Math.min(TRANSACTION_ROWS, rows - from);
      await insertGeneratedScores(superuser, {
        applications,
        from: '2026-01-01',
        days: 28,
        prefix: `${stored}-${from}-`,
      });
    }
  });
}

/** A bus that takes everything in, as fast as this machine calls it. */
const bus = {
  send: async ({ input }: { input: { Entries: unknown[] } }) => ({
    Entries: input.Entries.map(() => ({ EventId: '1' })),
  }),
};

async function publish(db: MigratedDatabase): Promise<number> {
  const receiver = await startReceiver();
  const poster = createPoster({ allowsPrivate: true });
  const secrets = [createSecret()];
  const openSender = async ({ kind }: { kind: string }) => ({
    sender:
      kind === 'bus'
        ? createBusSender(bus as unknown as EventBridgeClient, 'bench')
        : createWebhookSender(poster, { url: receiver.url, secrets }),
    close: () => {},
  });
  const limits = { retry_hours: 72, keep_days: 30, budget_ms: 3_600_000 };
  const seconds = await measureSeconds(() =>
    publishEvents({ database: db.connect('risk_events'), openSender }, limits),
  );
  poster.close();
  await receiver.stop();
  return seconds;
}

const db = await startMigratedDatabase();
try {
  await registerGeneratedModel(db.superuser);
  await db.superuser.query(`insert into events.endpoints (endpoint_id, kind, name, url, secret, created_by)
    values (gen_random_uuid(), 'webhook', 'bench', 'https://bench.example', 'x', 'bench')`);
  const loadBefore = readLoadAverage();
  const without: number[] = [];
  const withOutbox: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    without.push(await storeScores(db, false));
    withOutbox.push(await storeScores(db, true));
  }
  // The events of the last round only.
  await db.superuser.query(
    'delete from events.outbox where sequence <= (select max(sequence) - $1::bigint from events.outbox)',
    [rows],
  );
  const published = await publish(db);
  const measured = {
    ...{ rows, store_seconds: Math.min(...without), store_with_outbox_seconds: Math.min(...withOutbox) },
    publish_seconds: published,
  };
  if (options.json) console.log(JSON.stringify({ machine: describeMachine(), load_before: loadBefore, ...measured }));
  else {
    const table = createTable(['step', 's']);
    table.push(['store scores without the outbox', measured.store_seconds.toFixed(1)]);
    table.push(['store scores with it', measured.store_with_outbox_seconds.toFixed(1)]);
    table.push(['publish to the bus and a webhook', published.toFixed(1)]);
    console.log(table.toString());
  }
} finally {
  await db.stop();
}

/**
 * Does the work on an import that a person makes in the browser: profile its files, check what a delivery would hold, or
 * deliver. The record of the import says what came of it.
 */
import type { Database } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { mappingKey } from '../../shared/object-keys.ts';
import {
  type ImportAction,
  type ImportProgress,
  type ImportWork,
  importAnswersKey,
  importCheckKey,
  importFileKey,
  importProposalKey,
} from '../contract/import-state.ts';
import type { Answers, Proposal } from '../contract/profile.ts';
import type { RawFile } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { convertFiles } from '../conversion/convert-files.ts';
import { formatMapping } from '../conversion/mapping-file.ts';
import { openMappedTables } from '../conversion/open-mapped-tables.ts';
import { hashTexts } from '../inbox/hash-texts.ts';
import type { InboxTools } from '../inbox/import-inbox-file.ts';
import { nameOrigin, openLandingSink } from '../inbox/landing-sink.ts';
import { openNullSink } from '../inbox/null-sink.ts';
import { storeReport } from '../inbox/store-report.ts';
import { profileTable } from '../profiling/profile-table.ts';
import { proposeMapping } from '../proposal/propose-mapping.ts';
import { openRawTables } from '../readers/open-raw-tables.ts';
import { openStoredFile } from '../readers/stored-file.ts';
import { type ClaimedImport, claimWork, endWork, reportProgress, type WorkEnd } from './import-record.ts';
import { WorkNotAsked, WorkProgress } from './work-progress.ts';

export interface ImportWorkTools extends InboxTools {
  database: Database;
  workBucket: string;
  /** Starts the daily workflow once for this work. */
  startDailyRun: (work: ImportWork) => Promise<void>;
  deleteObject: (bucket: string, key: string) => Promise<void>;
  today: string;
}

export interface ImportWorkResult {
  outcome: WorkEnd['state'] | 'not_asked';
  reason?: string;
}

interface Task {
  work: ImportWork;
  claimed: ClaimedImport;
  files: RawFile[];
  progress: WorkProgress;
  tools: ImportWorkTools;
}

/** How often the bytes of all files are read. */
const READINGS: Record<ImportAction, number> = { profile: 2, check: 3, deliver: 3 };

/** What a person is told of a fault of ours. */
const FAULT = {
  name: 'failed',
  detail: 'The service failed while it worked on your files. Try again; the fault is logged.',
};
/** A delivery of two days can be half written; the same import replaces it. */
const DELIVERY_FAULT = {
  name: 'failed',
  detail:
    'The service failed while it wrote the deliveries, and some may count already. Check and deliver again, which writes nothing twice; the fault is logged.',
};

const ACTIONS: Record<ImportAction, (task: Task) => Promise<WorkEnd>> = {
  profile: profileFiles,
  check: checkImport,
  deliver: deliverImport,
};

/**
 * Does the work, once: work that is not asked for any more changes nothing. A refusal ends it with its reason. So does any
 * other error, which is thrown too: a person who waits is told at once, and asks again.
 */
export async function runImportWork(work: ImportWork, tools: ImportWorkTools): Promise<ImportWorkResult> {
  const claimed = await claimWork(tools.database, work);
  if (!claimed) return { outcome: 'not_asked' };
  const bytes = claimed.files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const storeProgress = (done: ImportProgress) => reportProgress(tools.database, work, done);
  const progress = new WorkProgress(READINGS[work.action] * bytes, storeProgress, tools.checkTime);
  try {
    const files = await openImportFiles(claimed, progress, tools);
    const end = await ACTIONS[work.action]({ work, claimed, files, progress, tools });
    await endWork(tools.database, work, end);
    if (end.state === 'delivered') {
      await deleteFiles(claimed, tools);
      // Last: what is delivered stays so when it fails, and the nightly run takes the days.
      await tools.startDailyRun(work);
    }
    return { outcome: end.state };
  } catch (error) {
    if (error instanceof WorkNotAsked) return { outcome: 'not_asked' };
    const problem = describeRefusal(error);
    // A person can mend a mapping or an answer, but not a file that cannot be read.
    const end = problem ? 'refused' : 'failed';
    const state = (await readProposal(work.import_id, tools)) ? 'proposed' : end;
    const fault = work.action === 'deliver' ? DELIVERY_FAULT : FAULT;
    await endWork(tools.database, work, { state, problem: problem ?? fault });
    if (state === 'refused') await deleteFiles(claimed, tools); // nothing can be made of them any more
    if (!problem) throw error;
    return { outcome: state, reason: problem.name };
  }
}

function describeRefusal(error: unknown): { name: string; detail: string } | undefined {
  if (error instanceof RawFileRefused) return { name: error.reason, detail: stripName(error.message, error.reason) };
  if (error instanceof DeliveryRefused) return { name: error.reason.error, detail: error.reason.message };
  return undefined;
}

const stripName = (message: string, name: string): string => message.replace(`${name}: `, '');

async function profileFiles({ work, claimed, files, progress, tools }: Task): Promise<WorkEnd> {
  const { store, workBucket, today } = tools;
  const known = await readProposal(work.import_id, tools);
  const answers = (await readDocument(store, workBucket, importAnswersKey(work.import_id))) as Answers | undefined;
  const tables = (await Promise.all(files.map((file) => openRawTables(file)))).flat();
  const profiles = known?.profiles ?? [];
  if (!known) {
    for (const table of tables) profiles.push(await profileTable(table, { today, progress: progress.countRows }));
  }
  const options = { name: claimed.mapping_name, answers: answers ?? { answers: {}, columns: [] }, today };
  const proposal = await proposeMapping(tables, profiles, options);
  await store.putJson(workBucket, importProposalKey(work.import_id), proposal);
  return { state: 'proposed' };
}

/** Converts with a sink that writes nothing. */
async function checkImport({ work, files, progress, tools }: Task): Promise<WorkEnd> {
  const { mapping } = await requireProposal(work, tools);
  const tables = await openMappedTables(mapping, files);
  const options = { files, today: tools.today, onProgress: progress.countRows };
  const report = await convertFiles(mapping, tables, openNullSink(), options);
  await tools.store.putJson(tools.workBucket, importCheckKey(work.import_id), report);
  return { state: 'checked' };
}

async function deliverImport({ work, claimed, files, progress, tools }: Task): Promise<WorkEnd> {
  const { store, landingBucket, mappingBucket, limits, today } = tools;
  const proposal = await requireProposal(work, tools);
  const { mapping } = proposal;
  // A correction replaces what the same person delivered, never what another one did.
  const origin = [claimed.requested_by, ...claimed.files.map(({ name }) => name).sort()];
  const sink = openLandingSink({
    ...{ store, bucket: landingBucket, limits },
    ...nameOrigin(mapping.name, origin.join('/')),
    version: hashTexts([work.import_id, JSON.stringify(mapping)]).slice(0, 8),
  });
  const tables = await openMappedTables(mapping, files);
  const report = await convertFiles(mapping, tables, sink, { files, today, onProgress: progress.countRows });
  await storeReport(report, work.import_id, tools);
  await store.putOnce(mappingBucket, mappingKey(mapping.name), Buffer.from(formatMapping(mapping, proposal)));
  return { state: 'delivered', deliveries: report.deliveries };
}

async function requireProposal(work: ImportWork, tools: ImportWorkTools): Promise<Proposal> {
  const proposal = await readProposal(work.import_id, tools);
  if (proposal) return proposal;
  throw new RawFileRefused('UndecidedQuestion', 'the import has no proposal yet: have its files profiled first');
}

const readProposal = async (importId: string, { store, workBucket }: ImportWorkTools): Promise<Proposal | undefined> =>
  (await readDocument(store, workBucket, importProposalKey(importId))) as Proposal | undefined;

async function readDocument(store: ObjectStore, bucket: string, key: string): Promise<unknown> {
  try {
    return await store.getJson(bucket, key);
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}

/** The files under the names that the person gave them. */
async function openImportFiles(
  { import_id, files }: ClaimedImport,
  progress: WorkProgress,
  { store, workBucket }: ImportWorkTools,
): Promise<RawFile[]> {
  const open = async ({ number, name }: ClaimedImport['files'][number]): Promise<RawFile> => {
    const file = await openStoredFile(store, workBucket, importFileKey(import_id, number));
    return progress.countBytes({ ...file, name });
  };
  return Promise.all(files.map(open));
}

async function deleteFiles({ import_id, files }: ClaimedImport, tools: ImportWorkTools): Promise<void> {
  for (const { number } of files) await tools.deleteObject(tools.workBucket, importFileKey(import_id, number));
}

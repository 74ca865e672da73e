/** Reads from the history of a run's execution when it entered each stage. Open it when a stage's states change. */
import { type HistoryEvent, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import type { StageName, StageTimes } from './run-stages.ts';

/** The states of daily-etl-run that begin a stage. */
export const STAGE_OF_STATE: Readonly<Record<string, StageName>> = {
  VerifyManifest: 'verify',
  PrepareFiles: 'prepare',
  ImportFiles: 'import',
  BuildFeatures: 'features',
  CheckQuality: 'quality',
  Publish: 'publish',
  ScoreApplications: 'score',
  CloseRun: 'close',
  CloseRefusedRun: 'close',
  CloseGateFailedRun: 'close',
  CloseFailedRun: 'close',
};

/** The API's limit. A run has fewer than a hundred events, and a few for each delivered file. */
const MAX_PAGE_EVENTS = 1000;

let client: SFNClient | undefined;

/** The times at which an execution of daily-etl-run entered its stages. */
export async function readStageTimes(executionArn: string): Promise<StageTimes> {
  client ??= new SFNClient({});
  const events: HistoryEvent[] = [];
  const input = { executionArn, includeExecutionData: false };
  for await (const page of paginateGetExecutionHistory({ client, pageSize: MAX_PAGE_EVENTS }, input)) {
    events.push(...(page.events ?? []));
  }
  return findStageTimes(events);
}

/**
 * Finds the times at which the run entered each stage.
 * @param events events of an execution, oldest first
 */
export function findStageTimes(events: readonly HistoryEvent[]): StageTimes {
  const times: StageTimes = {};
  for (const { stateEnteredEventDetails, timestamp } of events) {
    const stage = STAGE_OF_STATE[stateEnteredEventDetails?.name ?? ''];
    // A redriven execution enters a state again; the first entry is the right one.
    if (stage) times[stage] ??= timestamp?.toISOString();
  }
  return times;
}

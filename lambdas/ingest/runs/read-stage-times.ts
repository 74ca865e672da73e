/** Reads from the history of an execution when its newest run entered each stage. Open it when a stage's states change. */
import { type HistoryEvent, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import type { StageName, StageTimes } from './run-stages.ts';

/** The states of daily-etl that begin a stage. */
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

/** The first state of every run; an execution opens one run after the other. */
const FIRST_STATE = 'OpenRun';
/** The API's limit. A run has fewer than a hundred events, and a few for each delivered file. */
const MAX_PAGE_EVENTS = 1000;

let client: SFNClient | undefined;

/** The times at which the newest run of an execution entered its stages. */
export async function readStageTimes(executionArn: string): Promise<StageTimes> {
  client ??= new SFNClient({});
  const events: HistoryEvent[] = [];
  const input = { executionArn, reverseOrder: true, includeExecutionData: false };
  for await (const page of paginateGetExecutionHistory({ client, pageSize: MAX_PAGE_EVENTS }, input)) {
    events.push(...(page.events ?? []));
    if (events.some((event) => findEnteredState(event) === FIRST_STATE)) break;
  }
  return findStageTimes(events);
}

/**
 * Finds the times at which the newest run entered each stage.
 * @param events events of an execution, newest first
 */
export function findStageTimes(events: readonly HistoryEvent[]): StageTimes {
  const times: StageTimes = {};
  for (const event of events) {
    const state = findEnteredState(event);
    if (state === FIRST_STATE) break;
    const stage = state && STAGE_OF_STATE[state];
    // A redriven execution enters a state again. The first entry, which comes last here, is the right one.
    if (stage) times[stage] = event.timestamp?.toISOString();
  }
  return times;
}

const findEnteredState = ({ stateEnteredEventDetails }: HistoryEvent): string | undefined =>
  stateEnteredEventDetails?.name;

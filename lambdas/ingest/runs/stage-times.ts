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

/** An execution works on one run after the other; this state begins each. */
const FIRST_STATE = 'OpenRun';
/** Most that one call returns: a run has fewer than a hundred events, and some for each delivered file. */
const PAGE_EVENTS = 1000;

let client: SFNClient | undefined;

export async function readStageTimes(executionArn: string): Promise<StageTimes> {
  client ??= new SFNClient({});
  const events: HistoryEvent[] = [];
  const input = { executionArn, reverseOrder: true, includeExecutionData: false };
  for await (const page of paginateGetExecutionHistory({ client, pageSize: PAGE_EVENTS }, input)) {
    events.push(...(page.events ?? []));
    if (events.some((event) => enteredState(event) === FIRST_STATE)) break;
  }
  return stageTimes(events);
}

/**
 * When the newest run entered each stage.
 * @param events of an execution, newest first
 */
export function stageTimes(events: readonly HistoryEvent[]): StageTimes {
  const times: StageTimes = {};
  for (const event of events) {
    const state = enteredState(event);
    if (state === FIRST_STATE) break;
    const stage = state && STAGE_OF_STATE[state];
    // A redriven execution enters a state again: the first time, which comes last here, counts.
    if (stage) times[stage] = event.timestamp?.toISOString();
  }
  return times;
}

const enteredState = ({ stateEnteredEventDetails }: HistoryEvent): string | undefined => stateEnteredEventDetails?.name;

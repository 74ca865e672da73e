/** The history of an execution becomes the stages that the progress shows. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { toSteps } from '../../../cli/workflows/execution-steps.ts';

let second = 0;
const event = (type: string, details: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id: second,
  type: type as HistoryEvent['type'],
  timestamp: new Date(1000 * second++),
  ...details,
});
const entered = (type: string, name: string) =>
  event(`${type}StateEntered`, { stateEnteredEventDetails: { name } as HistoryEvent['stateEnteredEventDetails'] });
const succeeded = (payload: unknown) =>
  event('TaskSucceeded', {
    taskSucceededEventDetails: {
      output: JSON.stringify({ Payload: payload }),
    } as HistoryEvent['taskSucceededEventDetails'],
  });

beforeEach(() => {
  second = 0;
});

test('a Map is one stage with the number of its tasks and the sums of their counts', () => {
  const stages = toSteps([
    entered('Map', 'ImportParts'),
    entered('Task', 'ImportPart'),
    succeeded({ accepted: 10, rejected: 1, pass_rate: 0.9 }),
    event('TaskStateExited'),
    succeeded({ accepted: 5, rejected: 0 }),
    event('MapStateExited'),
  ]);
  expect(stages).toEqual([
    { name: 'ImportParts', done: 2, counts: { accepted: 15, rejected: 1 }, startedAt: 0, endedAt: 5000 },
  ]);
});

test('stages are in order, and the last one is still open', () => {
  const stages = toSteps([
    event('ExecutionStarted'),
    entered('Task', 'OpenRun'),
    succeeded({ outcome: 'opened' }),
    event('TaskStateExited'),
    entered('Choice', 'IsRunOpen'),
    event('ChoiceStateExited'),
    entered('Task', 'VerifyManifest'),
  ]);
  expect(stages.map(({ name, endedAt }) => [name, endedAt])).toEqual([
    ['OpenRun', 3000],
    ['IsRunOpen', 5000],
    ['VerifyManifest', undefined],
  ]);
});

/** Shows a workflow's steps as progress lines, titled by the names of its states. */

import { formatCount, formatPlural } from '../terminal/format.ts';
import type { Progress } from '../terminal/progress.ts';
import type { WorkflowStep } from './execution-steps.ts';
import { readWorkflowFile } from './workflow-file.ts';

/** States whose name is not what a person would say. */
const TITLES: Readonly<Record<string, string>> = {
  DecideStage: 'Decide lifecycle stage',
  FollowInMlflow: 'Copy to MLflow',
  ImportOthers: 'Import other tables',
  Judge: 'Evaluate measurements',
  RunJob: 'Train the models',
};

/** `BuildFeatures` → `Build features`. */
const toTitle = (name: string) =>
  TITLES[name] ?? name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Names of counted things have a plural; states of rows have none: `353,103 accepted`. */
const describeCount = (name: string, value: number): string =>
  name.endsWith('s') ? formatPlural(value, name.slice(0, -1)) : `${formatCount(value)} ${name}`;

/** `6 tasks: 353,103 accepted, 0 rejected`. */
function describe({ done, counts }: WorkflowStep): string {
  const counted = Object.entries(counts).map(([name, value]) => describeCount(name, value));
  const tasks = done > 0 ? [formatPlural(done, 'task')] : [];
  return [...tasks, counted.join(', ')].filter(Boolean).join(': ');
}

/** What shows the steps of a workflow. */
export type StepProgress = Pick<Progress, 'start' | 'update' | 'finish'>;

/** Call `show` with all steps so far whenever they change, and `end` to close the line of the last step. */
export function followSteps(workflow: string, progress: StepProgress) {
  const { workingStates } = readWorkflowFile(workflow);
  let running: WorkflowStep | undefined;
  let finished = 0;

  const finish = () => {
    if (!running) return;
    const { startedAt, endedAt } = running;
    progress.finish(describe(running), ((endedAt ?? Date.now()) - startedAt) / 1000);
    running = undefined;
  };
  const show = (steps: WorkflowStep[]) => {
    const working = steps.filter(({ name }) => workingStates.has(name));
    for (const step of working.slice(finished)) {
      if (!running) progress.start(toTitle(step.name));
      running = step;
      if (step.done > 0) progress.update(describe(step));
      if (step.endedAt === undefined) return;
      finish();
      finished += 1;
    }
  };
  return { show, end: finish };
}

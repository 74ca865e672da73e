/** Turns a workflow's stages into progress lines, with the names its ASL file gives them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Progress } from '../terminal/progress.ts';
import type { Stage } from './workflow.ts';

const STATE_MACHINES = resolve(import.meta.dirname, '../../statemachines');
/** Only these do work that takes time; a Choice or Pass is not worth a line. */
const WORKING_TYPES = new Set(['Task', 'Map', 'Parallel']);

interface State {
  Type: string;
}

/** `BuildFeatures` → `Build features`. */
const titleOf = (name: string) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `6 tasks: 353,103 accepted, 0 rejected`. */
function describe({ done, counts }: Stage): string {
  const counted = Object.entries(counts).map(([name, value]) => `${value.toLocaleString('en-GB')} ${name}`);
  const tasks = done > 0 ? [`${done} ${done === 1 ? 'task' : 'tasks'}`] : [];
  return [...tasks, counted.join(', ')].filter(Boolean).join(': ');
}

/** `show` is given all stages so far, again and again; `end` closes the last one's line. */
export function followStages(workflow: string, progress: Progress) {
  const file = resolve(STATE_MACHINES, `${workflow}.asl.json`);
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as { States: Record<string, State> };
  let shown: Stage | undefined;
  let finished = 0;

  const finish = () => {
    if (!shown) return;
    const { startedAt, endedAt } = shown;
    progress.done(describe(shown), ((endedAt ?? Date.now()) - startedAt) / 1000);
    shown = undefined;
  };
  const show = (all: Stage[]) => {
    const working = all.filter(({ name }) => WORKING_TYPES.has(States[name]?.Type ?? ''));
    for (const stage of working.slice(finished)) {
      if (!shown) progress.start(titleOf(stage.name));
      shown = stage;
      if (stage.done > 0) progress.update(describe(stage));
      if (stage.endedAt === undefined) return;
      finish();
      finished += 1;
    }
  };
  return { show, end: finish };
}

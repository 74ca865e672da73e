/** Classifies states as good, in need of attention, or bad. Pages choose colours and signs by it. */

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** States of runs, checks, alarms, models, gates and stages. All other states are `plain`. */
const TONES: Record<string, Tone> = {
  ...{ published: 'good', refused: 'bad', gate_failed: 'bad', failed: 'bad', abandoned: 'warn' },
  ...{ ok: 'good', warn: 'warn', alert: 'bad', alarm: 'bad' },
  ...{ champion: 'good', rejected: 'bad', passed: 'good' },
  ...{ as_predicted: 'good', above: 'bad', below: 'warn' },
  ...{ page: 'bad', ticket: 'warn', succeeded: 'good' },
};

export function getTone(state: string): Tone {
  return TONES[state] ?? 'plain';
}

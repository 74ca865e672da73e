/** The filter of a customer's scores, as the address of the page has it. */
import type { Prediction } from '../../queries/api-types.ts';

/** Months such as `2005-10`, both included; undefined takes all. */
export interface ScoreFilter {
  decision?: string;
  from?: string;
  to?: string;
}

const KEYS = ['decision', 'from', 'to'] as const;

export function readScoreFilter(search: URLSearchParams): ScoreFilter {
  return Object.fromEntries(KEYS.flatMap((key) => (search.get(key) ? [[key, search.get(key)]] : [])));
}

/** The decision is the current one, after overrides; the month is that in which the score was made. */
export function filterScores(scores: readonly Prediction[], { decision, from, to }: ScoreFilter): Prediction[] {
  return scores.filter(({ decision: current, scored_at }) => {
    const month = scored_at.slice(0, 7);
    return (!decision || current === decision) && (!from || month >= from) && (!to || month <= to);
  });
}

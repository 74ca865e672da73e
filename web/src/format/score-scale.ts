/** Describes the scale of scores for the screen. */
import { SCORE_SCALE } from '../../api-facts.ts';

/** The note below a score. */
export const SCORE_SCALE_NOTE = `of ${SCORE_SCALE.min} to ${SCORE_SCALE.max}; more is better`;

/** What predicted and observed default rates by band say, in a sentence. */
import type { Performance } from '../../queries/api-types.ts';
import { livePerformanceTexts as texts } from '../../texts/live-performance.ts';
import { containsRate, observeRate } from './observed-rate.ts';

/** Names the bands whose predicted rate is outside the interval of the observed one. */
export function describeBands(bands: Performance['bands']): string {
  const outside = bands.filter(
    ({ expected_pd, realised_rate, applications }) =>
      !containsRate(observeRate(realised_rate, applications), expected_pd),
  );
  const sentences = outside.map(({ band, expected_pd, realised_rate }) =>
    texts.bandSentence(band, expected_pd, realised_rate),
  );
  return outside.length === 0 ? texts.bandsInside : texts.bandsOutside(sentences.join('; '));
}

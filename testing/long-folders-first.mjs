/**
 * Order of the test files: those that take minutes begin first, so that short ones fill both processors to the end.
 * Jest alone begins with the largest files, and says nothing about folders.
 */
import { statSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/**
 * Beginnings of paths below test/. The journey comes first: it deploys the cloud that the other files of its folder copy.
 * The last ones hold single files of a minute or more.
 */
const FIRST = [
  ...['e2e/journey', 'infrastructure/', 'e2e/', 'upgrade/', 'faults/', 'attacks/'],
  ...['integration/monitoring/', 'integration/web/', 'integration/local/', 'integration/features/'],
  'integration/ingest/',
];

const rank = ({ path }) => {
  const position = FIRST.findIndex((beginning) => path.includes(`/test/${beginning}`));
  return position === -1 ? FIRST.length : position;
};

export default class extends Sequencer {
  sort(tests) {
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }
}

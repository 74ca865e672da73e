/**
 * Order of the test files: those that start a whole cloud begin first, so that short ones fill both processors to the end.
 * Jest alone begins with the largest files, and says nothing about folders.
 */
import { statSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

const FIRST = ['infrastructure', 'e2e', 'upgrade', 'faults', 'attacks'];

const rank = ({ path }) => {
  const position = FIRST.findIndex((folder) => path.includes(`/test/${folder}/`));
  return position === -1 ? FIRST.length : position;
};

export default class extends Sequencer {
  sort(tests) {
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }
}

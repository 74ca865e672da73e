/** Options of the commands that run deliveries on the local cloud: `npm start` and `npm run etl`. */
import { ENGINES, parseEngine } from './engine.ts';

export const dataOption = {
  data: {
    value: 'DIR',
    path: 'folder to read',
    description: 'folder with the deliveries, as_of=YYYY-MM-DD each (default: data/taiwan)',
  },
} as const;

export const engineOption = {
  engine: {
    value: 'NAME',
    description: `engine that builds the features: ${ENGINES.join(', ')}; auto takes spark for deliveries over 1 GB; spark needs Java 17`,
    default: 'auto',
    parse: parseEngine,
  },
} as const;

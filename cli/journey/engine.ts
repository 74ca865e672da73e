/** Names of the engines that build features, as options give them. */
import { InvalidSetting } from '../terminal/command-error.ts';

export const ENGINES = ['auto', 'sql', 'spark'] as const;
export type Engine = (typeof ENGINES)[number];

/** @throws {InvalidSetting} when no engine has this name */
export function parseEngine(name: string): Engine {
  const engine = ENGINES.find((value) => value === name);
  if (!engine) throw new InvalidSetting(`--engine is ${ENGINES.join(', ')}, not "${name}"`);
  return engine;
}

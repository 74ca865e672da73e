/** Parsers of option values that several commands share. */
import { InvalidOptions } from './command.ts';

/**
 * Returns a parser of a finite number.
 * @param option name of the option, for the message
 */
export function createNumberParser(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new InvalidOptions(`--${option} ${text}: give a number`);
  };
}

/**
 * Returns a parser of a whole number, 0 or more.
 * @param option name of the option, for the message
 */
export function createCountParser(option: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,12}$/.test(text)) return Number(text);
    throw new InvalidOptions(`--${option} ${text}: give a whole number, 0 or more`);
  };
}

/** Parses a search budget in seconds, 0 to 99999. */
export function parseBudgetSeconds(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidOptions(`--budget-seconds ${text}: give a whole number of seconds, 0 or more`);
}

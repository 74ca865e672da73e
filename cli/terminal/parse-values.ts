/** Parsers of option values that several commands share. */
import { z } from 'zod';
import { AsOfDate } from '../../lambdas/shared/runs/run.ts';
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

/**
 * Parses a day of the calendar.
 * @param option name of the option, for the message
 */
export function parseDay(option: string, text: string): string {
  if (AsOfDate.safeParse(text).success) return text;
  throw new InvalidOptions(`--${option} takes a day as YYYY-MM-DD, not "${text}"`);
}

/** Parses an ISO time with its zone; a day that the calendar lacks would become one of the next month. */
export function parseTime(text: string): Date {
  const time = Date.parse(text);
  const isDay = z.iso.date().safeParse(text.slice(0, 10)).success;
  if (!isDay || !/^.{10}T.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time)) {
    throw new InvalidOptions(`${text} is not an ISO time with its zone, such as 2026-11-28T04:00:00Z`);
  }
  return new Date(time);
}

/** Parses an ISO time with its zone that is not in the future. */
export function parsePastTime(text: string): Date {
  const time = parseTime(text);
  if (time.getTime() > Date.now()) throw new InvalidOptions(`${text} is in the future`);
  return time;
}

/** One line of a log, wherever it comes from, and how a person reads it. */
import pc from 'picocolors';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  /** `ingest/open-run` of a function, `daily-etl` of a workflow. */
  source: string;
  level: LogLevel;
  text: string;
  /** More lines that belong to it, such as a stack. */
  detail: string[];
}

/** What every line of a function says of itself, and what the caller asked for anyway. */
const BOILERPLATE = new Set(
  `level message timestamp service cold_start function_arn function_memory_size function_name function_request_id
   sampling_rate xray_trace_id run_id fencing_token execution correlation_id error stack`.split(/\s+/),
);

/** Lambda's own lines; the one that tells of a time-out or a crash is kept. */
const PLATFORM = /^(START|END|INIT_START|INIT_REPORT|REPORT|XRAY)\b/;
const PLATFORM_FAULT = /Status: (timeout|error)|Task timed out/i;

const STACK_LINES = 4;

interface Fault {
  name?: string;
  message?: string;
  stack?: string;
  cause?: unknown;
}

/**
 * What an event of CloudWatch Logs says; undefined for what no person reads: metrics, and Lambda's book-keeping.
 * @param at when it was logged, ms; a line that names its own time counts by that
 */
export function parseLogLine(source: string, at: number, message: string): LogLine | undefined {
  const fields = objectOf(message);
  if (!fields) {
    const text = message.trimEnd();
    if (text === '' || (PLATFORM.test(text) && !PLATFORM_FAULT.test(text))) return undefined;
    return { at, source, level: levelOf(text), ...splitText(text) };
  }
  if ('_aws' in fields) return undefined;
  const fault = objectOf(fields.error) as Fault | undefined;
  const more = Object.entries(fields).filter(([name, value]) => !BOILERPLATE.has(name) && value !== undefined);
  return {
    at: Date.parse(String(fields.timestamp ?? '')) || at,
    source: typeof fields.service === 'string' ? fields.service : source,
    level: knownLevel(fields.level) ?? 'info',
    text: [String(fields.message ?? ''), ...more.map(([name, value]) => `${name}=${short(value)}`)].join(' ').trim(),
    detail: faultLines(fault),
  };
}

/** An error, its first places in the code, and what caused it. */
function faultLines(fault: Fault | undefined): string[] {
  if (!fault) return [];
  const places = String(fault.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const cause = objectOf(fault.cause) as Fault | undefined;
  return [
    `${fault.name ?? 'Error'}: ${fault.message ?? ''}`,
    ...places.slice(0, STACK_LINES).map((place) => place.replace(/^\s+/, '  ')),
    ...(cause ? faultLines(cause).map((line, i) => (i === 0 ? `caused by ${line}` : line)) : []),
  ];
}

function splitText(text: string): { text: string; detail: string[] } {
  const [first = '', ...rest] = text.split('\n');
  return { text: first, detail: rest.slice(0, STACK_LINES + 1) };
}

function levelOf(text: string): LogLevel {
  if (PLATFORM_FAULT.test(text) || /\b(ERROR|Error:)/.test(text)) return 'error';
  return /\bWARN/.test(text) ? 'warn' : 'info';
}

function knownLevel(level: unknown): LogLevel | undefined {
  const name = String(level).toLowerCase();
  if (name === 'critical') return 'error';
  return (['debug', 'info', 'warn', 'error'] as const).find((known) => known === name);
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  try {
    const parsed = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined; // a line of text
  }
}

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

/** In the order of time; what was logged twice, to two groups, once. */
export function sortLogLines(lines: LogLine[]): LogLine[] {
  const once = new Map(lines.map((line) => [`${line.at} ${line.source} ${line.text}`, line]));
  return [...once.values()].sort((a, b) => a.at - b.at);
}

const MARKS: Record<LogLevel, (text: string) => string> = {
  debug: pc.dim,
  info: (text) => text,
  warn: pc.yellow,
  error: pc.red,
};

/** `12:00:01.234  ingest/open-run      done outcome=opened`, errors and warnings marked by name, not by colour alone. */
export function formatLogLine({ at, source, level, text, detail }: LogLine): string {
  const time = pc.dim(new Date(at).toISOString().slice(11, 23));
  const mark = level === 'error' ? 'ERROR ' : level === 'warn' ? 'WARN ' : '';
  const first = `${time}  ${source.padEnd(28)} ${MARKS[level](mark + text)}`;
  return [first, ...detail.map((line) => `${' '.repeat(43)}${MARKS[level](line)}`)].join('\n');
}

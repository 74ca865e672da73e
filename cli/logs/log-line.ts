/** Parses events of CloudWatch Logs into lines, and sorts and formats lines of any source. */
import pc from 'picocolors';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  /** Function or workflow, such as `ingest/open-run` or `daily-etl`. */
  source: string;
  level: LogLevel;
  text: string;
  /** Further lines, such as a stack. */
  detail: string[];
}

/** Fields that every line of a function has, or that the selection of the logs implies. */
const OMITTED_FIELDS = new Set(
  `level message timestamp service cold_start function_arn function_memory_size function_name function_request_id
   sampling_rate xray_trace_id run_id fencing_token execution correlation_id error stack`.split(/\s+/),
);

/** Lines that Lambda itself writes. They are hidden unless they report a time-out or a crash. */
const PLATFORM_LINE = /^(START|END|INIT_START|INIT_REPORT|REPORT|XRAY)\b/;
const PLATFORM_FAULT = /Status: (timeout|error)|Task timed out/i;

const STACK_LINES = 4;

interface LoggedError {
  name?: string;
  message?: string;
  stack?: string;
  cause?: unknown;
}

/**
 * Parses an event of CloudWatch Logs; undefined for metrics and for Lambda's own START, END and REPORT lines.
 * @param at time of the event in milliseconds since 1970; a time in the line takes precedence
 */
export function parseLogLine(source: string, at: number, message: string): LogLine | undefined {
  const fields = parseObject(message);
  if (!fields) {
    const text = message.trimEnd();
    if (text === '' || (PLATFORM_LINE.test(text) && !PLATFORM_FAULT.test(text))) return undefined;
    return { at, source, level: guessLevel(text), ...splitText(text) };
  }
  if ('_aws' in fields) return undefined;
  const loggedError = parseObject(fields.error) as LoggedError | undefined;
  const otherFields = Object.entries(fields).filter(
    ([name, value]) => !OMITTED_FIELDS.has(name) && value !== undefined,
  );
  return {
    at: Date.parse(String(fields.timestamp ?? '')) || at,
    source: typeof fields.service === 'string' ? fields.service : source,
    level: parseLevel(fields.level) ?? 'info',
    text: [String(fields.message ?? ''), ...otherFields.map(([name, value]) => `${name}=${shortenText(value)}`)]
      .join(' ')
      .trim(),
    detail: formatError(loggedError),
  };
}

/** The error, its first stack frames, and its cause. */
function formatError(error: LoggedError | undefined): string[] {
  if (!error) return [];
  const frames = String(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const cause = parseObject(error.cause) as LoggedError | undefined;
  return [
    `${error.name ?? 'Error'}: ${error.message ?? ''}`,
    ...frames.slice(0, STACK_LINES).map((frame) => frame.replace(/^\s+/, '  ')),
    ...(cause ? formatError(cause).map((line, i) => (i === 0 ? `caused by ${line}` : line)) : []),
  ];
}

function splitText(text: string): { text: string; detail: string[] } {
  const [first = '', ...rest] = text.split('\n');
  return { text: first, detail: rest.slice(0, STACK_LINES + 1) };
}

function guessLevel(text: string): LogLevel {
  if (PLATFORM_FAULT.test(text) || /\b(ERROR|Error:)/.test(text)) return 'error';
  return /\bWARN/.test(text) ? 'warn' : 'info';
}

function parseLevel(level: unknown): LogLevel | undefined {
  const name = String(level).toLowerCase();
  if (name === 'critical') return 'error';
  return (['debug', 'info', 'warn', 'error'] as const).find((value) => value === name);
}

function parseObject(value: unknown): Record<string, unknown> | undefined {
  try {
    const parsed = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined; // plain text
  }
}

const shortenText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

/** Sorts by time; a line that was logged to two groups appears once. */
export function sortLogLines(lines: LogLine[]): LogLine[] {
  const byContent = new Map(lines.map((line) => [`${line.at} ${line.source} ${line.text}`, line]));
  return [...byContent.values()].sort((a, b) => a.at - b.at);
}

const LEVEL_STYLES: Record<LogLevel, (text: string) => string> = {
  debug: pc.dim,
  info: (text) => text,
  warn: pc.yellow,
  error: pc.red,
};

/**
 * `12:00:01.234  ingest/open-run      done outcome=opened`; errors and warnings also have a word, for logs without
 * colour.
 */
export function formatLogLine({ at, source, level, text, detail }: LogLine): string {
  const time = pc.dim(new Date(at).toISOString().slice(11, 23));
  const label = level === 'error' ? 'ERROR ' : level === 'warn' ? 'WARN ' : '';
  const firstLine = `${time}  ${source.padEnd(28)} ${LEVEL_STYLES[level](label + text)}`;
  return [firstLine, ...detail.map((line) => `${' '.repeat(43)}${LEVEL_STYLES[level](line)}`)].join('\n');
}

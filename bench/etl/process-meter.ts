/** Measures processor time and memory of this process's descendants from /proc. Measures nothing outside of Linux. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** At this pace the samples take a hundredth of a core. */
const SAMPLE_MILLISECONDS = 1000;
/** Unit of /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface MeterReading {
  cpu_seconds: CpuSeconds;
  /** Proportional set size for PostgreSQL, whose processes share memory, resident size for the others. */
  peak_mib: PeakMib;
}

export interface PeakMib {
  lambdas: number;
  largest_lambda: number;
  postgres: number;
  /** Spark's driver, which contains the workers here, and its Python process. */
  spark: number;
  emulator: number;
}

export interface ProcessMeter {
  stop(): MeterReading;
}

/** Starts to measure. */
export function startMeter(): ProcessMeter {
  const before = readCpuSeconds();
  const peak: PeakMib = { lambdas: 0, largest_lambda: 0, postgres: 0, spark: 0, emulator: 0 };
  // Spark's processes end before the workflow, so the last sample of each counts.
  const sparkSeconds = new Map<number, number>();
  const sample = () => {
    const now = readPeakMib((pid) => sparkSeconds.set(pid, readCpuTicks(pid) / TICKS_PER_SECOND));
    for (const name of Object.keys(peak) as (keyof PeakMib)[]) peak[name] = Math.max(peak[name], now[name]);
  };
  const timer = setInterval(sample, SAMPLE_MILLISECONDS);
  return {
    stop() {
      clearInterval(timer);
      return {
        cpu_seconds: { ...readCpuSecondsSince(before), spark: addUp([...sparkSeconds.values()]) },
        peak_mib: peak,
      };
    },
  };
}

/** Reads the memory of all processes now. `onSpark` is called with each process of Spark. */
export function readPeakMib(onSpark: (pid: number) => void = () => {}): PeakMib {
  const lambdas: number[] = [];
  let [postgres, spark, emulator] = [0, 0, 0];
  for (const { pid, name, command } of listProcesses()) {
    if (name === 'postgres') postgres += readProportionalMib(pid);
    else if (isLambda(command)) lambdas.push(readResidentMib(pid));
    else if (isSpark(command)) {
      spark += readResidentMib(pid);
      onSpark(pid);
    } else if (isEmulator(command)) emulator += readResidentMib(pid);
  }
  return { lambdas: addUp(lambdas), largest_lambda: Math.max(0, ...lambdas), postgres, spark, emulator };
}

/** Reads the proportional set size of a process and its descendants, which counts shared memory once. */
export function readTreeMib(root: number): number {
  return addUp([root, ...listProcesses(root).map(({ pid }) => pid)].map(readProportionalMib));
}

/** MiniStack runs each function's code in a worker process. */
const isLambda = (command: string): boolean => command.includes('ministack-lambda-');
const isEmulator = (command: string): boolean => command.includes('ministack_server');
/** The JVM of spark-submit and the job's program, recognised by their arguments. */
const isSpark = (command: string): boolean => /org\.apache\.spark\.|\/spark\/main\.py/.test(command);

/** Processor seconds by part of the system. */
export interface CpuSeconds {
  /** Includes the programs that it starts to read objects. */
  postgres: number;
  lambdas: number;
  /** MiniStack: objects, workflows and the rest of AWS. */
  emulator: number;
  spark: number;
  /** This process, which serves the Data API and polls the workflow. */
  data_api: number;
}

/** Reads the processor seconds so far. A process includes its ended children, so nothing is lost when one ends. */
export function readCpuSeconds(): CpuSeconds {
  const { user, system } = process.cpuUsage();
  const spent = { postgres: 0, lambdas: 0, emulator: 0, spark: 0, data_api: (user + system) / 1e6 };
  for (const { name, pid, command } of listProcesses()) {
    const seconds = readCpuTicks(pid) / TICKS_PER_SECOND;
    if (name === 'postgres') spent.postgres += seconds;
    else if (isLambda(command)) spent.lambdas += seconds;
    else if (isEmulator(command)) spent.emulator += seconds;
  }
  return spent;
}

export function readCpuSecondsSince(before: CpuSeconds): CpuSeconds {
  const now = readCpuSeconds();
  const names = Object.keys(now) as (keyof CpuSeconds)[];
  return Object.fromEntries(names.map((name) => [name, now[name] - before[name]])) as unknown as CpuSeconds;
}

interface Process {
  pid: number;
  name: string;
  command: string;
}

/** Lists the descendants of a process. PostgreSQL has its own session and is a descendant all the same. */
function listProcesses(root = process.pid): Process[] {
  if (!existsSync('/proc/self/stat')) return [];
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(readStat(pid)[1]);
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: Process[] = [];
  const waiting = [...(children.get(root) ?? [])];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    waiting.push(...(children.get(pid) ?? []));
    const [name, command] = [
      readProcessFile(pid, 'comm').trim(),
      readProcessFile(pid, 'cmdline').replaceAll('\0', ' '),
    ];
    if (name !== '') found.push({ pid, name, command });
  }
  return found;
}

/** Reads the fields of /proc/<pid>/stat after the name: state, parent, … */
const readStat = (pid: number): string[] => {
  const text = readProcessFile(pid, 'stat');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** Reads user and system time of the process and of its ended children. */
function readCpuTicks(pid: number): number {
  const fields = readStat(pid);
  return [11, 12, 13, 14].reduce((ticks, index) => ticks + (Number(fields[index]) || 0), 0);
}

function readResidentMib(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readProcessFile(pid, 'status'))?.[1] ?? 0) / 1024;
}

function readProportionalMib(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readProcessFile(pid, 'smaps_rollup'))?.[1] ?? 0) / 1024;
}

function readProcessFile(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

const addUp = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/**
 * Breaks the Data API under one invocation of a function: at its k-th call the request or its answer is lost, or the
 * whole invocation dies there and never goes on. What it left open is rolled back, as the service does with a
 * transaction that idles too long.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { RDSDataClient, RollbackTransactionCommand } from '@aws-sdk/client-rds-data';
import type { SendCommand } from './direct-data-api.ts';

export interface CallFault {
  /** The call that breaks, counted from 1. */
  at: number;
  /** Whether the database has done the work of that call. */
  side: 'request' | 'answer';
  /** `break`: the function sees a broken connection. `die`: it ends there. `stall`: it goes on when `resume` resolves. */
  effect: 'break' | 'die' | 'stall';
  /** For `stall`. */
  resume?: Promise<void>;
  /** Told that it stalls. */
  onStall?: () => void;
}

interface Invocation {
  fault: CallFault | undefined;
  calls: number;
  open: { resourceArn: string; secretArn: string; transactionId: string } | undefined;
  isDead: boolean;
  died: () => void;
}

const invocations = new AsyncLocalStorage<Invocation>();

interface Command {
  // biome-ignore lint/suspicious/noExplicitAny: commands of every kind pass
  input: any;
  constructor: { name: string };
}
type SendUnchanged = () => Promise<unknown>;

/** From now on every client of this process sends by this function, watched when it is within `invoke`. */
export function interceptDataApi(send: SendCommand): void {
  RDSDataClient.prototype.send = (async (command: Command) => {
    const invocation = invocations.getStore();
    return invocation ? sendWithFault(send, invocation, command, () => send(command)) : send(command);
  }) as never;
}

async function sendWithFault(send: SendCommand, invocation: Invocation, command: Command, pass: SendUnchanged) {
  if (invocation.isDead) return waitForever();
  invocation.calls += 1;
  const { fault } = invocation;
  if (fault?.at !== invocation.calls) return sendAndTrackTransaction(invocation, command, pass);
  if (fault.side === 'answer') await sendAndTrackTransaction(invocation, command, pass);
  if (fault.effect === 'die') {
    invocation.isDead = true;
    await rollBack(send, invocation);
    invocation.died();
    return waitForever();
  }
  if (fault.effect === 'stall') {
    await rollBack(send, invocation);
    fault.onStall?.();
    await fault.resume;
  }
  if (fault.effect === 'stall' && fault.side === 'request') return sendAndTrackTransaction(invocation, command, pass);
  throw Object.assign(new Error('read ECONNRESET'), { name: 'Error' });
}

const waitForever = () => new Promise<never>(() => {});

/** Remembers the transaction that is open. */
async function sendAndTrackTransaction(
  invocation: Invocation,
  { input, constructor: { name } }: Command,
  pass: SendUnchanged,
) {
  if (name === 'CommitTransactionCommand' || name === 'RollbackTransactionCommand') invocation.open = undefined;
  const result = await pass();
  const { resourceArn, secretArn } = input;
  if (name === 'BeginTransactionCommand') {
    invocation.open = { resourceArn, secretArn, transactionId: (result as { transactionId: string }).transactionId };
  }
  return result;
}

async function rollBack(send: SendCommand, { open }: Invocation): Promise<void> {
  if (open) await send(new RollbackTransactionCommand(open)).catch(() => {});
}

/** What Step Functions says of a function that ended without an answer. */
export class FunctionDied extends Error {
  override name = 'Lambda.Unknown';
}

/**
 * Calls a function with this fault under it.
 * @throws {FunctionDied} when the fault kills it; otherwise whatever the function throws
 */
export function invokeWithFault<Result>(fault: CallFault | undefined, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const died = () => reject(new FunctionDied('it died'));
    invocations.run({ fault, calls: 0, open: undefined, isDead: false, died }, () => work().then(resolve, reject));
  });
}

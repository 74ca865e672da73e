/**
 * Breaks the Data API for one invocation of a function: at its k-th call the request or the response is lost, or the
 * invocation dies. An open transaction is then rolled back, as the service does with an idle transaction.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { RDSDataClient, RollbackTransactionCommand } from '@aws-sdk/client-rds-data';
import type { SendCommand } from './direct-data-api.ts';

export interface CallFault {
  /** The number of the call that breaks, counted from 1. */
  at: number;
  /** What is lost; the database has done the call's work only when the answer is lost. */
  side: 'request' | 'answer';
  /** `break`: the function gets a connection error. `die`: it ends. `stall`: it continues when `resume` resolves. */
  effect: 'break' | 'die' | 'stall';
  /** For `stall`. */
  resume?: Promise<void>;
  /** Called when the function stalls. */
  onStall?: () => void;
}

interface Invocation {
  fault: CallFault | undefined;
  calls: number;
  openTransaction: { resourceArn: string; secretArn: string; transactionId: string } | undefined;
  isDead: boolean;
  onDeath: () => void;
}

const invocations = new AsyncLocalStorage<Invocation>();

interface Command {
  // biome-ignore lint/suspicious/noExplicitAny: commands of every kind pass
  input: any;
  constructor: { name: string };
}
type SendUnchanged = () => Promise<unknown>;

/** Makes every client of this process send with this function, and break within `invokeWithFault`. */
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
    invocation.onDeath();
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

/** Sends the command and records which transaction is open. */
async function sendAndTrackTransaction(
  invocation: Invocation,
  { input, constructor: { name } }: Command,
  pass: SendUnchanged,
) {
  if (name === 'CommitTransactionCommand' || name === 'RollbackTransactionCommand') {
    invocation.openTransaction = undefined;
  }
  const result = await pass();
  const { resourceArn, secretArn } = input;
  if (name === 'BeginTransactionCommand') {
    const { transactionId } = result as { transactionId: string };
    invocation.openTransaction = { resourceArn, secretArn, transactionId };
  }
  return result;
}

async function rollBack(send: SendCommand, { openTransaction }: Invocation): Promise<void> {
  // It may have ended meanwhile, which is as good.
  if (openTransaction) await send(new RollbackTransactionCommand(openTransaction)).catch(() => {});
}

/** The error that Step Functions reports for a function that ended without a response. */
export class FunctionDied extends Error {
  override name = 'Lambda.Unknown';
}

/**
 * Calls a function under this fault. The function's errors pass through.
 * @throws {FunctionDied} when the fault kills it
 */
export function invokeWithFault<Result>(fault: CallFault | undefined, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onDeath = () => reject(new FunctionDied('it died'));
    const invocation = { fault, calls: 0, openTransaction: undefined, isDead: false, onDeath };
    invocations.run(invocation, () => work().then(resolve, reject));
  });
}

/** Requests the API's health as any caller would. */
import { z } from 'zod';

const TIMEOUT_MILLISECONDS = 10_000;

/** @returns the fault of the API, as a short text; null when it reports that it is healthy */
export async function checkApiHealth(apiUrl: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const response = await fetch(`${apiUrl}/v1/health`, { redirect: 'error', signal });
    if (!response.ok) return `status ${response.status}`;
    const { status } = z.object({ status: z.string() }).parse(await response.json());
    return status === 'ok' ? null : status;
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer';
  }
}

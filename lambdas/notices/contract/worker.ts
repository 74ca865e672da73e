/** The name under which the worker issues and sends notices. */
export const WORKER = 'deliver-notices';

/** Opens a file in the browser of the machine. */
import { spawn } from 'node:child_process';
import pc from 'picocolors';

/** Prints that there is no browser instead of failing. */
export function openInBrowser(path: string): void {
  const opener = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  const child = spawn(opener, [path], { detached: true, stdio: 'ignore' });
  child.on('error', () => console.log(`  ${pc.dim(`${opener} is not there: open the file yourself`)}`));
  child.unref();
}

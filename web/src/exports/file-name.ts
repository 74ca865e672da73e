/** Names files after what is in them. */

/** `Mean PD by purpose` → `mean-pd-by-purpose-2026-11-29.csv` */
export function buildFileName(title: string, extension: string, now = new Date()): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['figures'];
  return `${words.join('-').slice(0, 80)}-${now.toISOString().slice(0, 10)}.${extension}`;
}

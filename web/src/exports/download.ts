/** Offers what a page made as a file. */

/** `Mean PD by purpose` → `mean-pd-by-purpose-2026-11-29.csv` */
export function buildFileName(title: string, extension: string, now = new Date()): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['figures'];
  return `${words.join('-').slice(0, 80)}-${now.toISOString().slice(0, 10)}.${extension}`;
}

export function downloadFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads the file after this function has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

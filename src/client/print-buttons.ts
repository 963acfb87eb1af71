/** `data-print` prints the page. */
export function startPrintButtons(): void {
  for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => window.print());
}

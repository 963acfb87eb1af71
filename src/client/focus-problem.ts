/** The first problem on a page takes the focus, so that it is read first and its links are next. */
export function startFocusProblem(): void {
  const problem = document.querySelector<HTMLElement>('[data-focus]');
  problem?.focus();
}

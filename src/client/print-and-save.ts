/** `data-print` prints the page; `data-save` saves its text under `data-filename`, without asking the server again. */
export function startPrintAndSave(): void {
  for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => window.print());

  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-save]')) {
    button.addEventListener('click', () => save(button.dataset['save'] ?? '', button.dataset['filename'] ?? 'keyhouse.txt'));
  }
}

function save(text: string, filename: string): void {
  const url = URL.createObjectURL(new Blob([text, '\n'], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken the text by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}

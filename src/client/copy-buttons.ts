import { announce } from './announce.ts';

const SAID_FOR_MILLISECONDS = 2_000;

/** A button with `data-copy` copies that text and says so for a moment. */
export function startCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    button.addEventListener('click', () => {
      const text = button.dataset['copy'] ?? '';
      navigator.clipboard.writeText(text).then(
        () => say(button, 'Copied', `Copied: ${button.dataset['what']}`),
        () => say(button, 'Select it', 'Copying is switched off in this browser. Select the text instead.'),
      );
    });
  }
}

function say(button: HTMLButtonElement, word: string, sentence: string): void {
  announce(sentence);
  const label = button.querySelector('.copy__label');
  if (!label) return;

  label.textContent = word;
  setTimeout(() => {
    label.textContent = 'Copy';
  }, SAID_FOR_MILLISECONDS);
}

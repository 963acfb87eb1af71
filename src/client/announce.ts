/** Says a short sentence to those who listen to the page. */
export function announce(sentence: string): void {
  const live = document.getElementById('live');
  if (live) live.textContent = sentence;
}

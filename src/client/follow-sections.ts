/** Marks the section that is on screen in a navigation of anchors (`data-follow`). */
export function startFollowSections(): void {
  for (const nav of document.querySelectorAll('[data-follow]')) {
    const links = [...nav.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')];
    const mark = () => markCurrent(links);
    addEventListener('scroll', mark, { passive: true });
    mark();
  }
}

function markCurrent(links: readonly HTMLAnchorElement[]): void {
  const started = links.filter((link) => {
    const section = document.getElementById(link.hash.slice(1));
    return section !== null && section.getBoundingClientRect().top < innerHeight * 0.4;
  });
  const current = started.at(-1) ?? links[0];
  for (const link of links) {
    if (link === current) link.setAttribute('aria-current', 'location');
    else link.removeAttribute('aria-current');
  }
}

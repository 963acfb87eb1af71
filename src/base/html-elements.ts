const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Elements without content and end tag. */
export const VOID_ELEMENTS: ReadonlySet<string> = words('br col hr img input link meta wbr');

/** SVG elements, which may close themselves. */
export const SVG_ELEMENTS: ReadonlySet<string> = words(
  'circle defs ellipse g line path polygon polyline rect symbol tspan use clippath lineargradient pattern stop',
);

/** Every element a template may use. Not among them on purpose: base, iframe, object, embed, noscript, template, math, animate. */
export const KNOWN_ELEMENTS: ReadonlySet<string> = words(`
  html head title meta link style script body header nav main footer section article aside search div span
  h1 h2 h3 h4 h5 h6 hgroup p a ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td
  form fieldset legend label input textarea select optgroup option button output details summary dialog
  strong em b i u s small code kbd samp pre mark del ins abbr time sub sup q blockquote cite dfn var bdi bdo wbr br hr
  img figure figcaption address data meter progress
  svg text desc ${[...SVG_ELEMENTS].join(' ')}`);

/** Attributes that browsers follow: a hole must be the whole value. */
export const LINK_ATTRIBUTES: ReadonlySet<string> = words('href src action formaction xlink:href cite background poster longdesc');

/** Attributes that no template has, with or without a hole: they hold code, or lists of links. */
export const FORBIDDEN_ATTRIBUTES: ReadonlySet<string> = words('style srcdoc srcset imagesrcset ping manifest http-equiv is');

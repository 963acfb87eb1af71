const VARIABLE =
  'python_version|python_full_version|os[._]name|sys[._]platform|platform_release|platform_system|platform[._]version|platform[._]machine|platform[._]python_implementation|python_implementation|implementation_name|implementation_version|extras?|dependency_groups';
const VALUE = `(?:(?:${VARIABLE})(?![A-Za-z0-9_.])|'[^']*'|"[^"]*")`;
const OPERATOR = '(?:===|==|~=|!=|<=|>=|<|>|in(?![A-Za-z0-9_])|not[ \\t]+in(?![A-Za-z0-9_]))';
/** Sticky: each is tried where the last one ended. */
const COMPARISON = new RegExp(`[ \\t]*${VALUE}[ \\t]*${OPERATOR}[ \\t]*${VALUE}[ \\t]*`, 'y');
const OPEN = /[ \t]*\(/y;
const CLOSE = /[ \t]*\)[ \t]*/y;
const AND_OR = /(?:and|or)(?![A-Za-z0-9_])/y;

/**
 * Whether a text is an environment marker: comparisons of known variables and quoted texts, joined by "and" and "or".
 *
 * @see PEP 508, "Environment Markers"; PEP 751 for `extras` and `dependency_groups`
 */
export function isMarker(text: string): boolean {
  let at = 0;
  let open = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };

  while (true) {
    while (take(OPEN)) open += 1;
    if (!take(COMPARISON)) return false;
    while (open > 0 && take(CLOSE)) open -= 1;
    if (at === text.length) return open === 0;
    if (!take(AND_OR)) return false;
  }
}

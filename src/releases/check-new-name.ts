import { Refusal } from '../base/refusal.ts';
import { isProhibitedName } from '../python/prohibited-names.ts';
import { isStandardLibraryName, type ProjectName, ultranormalized } from '../python/project-name.ts';
import type { RuleSet } from '../python/upload-rules.ts';
import type { World } from '../world.ts';
import { confusable } from './checked-upload.ts';
import { findConfusable } from './store.ts';

/**
 * Whether a new project may have this name. That it looks like no other is asked again in the act, by the row itself.
 *
 * @throws Refusal `upload.standard-library-name`, `upload.prohibited-name`, `upload.confusable-name`
 */
export async function checkNewName({ read }: Pick<World, 'read'>, name: ProjectName, rules: RuleSet): Promise<void> {
  // Python's own module would be imported in its place, or it in place of that.
  if (rules === 'public' && isStandardLibraryName(name)) {
    const sentence = `The name "${name}" is that of a module of Python's standard library. Choose another.`;
    throw new Refusal('invalid', 'upload.standard-library-name', sentence);
  }
  if (isProhibitedName(name)) {
    const sentence = `The name "${name}" is that of a file which people hand to pip by mistake. Choose another.`;
    throw new Refusal('invalid', 'upload.prohibited-name', sentence);
  }
  const other = await findConfusable(read, ultranormalized(name));
  if (other !== undefined) throw confusable(name, other.display_name);
}

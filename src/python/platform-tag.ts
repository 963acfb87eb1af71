const MANYLINUX_2014 = 'x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x';

/** Each family of platform tags that every machine of its kind can use, without the machine's own `linux_*`. */
const FAMILIES: readonly RegExp[] = [
  /^any$/,
  /^win(?:32|_amd64|_arm64|_ia64)$/,
  /^manylinux(?:1|2010)_(?:x86_64|i686)$/,
  new RegExp(`^manylinux2014_(?:${MANYLINUX_2014})$`),
  new RegExp(`^manylinux_\\d+_\\d+_(?:${MANYLINUX_2014}|riscv64)$`),
  /^musllinux_\d+_\d+_(?:x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64)$/,
  /^linux_armv[67]l$/,
  /^macosx_(?:10_\d+|(?:11|12|13|14|15|26)_0)_(?:ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat64|universal|universal2)$/,
  /^ios_\d+_\d+_(?:arm64|x86_64)_(?:iphoneos|iphonesimulator)$/,
  /^android_\d+_(?:armeabi_v7a|arm64_v8a|x86|x86_64)$/,
  /^pyemscripten_\d+_\d+_wasm32$/,
];

/**
 * Whether a public index takes wheels with this platform tag, in any case of letters: a tag such as `linux_x86_64` says
 * nothing about which machines can run the wheel, so only a private index takes it.
 *
 * @see PEP 513, 571, 599 and 600 (manylinux), 656 (musllinux), 730 (iOS), 738 (Android), 783 (Emscripten)
 */
export function isPublicPlatformTag(tag: string): boolean {
  const lowered = tag.toLowerCase();
  return FAMILIES.some((family) => family.test(lowered));
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicPlatformTag } from './platform-tag.ts';

const TAKEN =
  'any win32 win_amd64 WIN_ARM64 manylinux1_i686 manylinux2010_x86_64 manylinux2014_ppc64 manylinux_2_28_riscv64 musllinux_1_2_aarch64 ' +
  'linux_armv6l linux_armv7l macosx_10_9_x86_64 macosx_10_15_universal2 macosx_11_0_arm64 macosx_26_0_arm64 ios_13_0_arm64_iphoneos ' +
  'ios_12_0_x86_64_iphonesimulator android_21_arm64_v8a pyemscripten_2025_0_wasm32';

for (const tag of TAKEN.split(' ')) {
  test(`a public index takes ${tag}`, () => {
    assert.equal(isPublicPlatformTag(tag), true);
  });
}

const REFUSED =
  'linux_x86_64 linux_aarch64 win_x86 manylinux1_aarch64 manylinux2010_aarch64 manylinux2014_riscv64 manylinux_2_x86_64 manylinux_2_28_sparc ' +
  'musllinux_1_1_ppc64 macosx_11_1_arm64 macosx_27_0_arm64 macosx_10_arm64 ios_13_0_i386_iphoneos android_arm64_v8a emscripten_3_1_wasm32 anyone';

for (const tag of REFUSED.split(' ')) {
  test(`a public index refuses ${tag}`, () => {
    assert.equal(isPublicPlatformTag(tag), false);
  });
}

import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** A member of an archive to build: a name that ends in "/" is a folder. The other fields are for hostile archives. */
export interface BuiltMember {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
}

/** What a hostile zip may say about a member. */
export interface ZipMember extends BuiltMember {
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** The size both records give instead of the true one, in bytes. */
  readonly saidSize?: number;
  readonly crc32?: number;
  readonly localName?: string;
  readonly extra?: Uint8Array;
  /** Unix mode with its type bits. */
  readonly mode?: number;
}

/** What a hostile tar may say about a member. */
export interface TarMember extends BuiltMember {
  /** Type flag; '0' for files and '5' for folders by default. */
  readonly type?: string;
  readonly linkName?: string;
  readonly prefix?: string;
  readonly magic?: string;
  readonly saidSize?: number;
  readonly badChecksum?: boolean;
}

const UTF8_NAME = 1 << 11;
/** 1 January 2020, noon, as MS-DOS writes it: the same members always give the same bytes. */
const DOS_TIME = 12 << 11;
const DOS_DATE = ((2020 - 1980) << 9) | (1 << 5) | 1;

/** The bytes of a zip file. */
export function aZip(members: readonly ZipMember[], comment: string | Uint8Array = ''): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;

  for (const member of members) {
    const common = zipFields(member);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      common.shared,
      u16(common.localName.length),
      u16(common.extra.length),
      common.localName,
      common.extra,
      common.data,
    ]);
    const attributes = member.mode === undefined ? 0 : member.mode * 2 ** 16;
    const head = [Buffer.from('PK\x01\x02'), u16((3 << 8) | 20), common.shared, u16(common.name.length), u16(common.extra.length)];
    centrals.push(Buffer.concat([...head, u16(0), u16(0), u16(0), u32(attributes), u32(offset), common.name, common.extra]));
    locals.push(local);
    offset += local.length;
  }

  const directory = Buffer.concat(centrals);
  const note = Buffer.from(comment);
  const count = u16(members.length % 0x10000);
  const end = [Buffer.from('PK\x05\x06'), u16(0), u16(0), count, count, u32(directory.length), u32(offset), u16(note.length), note];
  return Buffer.concat([...locals, directory, ...end]);
}

/** The bytes of a tar file, in the ustar format, with two blocks of zeros at its end. */
export function aTar(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(1024)]);
}

/** The bytes of a gzipped tar file. */
export function aTarGz(members: readonly TarMember[]): Buffer {
  return gzipSync(aTar(members));
}

/** The pax header that stands in front of a member, or with `type` 'g' in front of all. */
export function aPaxHeader(attributes: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): TarMember {
  const content = Object.entries(attributes).map(([key, value]) => paxRecord(key, value));
  return { name: 'PaxHeader', type, content: content.join('') };
}

function zipFields(member: ZipMember): { shared: Buffer; name: Buffer; localName: Buffer; extra: Buffer; data: Buffer } {
  const content = Buffer.from(member.content ?? '');
  const isStored = member.stored ?? content.length === 0;
  const data = isStored ? content : deflateRawSync(content);
  const name = Buffer.from(member.name);
  const flags = member.flags ?? (name.some((byte) => byte > 0x7f) ? UTF8_NAME : 0);
  const method = member.method ?? (isStored ? 0 : 8);
  const size = member.saidSize ?? content.length;
  const times = [u16(DOS_TIME), u16(DOS_DATE), u32(member.crc32 ?? crc32(content))];
  return {
    shared: Buffer.concat([u16(20), u16(flags), u16(method), ...times, u32(data.length), u32(size)]),
    name,
    localName: Buffer.from(member.localName ?? name),
    extra: Buffer.from(member.extra ?? ''),
    data,
  };
}

function tarMember(member: TarMember): Buffer {
  const content = Buffer.from(member.content ?? '');
  const name = Buffer.from(member.name);
  const type = member.type ?? (name.at(-1) === 0x2f ? '5' : '0');
  const header = Buffer.alloc(512);

  name.copy(header, 0, 0, 100);
  header.write(type === '5' ? '0000755\0' : '0000644\0', 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${(member.saidSize ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('13602773000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156, 'latin1');
  header.write(member.linkName ?? '', 157);
  header.write(member.magic ?? 'ustar\x0000', 257, 'latin1');
  header.write(member.prefix ?? '', 345);
  const sum = header.reduce((total, byte) => total + byte, member.badChecksum ? 1 : 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

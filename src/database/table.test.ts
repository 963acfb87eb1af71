import assert from 'node:assert/strict';
import { type Selectable, sql } from 'kysely';
import { onBothDatabases } from '../../tests/support/on-both-databases.ts';
import type { Schema, TableName } from '../schema/schema.ts';
import type { OpenedDatabase } from './opened-database.ts';

type Kind<Value> = Value extends number ? 'number' : 'text';
type Column<Value> = null extends Value ? `${Kind<Exclude<Value, null>>}?` : Kind<Value>;

/** Every column of every table; the compiler holds it against the types of `src/schema`, the tests hold the databases against it. */
const COLUMNS: {
  readonly [Table in TableName]: { readonly [Name in keyof Selectable<Schema[Table]>]: Column<Selectable<Schema[Table]>[Name]> };
} = {
  persons: { id: 'text', wrapped_key: 'text?', made_at: 'number' },
  day_keys: { day: 'text', wrapped_key: 'text' },
  accounts: {
    id: 'text',
    person_id: 'text',
    username: 'text',
    username_key: 'text',
    name_sealed: 'text',
    made_at: 'number',
    auth_epoch: 'number',
    needs_second_factor_at: 'number?',
    frozen_at: 'number?',
    frozen_by: 'text?',
  },
  mail_windows: {
    account_id: 'text',
    snapshot: 'text',
    opened_at: 'number',
    ripens_at_lived_ms: 'number',
    disputed_at_lived_ms: 'number?',
  },
  registrations: {
    id: 'text',
    person_id: 'text',
    username: 'text',
    username_key: 'text',
    name_sealed: 'text',
    address_sealed: 'text',
    address_mac: 'text',
    password_sealed: 'text',
    made_at: 'number',
    dies_at: 'number',
  },
  passwords: { account_id: 'text', sealed: 'text', changed_at: 'number', disabled_at: 'number?' },
  emails: {
    ...{ id: 'text', account_id: 'text' },
    address_sealed: 'text',
    address_mac: 'text',
    made_at: 'number',
    verified_at: 'number?',
    vouched_by: 'text?',
    primary_at: 'number?',
    dies_at: 'number?',
  },
  operators: { account_id: 'text', granted_at: 'number', granted_by: 'text?', row_mac: 'text' },
  links: {
    ref: 'text',
    kind: 'text',
    account_id: 'text?',
    registration_id: 'text?',
    email_id: 'text?',
    session_handle: 'text?',
    epoch: 'number?',
    payload_sealed: 'text?',
    made_by: 'text?',
    made_at: 'number',
    dies_at: 'number',
    claimed_at: 'number?',
  },
  site: { id: 'number', site_id: 'text', rp_id: 'text', restore_epoch: 'number', made_at: 'number', first_operator_at: 'number?' },
  policies: { name: 'text', value: 'text', changed_at: 'number' },
  pending_policies: {
    name: 'text',
    before: 'text',
    value: 'text',
    reason: 'text',
    asked_by: 'text',
    asked_at: 'number',
    ripens_at_lived_ms: 'number',
    told_at_lived_ms: 'number?',
  },
  coming_policies: {
    ...{ name: 'text', before: 'text', value: 'text', reason: 'text', decided_by: 'text' },
    ...{ decided_at: 'number', holds_from_at: 'number', ripens_at_lived_ms: 'number' },
  },
  factor_notices: { account_id: 'text', about: 'text', told_at: 'number' },
  adoption_days: { day: 'text', bare: 'number', apps: 'number', passkeys: 'number' },
  host_settings: { name: 'text', value: 'text', noted_at: 'number' },
  sessions: {
    id: 'text',
    handle: 'text',
    account_id: 'text',
    epoch: 'number',
    strength: 'text',
    factors: 'text',
    started_at: 'number',
    authenticated_at: 'number',
    fresh_at: 'number',
    fresh_strength: 'text',
    mailbox_at: 'number?',
    origin_sealed: 'text',
    enrol_nonce: 'text',
    ended_at: 'number?',
    row_mac: 'text',
  },
  half_sessions: {
    ...({ id: 'text', account_id: 'text?', registration_id: 'text?', epoch: 'number', pool: 'text' } as const),
    ...({ next_path: 'text', started_at: 'number', dies_at: 'number' } as const),
  },
  devices: { id: 'text', account_id: 'text', epoch: 'number', made_at: 'number' },
  totp_apps: {
    id: 'text',
    account_id: 'text',
    name: 'text',
    secret_sealed: 'text',
    last_step: 'number',
    made_at: 'number',
    disabled_at: 'number?',
    row_mac: 'text',
  },
  enrolments: {
    nonce: 'text',
    account_id: 'text',
    sealed: 'text',
    codes_nonce: 'text',
    started_at: 'number',
    dies_at: 'number',
  },
  recovery_lists: {
    ...{ id: 'text', account_id: 'text', salt: 'text', key_version: 'number', made_at: 'number' },
    ...{ replaced_at: 'number?', suspended_at: 'number?' },
  },
  recovery_codes: { id: 'text', list_id: 'text', account_id: 'text', value: 'text', used_at: 'number?' },
  passkey_rules: { account_id: 'text', made_at: 'number', ends_lived_ms: 'number?', row_mac: 'text' },
  webauthn_keys: {
    ...{ id: 'text', account_id: 'text', name: 'text', credential_id: 'text', public_key: 'text', transports: 'text' },
    ...{ is_synced: 'number', verifies_person: 'number', sign_count: 'number', made_at: 'number' },
    ...{ young_until_lived_ms: 'number', leaves_at: 'number?', row_mac: 'text' },
  },
  mail_holds: {
    ...({ id: 'text', handle: 'text', account_id: 'text', epoch: 'number', strength: 'text', factors: 'text' } as const),
    ...({ next_path: 'text', started_at: 'number', dies_at: 'number', origin_sealed: 'text', row_mac: 'text' } as const),
  },
  spent_challenges: { ref: 'text', dies_at: 'number' },
  vouchers: {
    ...{ id: 'text', account_id: 'text', voucher_id: 'text', named_at: 'number', accepted_at: 'number?' },
    ...{ counts_from_lived_ms: 'number?', row_mac: 'text' },
  },
  vouching_rules: { account_id: 'text', needed: 'number', next_needed: 'number?', next_from_lived_ms: 'number?' },
  recoveries: {
    ...{ id: 'text', account_id: 'text', is_practice: 'number', claimant_ref: 'text', voice_mac: 'text', needed: 'number' },
    ...{ asked_at: 'number', asked_lived_ms: 'number', state: 'text', ripens_at_lived_ms: 'number?', objected_at: 'number?' },
    ...{ warned_at_lived_ms: 'number?', told_at_lived_ms: 'number?', dies_at: 'number' },
  },
  vouches: {
    ...{ id: 'text', recovery_id: 'text', account_id: 'text', person_id: 'text', kind: 'text', key_id: 'text' },
    ...{ statement: 'text', signature: 'text', made_at: 'number' },
  },
  tokens: {
    ...{ id: 'text', account_id: 'text', description: 'text' },
    root_key_sealed: 'text',
    caveats: 'text',
    project_id: 'text?',
    made_at: 'number',
    deleted_at: 'number?',
    suspended_at: 'number?',
    row_mac: 'text',
  },
  projects: {
    id: 'text',
    name: 'text',
    display_name: 'text',
    ultra_name: 'text',
    made_at: 'number',
    version: 'number',
    changed_at: 'number',
  },
  project_roles: { id: 'text', project_id: 'text', account_id: 'text', role: 'text', granted_at: 'number', row_mac: 'text' },
  releases: {
    id: 'text',
    project_id: 'text',
    version: 'text',
    canonical_version: 'text',
    metadata: 'text',
    description_html: 'text',
    made_at: 'number',
    yanked_at: 'number?',
    yanked_reason: 'text?',
  },
  files: {
    id: 'text',
    release_id: 'text',
    project_id: 'text',
    filename: 'text',
    kind: 'text',
    python_tag: 'text',
    requires_python: 'text?',
    size: 'number',
    sha256: 'text',
    blake2b256: 'text',
    metadata_sha256: 'text?',
    uploaded_at: 'number',
    uploaded_by: 'text',
    token_id: 'text',
  },
  filenames: { filename: 'text', project_id: 'text', sha256: 'text', claimed_at: 'number' },
  blobs: { sha256: 'text', size: 'number', kept_at: 'number', dropped_at: 'number?' },
  entries: {
    serial: 'number',
    id: 'text',
    at: 'number',
    kind: 'text',
    part: 'text',
    body: 'text',
    leaf: 'text',
    mac: 'text',
    sequence: 'number?',
  },
  entry_blobs: { entry_id: 'text', part: 'text', person_id: 'text?', day: 'text?', sealed: 'text' },
  entry_subjects: { entry_id: 'text', subject_kind: 'text', subject_id: 'text', at: 'number' },
  refusal_tallies: { key: 'text', minute_at: 'number', kind: 'text', account_id: 'text?', more: 'number' },
  log_head: { id: 'number', epoch: 'number', base: 'number', size: 'number', root: 'text' },
  tiles: { epoch: 'number', level: 'number', tile: 'number', hashes: 'text' },
  checkpoints: { epoch: 'number', size: 'number', note: 'text', signed_at: 'number' },
  limit_counters: { key: 'text', window_at: 'number', spent: 'number' },
  guesses: { authenticator: 'text', pool: 'text', failures: 'number', waits_until_at: 'number' },
  outbox: {
    id: 'text',
    kind: 'text',
    account_id: 'text?',
    sealed: 'text',
    made_at: 'number',
    due_at: 'number',
    tries: 'number',
    holder: 'text?',
    held_until_at: 'number?',
  },
  leases: { name: 'text', holder: 'text', until_at: 'number' },
  clock: { id: 'number', high_water_at: 'number', lived_ms: 'number', confirmed_at: 'number?' },
  sightings: { kind: 'text', id: 'text', seen_at: 'number', person_id: 'text', origin_sealed: 'text' },
  migrations: { number: 'number', name: 'text', applied_at: 'number' },
};

onBothDatabases('every table has the columns that its type says', async (database) => {
  assert.deepEqual(await readColumns(database), sorted(COLUMNS));
});

onBothDatabases('every text is ordered by its bytes', async (database) => {
  assert.deepEqual(await findOtherOrders(database), []);
});

type Columns = Record<string, Record<string, string>>;

async function readColumns(database: OpenedDatabase): Promise<Columns> {
  const found: Columns = {};
  for (const { table, name, type, optional } of await introspect(database)) {
    const kind = type.toLowerCase() === 'text' ? 'text' : 'number';
    found[table] = { ...found[table], [name]: optional ? `${kind}?` : kind };
  }

  return sorted(found);
}

interface FoundColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly optional: boolean | number;
}

async function introspect({ engine, raw }: OpenedDatabase): Promise<readonly FoundColumn[]> {
  const query =
    engine === 'sqlite'
      ? sql<FoundColumn>`select t.name as "table", c.name as name, c.type as type, c."notnull" = 0 and c.pk = 0 as optional
          from pragma_table_list t, pragma_table_info(t.name) c where t.schema = 'main' and t.strict = 1`
      : sql<FoundColumn>`select table_name as "table", column_name as name, data_type as type, is_nullable = 'YES' as optional
          from information_schema.columns where table_schema = 'public'`;

  return (await query.execute(raw)).rows;
}

/** On PostgreSQL the texts of another collation than "C"; on SQLite the tables that are not strict or have another collation. */
async function findOtherOrders({ engine, raw }: OpenedDatabase): Promise<readonly unknown[]> {
  const query =
    engine === 'sqlite'
      ? sql`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and (sql not like '%strict' or sql like '%collate%')`
      : sql`select table_name, column_name from information_schema.columns
          where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`;

  return (await query.execute(raw)).rows;
}

function sorted(columns: Readonly<Record<string, Readonly<Record<string, string>>>>): Columns {
  const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : 1);

  return Object.fromEntries(
    Object.entries(columns)
      .map(([table, names]): [string, Record<string, string>] => [table, Object.fromEntries(Object.entries(names).sort(byName))])
      .sort(byName),
  );
}

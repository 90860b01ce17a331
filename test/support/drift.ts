import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'

/** A set of tables in words: one line per table, column, key and reference. Two sets are the same when their lines are. */
export type Described = readonly string[]

/** What a schema in Prisma's language says, as Prisma itself understands it. */
export function describeSchema(schema: string): Described {
  const { models, indexes } = readModel(schema)
  const table = (name: string) => models.find((model) => model.name === name)?.dbName ?? name
  const columns = (model: Model, fields: readonly string[]) =>
    fields.map((name) => model.fields.find((field) => field.name === name)).map((field) => field?.dbName ?? field?.name ?? '?')
  const lines = models.flatMap((model) => [`table ${table(model.name)}`, ...model.fields.flatMap((field) => describeField(model, field))])
  const keys = indexes.map(({ model: name, type, fields }) => {
    const model = models.find((candidate) => candidate.name === name)
    const list = model
      ? columns(
          model,
          fields.map((field) => field.name),
        )
      : []
    return `${{ id: 'primary key', unique: 'unique', normal: 'index' }[type] ?? type} ${table(name)}(${list.join(', ')})`
  })
  return [...lines, ...keys].sort()

  function describeField(model: Model, field: Field): string[] {
    const target = models.find((candidate) => candidate.name === field.type)
    if (field.kind === 'object' && target) {
      if (!field.relationFromFields?.length) return []
      const from = `${table(model.name)}(${columns(model, field.relationFromFields).join(', ')})`
      const to = `${table(target.name)}(${columns(target, field.relationToFields ?? []).join(', ')})`
      const onDelete = field.relationOnDelete ?? (field.isRequired ? 'Restrict' : 'SetNull')
      return [`reference ${from} to ${to} on delete ${action(onDelete)} on update ${action(field.relationOnUpdate ?? 'Cascade')}`]
    }
    const nullable = field.isRequired ? 'not null' : 'null'
    return [`column ${table(model.name)}.${field.dbName ?? field.name} ${typeOf(field)} ${nullable} default ${defaultOf(field)}`]
  }
}

/** What a database holds. Left out is what Prisma's language cannot say: partial and expression indexes, CHECKs, triggers, functions. */
export async function describeDatabase(client: pg.Client): Promise<Described> {
  const { rows } = await client.query<{ line: string }>(catalogue)
  return rows.map(({ line }) => line.replace(/^(column .*? default )(.+)$/, (_, start, value) => start + plainDefault(value))).sort()
}

/** The lines that only one side has; plain indexes that only the database has are its own affair. */
export function differences(schema: Described, database: Described): string[] {
  return [
    ...schema.filter((line) => !database.includes(line)).map((line) => `only in schema.prisma: ${line}`),
    ...database.filter((line) => !schema.includes(line) && !line.startsWith('index ')).map((line) => `only in the migrations: ${line}`),
  ]
}

interface Field {
  readonly name: string
  readonly dbName?: string
  readonly kind: string
  readonly type: string
  readonly isList: boolean
  readonly isRequired: boolean
  readonly hasDefaultValue: boolean
  readonly default?: unknown
  readonly nativeType: readonly [string, readonly string[]] | null
  readonly relationFromFields?: readonly string[]
  readonly relationToFields?: readonly string[]
  readonly relationOnDelete?: string
  readonly relationOnUpdate?: string
}

interface Model {
  readonly name: string
  readonly dbName: string | null
  readonly fields: readonly Field[]
}

interface DataModel {
  readonly models: readonly Model[]
  readonly indexes: readonly { model: string; type: string; fields: readonly { name: string }[] }[]
}

/** The generated client forgets nullability and native types, so Prisma is asked through a generator of our own. */
function readModel(schema: string): DataModel {
  const folder = mkdtempSync(join(tmpdir(), 'purser-dmmf-'))
  // Prisma hands the provider to a shell.
  const provider = JSON.stringify(`"${process.execPath}" "${fileURLToPath(new URL('dmmf-generator.js', import.meta.url))}"`)
  const prisma = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build', 'index.js')
  try {
    const file = join(folder, 'schema.prisma')
    const out = join(folder, 'model.json')
    writeFileSync(file, `${schema.replace(/^generator \w+ \{.*?^\}/ms, '')}\ngenerator model {\n  provider = ${provider}\n}\n`)
    execFileSync(process.execPath, [prisma, 'generate', '--schema', file], {
      env: { ...process.env, PURSER_DMMF_FILE: out, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      stdio: 'pipe',
    })
    return JSON.parse(readFileSync(out, 'utf8')) as DataModel
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const action = (name: string): string => name.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()

/** PostgreSQL's names (format_type) of Prisma's types; a type that is missing here fails the comparison by its Prisma name. */
function typeOf({ type, nativeType, isList }: Field): string {
  const [native, [size] = []] = nativeType ?? []
  const plain: Record<string, string> = {
    BigInt: 'bigint',
    Boolean: 'boolean',
    Bytes: 'bytea',
    DateTime: 'timestamp(3) without time zone',
    Decimal: 'numeric(65,30)',
    Float: 'double precision',
    Int: 'integer',
    Json: 'jsonb',
    String: 'text',
  }
  const named: Record<string, string> = {
    Char: `character(${size})`,
    Date: 'date',
    SmallInt: 'smallint',
    Timestamptz: `timestamp(${size}) with time zone`,
    Uuid: 'uuid',
    VarChar: `character varying(${size})`,
  }
  return `${(native ? named[native] : plain[type]) ?? `${type} ${native}`}${isList ? '[]' : ''}`
}

/** A default that Prisma's client fills in (cuid, uuid) is none of the database's. */
function defaultOf({ hasDefaultValue, default: value, nativeType }: Field): string {
  if (!hasDefaultValue) return 'none'
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, args = [] } = value as { name?: string; args?: readonly string[] }
  if (name === 'autoincrement') return 'sequence'
  if (name === 'now') return 'CURRENT_TIMESTAMP'
  if (name === 'dbgenerated') return plainDefault(args[0] ?? '')
  return `${name} ${nativeType ?? ''}`.trim()
}

/** `'open'::text` is open, `nextval(...)` is a sequence. */
const plainDefault = (value: string): string =>
  value.startsWith('nextval(') ? 'sequence' : value.replace(/::[\w ]+$/, '').replace(/^'(.*)'$/s, '$1')

const catalogue = `
  with tables as (
    select oid, relname as name from pg_class
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname <> '_prisma_migrations'
  ), keyed as (
    select tables.name, i.*, (
      select string_agg(a.attname, ', ' order by k.place) from unnest(i.indkey::int[]) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) as columns
    from tables join pg_index i on i.indrelid = tables.oid
    where i.indpred is null and i.indexprs is null and i.indnatts = i.indnkeyatts and i.indisvalid
  ), actions(code, name) as (
    values ('a', 'no action'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'set null'), ('d', 'set default')
  )
  select 'table ' || name as line from tables
  union all
  select 'column ' || tables.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else ' null' end
    || ' default ' || case when a.attidentity <> '' then 'sequence' else coalesce(pg_get_expr(d.adbin, d.adrelid), 'none') end
  from tables join pg_attribute a on a.attrelid = tables.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select case when indisprimary then 'primary key ' when indisunique then 'unique ' else 'index ' end || name || '(' || columns || ')' from keyed
  union all
  select 'reference ' || c.conrelid::regclass || '(' || (
      select string_agg(a.attname, ', ' order by k.place) from unnest(c.conkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number)
    || ') to ' || c.confrelid::regclass || '(' || (
      select string_agg(a.attname, ', ' order by k.place) from unnest(c.confkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number)
    || ') on delete ' || deletes.name || ' on update ' || updates.name
  from pg_constraint c join tables on tables.oid = c.conrelid
  join actions deletes on deletes.code = c.confdeltype join actions updates on updates.code = c.confupdtype
  where c.contype = 'f'`

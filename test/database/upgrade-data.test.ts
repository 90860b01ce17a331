import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { copy } from '../../adapters/backup/index.ts'
import { connect, migrate, openEmbedded, upgradeEmbedded } from '../../adapters/postgres/index.ts'
import { verify } from '../../src/ledger/index.ts'
import { ask, quiet, temporaryData } from '../support/embedded.ts'

// Whole servers are made and stopped here, while other tests use the machine.
vi.setConfig({ testTimeout: 120_000 })

/**
 * Makes a data folder look as one that PostgreSQL 17 wrote: its programs are ours under that name, and own up to their version only while
 * they begin. Real ones of other versions are 60 MB each, and were tried by hand.
 */
function age(dataDir: string): void {
  const data = join(dataDir, 'postgres', 'data')
  const programs = join(dataDir, 'postgresql-17.0')
  renameSync(join(dataDir, readdirSync(dataDir).find((name) => name.startsWith('postgresql-18.')) ?? ''), programs)
  const pgCtl = join(programs, 'bin', 'pg_ctl')
  renameSync(pgCtl, `${pgCtl}.18`)
  const as = (version: number) => `echo ${version} > ${join(data, 'PG_VERSION')}`
  writeFileSync(pgCtl, `#!/bin/sh\n${as(18)}\n"$0.18" "$@"\ncode=$?\n${as(17)}\nexit $code\n`)
  chmodSync(pgCtl, 0o755)
  writeFileSync(join(data, 'PG_VERSION'), '17\n')
}

test("data of an older PostgreSQL come to today's version, or stay as they were wherever that is cut off", async () => {
  const { dataDir, remove } = temporaryData()
  const open = (database = 'purser') => openEmbedded({ dataDir, database, log: quiet })
  const upgrade = (move = copy) => upgradeEmbedded({ dataDir, log: quiet }, move)
  const home = join(dataDir, 'postgres')
  const version = () => readFileSync(join(home, 'data', 'PG_VERSION'), 'utf8').trim()
  try {
    expect(await upgrade(), 'no data').toBeUndefined()
    for (const database of ['purser', 'purser_demo']) {
      const { url, close } = await open(database)
      await migrate(url)
      const db = connect(url, 1)
      await db.customer.create({ data: { number: '10428', name: database } })
      await db.$disconnect()
      await close()
    }
    expect(await upgrade(), 'data of today').toBeUndefined()
    age(dataDir)
    const passwords = statSync(join(home, 'passwords.json')).mtimeMs

    // A start changes nothing; no more does an upgrade that fails.
    const refused = /written by PostgreSQL 17.*brings PostgreSQL 18.*Nothing was changed.*purser upgrade-data.*DATABASE_URL/s
    await expect(open()).rejects.toThrow(refused)
    const cut = async (from: string, to: string) => {
      await copy(from, to)
      throw new Error('the power went')
    }
    await expect(upgrade(cut)).rejects.toThrow('the power went')
    expect([version(), existsSync(join(home, 'data', 'postmaster.pid'))]).toEqual(['17', false])
    await expect(open()).rejects.toThrow(refused)

    const moved: string[] = []
    const done = await upgrade(async (from, to) => {
      moved.push(from.slice(from.lastIndexOf('/') + 1))
      await copy(from, to)
    })
    expect([done, moved]).toEqual([{ from: '17', to: '18', kept: join(dataDir, 'postgres-17') }, ['purser', 'purser_demo']])
    expect(statSync(join(dataDir, 'postgres-17', 'passwords.json')).mtimeMs).toBe(passwords)

    // Cut off between the last two names: no start makes an empty house there, and the next call ends it.
    mkdirSync(join(dataDir, 'upgrade'))
    renameSync(home, join(dataDir, 'upgrade', 'postgres'))
    writeFileSync(join(dataDir, 'upgrade', 'proved'), '17')
    await expect(open()).rejects.toThrow(/cut off.*Nothing is lost.*purser upgrade-data/)
    expect(await upgrade()).toEqual(done)
    expect(await upgrade()).toBeUndefined()

    const { url, close } = await open()
    const db = connect(url, 1)
    expect(await db.customer.findMany({ select: { number: true, name: true } })).toEqual([{ number: '10428', name: 'purser' }])
    expect((await verify(db)).disagreements).toEqual([])
    await db.$disconnect()
    expect(await ask(url, 'select current_user, rolsuper from pg_roles where rolname = current_user')).toEqual({
      ...{ current_user: 'purser', rolsuper: false },
    })
    await close()
    // The programs of what is kept stay with it: it could still be served.
    expect(
      readdirSync(dataDir)
        .filter((name) => name !== 'in-use' && !name.includes('18'))
        .sort(),
    ).toEqual([...['postgres', 'postgres-17', 'postgresql-17.0']])
  } finally {
    await remove()
  }
})

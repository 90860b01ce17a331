import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type Log, openEmbedded } from '../../adapters/postgres/embedded/index.ts'
import { isAlive } from '../../adapters/postgres/embedded/leftovers.ts'
import { migrate } from '../../adapters/postgres/migrations.ts'
import { serverPid } from './embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    template: string
    /** The programs of the embedded PostgreSQL, as they lie in a data folder; '' where another server is used. */
    programs: string
  }
}

interface TestServer {
  readonly url: string
  readonly programs: string
  readonly template: string
  close(): Promise<void>
}

/** Both projects of one run load this file on their own, and meet here: the server, and how many use it. */
const shared = globalThis as { purserTestServer?: { server: Promise<TestServer>; users: number } }

/**
 * One PostgreSQL for the whole run, with one migrated template database that test files clone: the embedded one in a temporary
 * folder, or the one that TEST_DATABASE_URL names (as a role that may create databases).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.purserTestServer ??= { server: openServer(), users: 0 }
  const mine = shared.purserTestServer
  mine.users++
  const { url, programs, template, close } = await mine.server
  project.provide('serverUrl', url)
  project.provide('programs', programs)
  project.provide('template', template)
  return async () => {
    mine.users--
    if (mine.users > 0) return
    delete shared.purserTestServer
    await close()
  }
}

async function openServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL
  const server = given ? { url: given, programs: '', close: async () => undefined } : await openTemporary()
  const template = `purser_template_${process.pid}`
  const templateUrl = new URL(server.url)
  templateUrl.pathname = `/${template}`
  try {
    await command(server.url, `create database ${template}`)
    await migrate(templateUrl.href)
  } catch (error) {
    await server.close()
    throw error
  }
  return {
    url: server.url,
    programs: server.programs,
    template,
    close: async () => {
      await command(server.url, `drop database if exists ${template} with (force)`)
      await server.close()
    },
  }
}

/** The role is no superuser, as in the product: what the database forbids, it forbids to tests too. */
async function openTemporary(): Promise<{ url: string; programs: string; close: () => Promise<void> }> {
  await removeAbandoned()
  const dataDir = mkdtempSync(join(tmpdir(), `purser-test-${process.pid}-`))
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  const cutOff = () => {
    const pid = serverPid(dataDir)
    if (pid) process.kill(pid, 'SIGQUIT')
    remove()
  }
  try {
    const embedded = await openEmbedded({ dataDir, database: 'purser', log: quiet })
    await command(embedded.adminUrl, 'alter role purser createdb')
    // Interrupted, vitest ends without tearing down: then the server is cut off, at the last moment.
    process.once('SIGINT', () => process.exit(130))
    process.once('exit', cutOff)
    return {
      url: embedded.url,
      programs: join(dataDir, readdirSync(dataDir).find((name) => name.startsWith('postgresql-')) ?? ''),
      close: async () => {
        process.off('exit', cutOff)
        await embedded.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** A run that was killed left its server behind: joining and leaving it stops it. Another run may be doing the same. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^purser-test-(\d+)-\w{6}$/.exec(name)?.[1]
    if (!pid || isAlive(Number(pid))) continue
    const dataDir = join(tmpdir(), name)
    try {
      if (serverPid(dataDir)) await (await openEmbedded({ dataDir, database: 'purser', log: quiet })).close()
      rmSync(dataDir, { recursive: true, force: true })
    } catch (error) {
      console.warn(`${dataDir}, left by an earlier test run, could not be removed: ${(error as Error).message}`)
    }
  }
}

async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const quiet: Log = { info: () => undefined, warn: () => undefined, error: (message) => console.error(message) }

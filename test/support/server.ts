import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../adapters/postgres/migrations.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    template: string
  }
}

/** One PostgreSQL for the whole run, with one migrated template database that test files clone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const serverUrl = process.env.TEST_DATABASE_URL ?? ''
  if (!serverUrl) throw new Error('TEST_DATABASE_URL is not set (the embedded PostgreSQL is not wired into the tests yet)')
  const template = `purser_template_${process.pid}_${project.name}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`create database ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  await runMigrations({ connectionString: url.href })
  await migrate(url.href, 'prisma/migrations')
  project.provide('serverUrl', serverUrl)
  project.provide('template', template)
  return async () => {
    await admin.query(`drop database if exists ${template} with (force)`)
    await admin.end()
  }
}

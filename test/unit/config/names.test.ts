import { expect, test } from 'vitest'
import { readConfig } from '../../../src/config.ts'

const message = (env: Record<string, string>): string => {
  try {
    readConfig(env)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test.each([
  ['PURSER_HTTPPORT', 'PURSER_HTTP_PORT'],
  ['PURSER_HTTP_PROT', 'PURSER_HTTP_PORT'],
  ['PURSER_TIME_ZONE', 'PURSER_TIMEZONE'],
  ['PURSER_METHOD', 'PURSER_METHODS'],
  ['PURSER_DATABASE_URL', 'DATABASE_URL'],
  ['purser_brand', 'PURSER_BRAND'],
])('%s is answered with %s', (typed, meant) => {
  expect(message({ [typed]: 'x' })).toContain(`${typed}: no such variable; is ${meant} meant?`)
})

test('what Kubernetes sets for services named purser and purser-web is no mistake', () => {
  const links = {
    PURSER_SERVICE_HOST: '10.0.0.11',
    PURSER_SERVICE_PORT: '3000',
    PURSER_SERVICE_PORT_HTTP: '3000',
    PURSER_PORT: 'tcp://10.0.0.11:3000',
    PURSER_PORT_3000_TCP: 'tcp://10.0.0.11:3000',
    PURSER_PORT_3000_TCP_PROTO: 'tcp',
    PURSER_PORT_3000_TCP_PORT: '3000',
    PURSER_PORT_3000_TCP_ADDR: '10.0.0.11',
    PURSER_DB_SERVICE_HOST: '10.0.0.12',
    PURSER_DB_PORT: 'tcp://10.0.0.12:5432',
  }
  expect(readConfig(links)).toEqual(readConfig({}))
})

test('PURSER_PORT with a number was written by a person', () => {
  expect(message({ PURSER_PORT: '8080' })).toContain('PURSER_PORT: no such variable; is PURSER_HTTP_PORT meant?')
})

test('other programs may call their variables as they like', () => {
  expect(readConfig({ PATH: '/bin', PURSERX: 'x', DATABASE_URI: 'x', MY_PURSER_THING: 'x' })).toEqual(readConfig({}))
})

test('a hostile name reaches the terminal without its control characters, and cut', () => {
  const said = message({ [`PURSER_\u001b[31m${'x'.repeat(5000)}`]: 'x' })
  expect(said).toContain('PURSER_??31m')
  expect(said.length).toBeLessThan(300)
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkSkew } from '../../../cli/doctor/skew.ts'

let server: Server
let apart = 0
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + apart * 1000).toUTCString())
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void server.close())

test.each([
  [0, 'ok'],
  [-20, 'warning'],
  [20, 'warning'],
  [-400, 'problem'],
  [400, 'problem'],
] as const)('a platform whose clock is %i seconds from ours is %s', async (seconds, status) => {
  apart = seconds
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await checkSkew('slack', { apiUrl })).toEqual([expect.objectContaining({ name: 'slack', status })])
})

test('a platform that does not answer says nothing of its clock', async () => {
  expect(await checkSkew('slack', { apiUrl: 'http://127.0.0.1:1' })).toEqual([])
})

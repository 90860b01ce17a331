import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  Client,
  DiscordAPIError,
  FileUploadBuilder,
  GatewayIntentBits,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  Partials,
  SlashCommandBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createHands, type Hands } from '../support/discord/hands.ts'
import type { DiscordDouble } from '../support/discord/server.ts'
import { buttonsOf, drawn, wordsOf } from '../support/discord/shown.ts'
import { GENERAL, GUILD, populated, STAFF_CHANNEL, USERS } from '../support/discord/stage.ts'
import { APPLICATION, TOKEN } from '../support/discord/world.ts'

// What the double is worth, shown with the real library alone.

let discord: DiscordDouble
let hands: Hands
let client: Client
let heard: Interaction[] = []
const waiting: (() => void)[] = []

const open = (token = TOKEN, intents: readonly GatewayIntentBits[] = [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages]) => {
  const made = new Client({ intents, partials: [Partials.Channel], rest: { api: discord.apiUrl } })
  made.on('error', () => undefined)
  return { made, login: () => made.login(token) }
}
const code = (error: unknown): unknown => (error instanceof DiscordAPIError ? error.code : error)
const refusal = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'taken', code)

beforeAll(async () => {
  discord = await populated()
  hands = createHands(discord)
  const { made, login } = open()
  client = made
  client.on('interactionCreate', (interaction) => {
    heard.push(interaction)
    for (const wake of waiting.splice(0)) wake()
  })
  const ready = new Promise((resolve) => client.once('clientReady', resolve))
  await login()
  await ready
  await client.application?.commands.set([new SlashCommandBuilder().setName('balance').setDescription('What you have')])
})
afterEach(() => {
  heard = []
})
afterAll(async () => {
  await client.destroy()
  await discord.close()
})

async function command(where: Parameters<Hands['command']>[3] = {}): Promise<ChatInputCommandInteraction> {
  hands.command(USERS.amy, 'balance', {}, where)
  await discord.gateway.delivered()
  return heard.at(-1) as ChatInputCommandInteraction
}
const words = (user: string): readonly string[] => discord.world.seenBy(user).map(wordsOf)

test('the first answer comes within three seconds, and once', async () => {
  const interaction = await command({ channel: GENERAL })
  await interaction.reply({ content: 'CNY 1.00', flags: MessageFlags.Ephemeral })
  expect(
    await refusal(client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body: { type: 5 }, auth: false })),
  ).toBe(40060)
  expect(await refusal((await command({ late: true })).reply('late'))).toBe(10062)
  expect([words(USERS.amy).at(-1), words(USERS.lee).includes('CNY 1.00')]).toEqual(['CNY 1.00', false])
})

test('a deferred answer is filled by the first follow-up, and its token dies after fifteen minutes', async () => {
  const interaction = await command({ channel: GENERAL })
  await interaction.deferReply({ flags: MessageFlags.Ephemeral })
  await interaction.followUp('filled')
  await interaction.followUp({ content: 'more', flags: MessageFlags.Ephemeral })
  expect(words(USERS.amy).slice(-2)).toEqual(['filled', 'more'])
  expect(words(USERS.lee)).not.toContain('filled')
  discord.world.passes(16)
  expect(await refusal(interaction.editReply('too late'))).toBe(50027)
})

test('a button opens a window, whose file arrives byte for byte, and whose answer changes the message', async () => {
  const channel = await client.channels.fetch(STAFF_CHANNEL)
  if (!channel?.isSendable()) throw new Error('the staff channel is there')
  const components = [
    new TextDisplayBuilder().setContent('**Claim** 1\\_2'),
    new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder().setCustomId('b1').setLabel('Amount').setStyle(ButtonStyle.Primary),
    ),
  ]
  const sent = await channel.send({ components, flags: MessageFlags.IsComponentsV2 })
  const message = discord.world.find(STAFF_CHANNEL, sent.id)
  if (!message) throw new Error('it was written')
  expect([wordsOf(message), buttonsOf(message.components).calls]).toEqual(['Claim 1_2', ['Amount']])
  expect(() => hands.presses(USERS.amy, message, 'Amount')).toThrow('does not see')
  hands.presses(USERS.lee, message, 'Amount')
  await discord.gateway.delivered()
  const press = heard.at(-1)
  if (!press?.isButton()) throw new Error('a button was pressed')
  const fields = [
    new LabelBuilder().setLabel('Sum').setTextInputComponent(new TextInputBuilder().setCustomId('sum').setStyle(TextInputStyle.Short)),
    new LabelBuilder().setLabel('Shot').setFileUploadComponent(new FileUploadBuilder().setCustomId('shot')),
  ]
  await press.showModal(
    new ModalBuilder()
      .setCustomId('m1')
      .setTitle('Amount')
      .addLabelComponents(...fields),
  )
  const [modal] = hands.windows(USERS.lee)
  if (!modal) throw new Error('the window is open')
  expect(() => hands.submits(USERS.lee, modal, { sum: '128' })).toThrow('asks to complete shot')
  const bytes = new Uint8Array([137, 80, 78, 71, 0, 13, 10])
  hands.submits(USERS.lee, modal, { sum: '128' }, { shot: [{ name: '付款.png', bytes }] })
  await discord.gateway.delivered()
  const submit = heard.at(-1)
  if (!submit?.isModalSubmit() || !submit.isFromMessage()) throw new Error('the window was sent')
  const file = submit.fields.getUploadedFiles('shot', true).first()
  expect(new Uint8Array(await (await fetch(file?.url ?? '')).arrayBuffer())).toEqual(bytes)
  await submit.update({ components: [new TextDisplayBuilder().setContent(`${submit.fields.getTextInputValue('sum')} credited`)] })
  expect([wordsOf(message), hands.windows(USERS.lee)]).toEqual(['128 credited', []])
  discord.world.passes(25 * 60)
  expect((await fetch(file?.url ?? '')).status).toBe(404)
})

test('what Discord refuses is refused with its code', async () => {
  const channel = await client.channels.fetch(GENERAL)
  if (!channel?.isSendable()) throw new Error('it is there')
  const v2 = MessageFlags.IsComponentsV2
  const text = (content: string) => new TextDisplayBuilder().setContent(content)
  expect(await refusal(channel.send({ components: Array.from({ length: 41 }, () => text('x')), flags: v2 }))).toBe(50035)
  expect(await refusal(channel.send({ components: [text('x'.repeat(2_500)), text('x'.repeat(2_500))], flags: v2 }))).toBe(50035)
  expect(await refusal(channel.send({ content: 'x', components: [text('x')], flags: v2 }))).toBe(50035)
  expect(await refusal(channel.send({ content: '' }))).toBe(50006)
  expect(await refusal(channel.messages.fetch('1184009900000000001'))).toBe(10008)
  expect(await refusal(client.channels.fetch('1184009900000000002'))).toBe(10003)
  const shut = discord.world.addPerson('1184002200000000009', 'shut', 'en-US', { open: false })
  expect(await refusal(client.users.send(shut.id, 'hello'))).toBe(50278)
  discord.world.guilds.get(GUILD)?.members.set(shut.id, new Set())
  expect(await refusal(client.users.send(shut.id, 'hello'))).toBe(50007)
})

test('one nonce is one message for some minutes, also where the answer to the first was lost', async () => {
  const channel = await client.channels.fetch(GENERAL)
  if (!channel?.isSendable()) throw new Error('it is there')
  const count = () => words(USERS.amy).filter((each) => each === 'once').length
  const once = { content: 'once', nonce: 'n1', enforceNonce: true, files: [new AttachmentBuilder(Buffer.from('a'), { name: 'a.csv' })] }
  discord.fail('POST /channels/*/messages', { lost: true })
  expect(await refusal(channel.send(once))).toMatchObject({ code: 'UND_ERR_SOCKET' })
  await channel.send(once)
  expect(count()).toBe(0)
  expect(words(USERS.amy).filter((each) => each.startsWith('once'))).toEqual(['once\na.csv'])
  discord.world.passes(6)
  await channel.send(once)
  expect(words(USERS.amy).filter((each) => each.startsWith('once'))).toHaveLength(2)
  discord.fail('POST /channels/*/messages', { retryAfter: 0.01 }, 2)
  await channel.send('after the limit')
  discord.fail('POST /channels/*/messages', { status: 502 }, 2)
  await channel.send('after the fault')
  expect(words(USERS.amy).slice(-2)).toEqual(['after the limit', 'after the fault'])
})

test('a broken line loses nothing, and a session that is gone begins anew', async () => {
  discord.gateway.drop('broken')
  hands.command(USERS.amy, 'balance')
  await discord.gateway.delivered()
  expect([heard.length, discord.gateway.resumed()]).toEqual([1, 1])
  hands.again()
  await discord.gateway.delivered()
  expect(heard.map(({ id }) => id)).toEqual([heard[0]?.id, heard[0]?.id])
})

test('words in a guild are not told without the privileged intent, in direct messages they are', async () => {
  const said: string[] = []
  const guilds = open(TOKEN, [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages])
  guilds.made.on('messageCreate', (message) => void said.push(message.content))
  const ready = new Promise((resolve) => guilds.made.once('clientReady', resolve))
  await guilds.login()
  await ready
  hands.says(USERS.amy, 'in public', [], { channel: GENERAL })
  hands.says(USERS.amy, `<@${APPLICATION}> balance`, [], { channel: GENERAL })
  hands.says(USERS.amy, 'in private')
  await discord.gateway.delivered()
  expect(said).toEqual(['', `<@${APPLICATION}> balance`, 'in private'])
  await guilds.made.destroy()
})

test('a wrong token and a privileged intent are turned away', async () => {
  await expect(open(`${TOKEN}x`).login()).rejects.toThrow('invalid token')
  await expect(open(TOKEN, [GatewayIntentBits.MessageContent]).login()).rejects.toThrow('disallowed intents')
})

test('Markdown is read as it is drawn', () => {
  expect(drawn('## **Top** up\n`a_b` \\*x\\* <@12> [pay](https://a.example) @everyone')).toBe(
    'Top up\na_b *x* [PING 12] [LINK https://a.example]pay [PING everyone]',
  )
})

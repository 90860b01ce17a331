// The least that the library needs to answer: the measure of what Purser adds.
import { Client, GatewayIntentBits, MessageFlags } from 'discord.js'

const { DISCORD_TOKEN = '', DISCORD_API_URL = '' } = process.env
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } })
client.on('interactionCreate', (interaction) => interaction.reply({ content: 'Balance: CNY 1,000.00', flags: MessageFlags.Ephemeral }))
client.once('clientReady', () => console.log('ready'))
await client.login(DISCORD_TOKEN)

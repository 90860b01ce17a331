// The least that the library needs to answer: the measure of what Purser adds.
import { Bot } from 'grammy'

const { TELEGRAM_TOKEN = '', TELEGRAM_API_URL = '' } = process.env
const bot = new Bot(TELEGRAM_TOKEN, { client: { apiRoot: TELEGRAM_API_URL } })
bot.on('message', (context) => context.reply('Balance: CNY 1,000.00'))
await bot.start({ onStart: () => console.log('ready') })

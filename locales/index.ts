import type { DateTime } from 'luxon'
import { en } from './en.ts'
import type { TimeStyle } from './text.ts'
import { zhCN } from './zh-CN.ts'
import { zhHK } from './zh-HK.ts'

/** The source of truth: the other locales are typed by English, so a missing key or a wrong parameter does not compile. */
export type Texts = typeof en

/** How a locale writes amounts and times. */
export interface Formats {
  /** `digits`: unsigned, grouped, all decimals. */
  money(digits: string, currency: string): string
  /** `days`: from the reader's today to that day (0 today, 1 tomorrow, -1 yesterday). */
  time(time: DateTime, style: TimeStyle, days: number): string
}

export const locales = { en, 'zh-CN': zhCN, 'zh-HK': zhHK } as const satisfies Record<string, Texts>
export type LocaleName = keyof typeof locales
export const LOCALES = Object.keys(locales) as readonly LocaleName[]

export const formats: Readonly<Record<LocaleName, Formats>> = { en: en.formats, 'zh-CN': zhCN.formats, 'zh-HK': zhHK.formats }

/** Languages by their own names, for the switch. */
export const localeNames: Readonly<Record<LocaleName, string>> = { en: 'English', 'zh-CN': '简体中文', 'zh-HK': '繁體中文（香港）' }

/** The locale that fits a platform's hint (BCP 47): zh-Hant, zh-TW and zh-HK are zh-HK, other Chinese is zh-CN; undefined for languages we do not speak. */
export function localeOf(hint: string | undefined): LocaleName | undefined {
  const tag = hint?.toLowerCase().replace('_', '-') ?? ''
  if (/^zh-(hant|tw|hk|mo)|^yue/.test(tag)) return 'zh-HK'
  if (tag.startsWith('zh')) return 'zh-CN'
  return tag.startsWith('en') ? 'en' : undefined
}

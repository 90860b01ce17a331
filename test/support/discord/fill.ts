import { KIND } from './components.ts'
import type { Picked } from './hands.ts'
import { asJson, asList, type Json } from './limits.ts'

type Answers = Readonly<Record<string, string | readonly string[]>>
type Files = Readonly<Record<string, readonly Picked[]>>

/** What a filled window is sent as. Refuses what Discord's client would not send. */
export function modalAnswers(components: readonly Json[], answers: Answers, files: Files, upload: (file: Picked) => Json) {
  const attachments: Record<string, Json> = {}
  const names = components.flatMap(({ component, label }) => [String(asJson(component).custom_id), String(label)])
  const strange = [...Object.keys(answers), ...Object.keys(files)].find((name) => !names.includes(name))
  if (strange !== undefined) throw new Error(`the window asks for ${names}, not for ${strange}`)
  const sent = components.map((part, id) => {
    if (part.type !== KIND.label) return { type: part.type, id }
    const field = asJson(part.component)
    const name = String(field.custom_id)
    const answer = answers[name] ?? answers[String(part.label)]
    const picked = (files[name] ?? files[String(part.label)] ?? []).map(upload)
    for (const file of picked) attachments[String(file.id)] = file
    return { type: KIND.label, id, component: { type: field.type, id: 100 + id, custom_id: name, ...entered(field, answer, picked) } }
  })
  return { components: sent, attachments }
}

function entered(field: Json, answer: string | readonly string[] | undefined, picked: readonly Json[]): Json {
  const required = field.required !== false
  const asks = (): Error => new Error(`Discord asks to complete ${field.custom_id}`)
  switch (field.type) {
    case KIND.input: {
      const value = String(answer ?? field.value ?? '')
      if (required && value === '') throw asks()
      if (value !== '' && (value.length < Number(field.min_length ?? 0) || value.length > Number(field.max_length ?? 4_000))) throw asks()
      return { value }
    }
    case KIND.upload: {
      const least = Number(field.min_values ?? 1)
      if (picked.length > Number(field.max_values ?? 1) || (required && picked.length < least)) throw asks()
      return { values: picked.map(({ id }) => id) }
    }
    case KIND.checkbox:
      return { value: answer === undefined ? (field.default ?? false) : answer === 'true' }
    default: {
      const values = chosen(field, answer)
      if (required && values.length === 0) throw asks()
      return field.type === KIND.radios ? { value: values[0] ?? null } : { values }
    }
  }
}

/** The values of chosen options; without an answer, those that were chosen beforehand. */
function chosen({ options }: Json, answer: string | readonly string[] | undefined): readonly unknown[] {
  const list = asList(options)
  if (answer === undefined) return list.flatMap((option) => (option.default === true ? [option.value] : []))
  return [answer].flat().map((each) => {
    const found = list.find(({ value, label }) => value === each || label === each)
    if (!found) throw new Error(`there is no option ${each}`)
    return found.value
  })
}

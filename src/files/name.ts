const LONGEST = 80

/** A name that every platform, header and disk takes as it is: nothing in it leads elsewhere, hides its ending or turns the direction of reading. */
export function safeName(words: string): string {
  const plain = words.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/\.{2,}/g, '.')
  const [, body = '', ending = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/.exec(plain) ?? []
  return `${body.replace(/^[-.]+|[-.]+$/g, '').slice(0, LONGEST) || 'file'}${ending}`
}

/** The parts of a form's body, heads and all. */
export function partsOf(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`--${boundary}`)
  const parts: Buffer[] = []
  for (let at = body.indexOf(mark); at >= 0; ) {
    const next = body.indexOf(mark, at + mark.length)
    if (next < 0) break
    parts.push(body.subarray(at + mark.length + 2, next - 2))
    at = next
  }
  return parts
}

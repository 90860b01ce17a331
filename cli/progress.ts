/** How far something is, on one line of a terminal: "posting  [#####---------------]  25 %  125,000 lines  8,120/s". */
export function bar(step: string, done: { bytes: number; of: number; lines: number }, seconds: number): string {
  const share = done.of === 0 ? 1 : Math.min(1, done.bytes / done.of)
  const full = Math.floor(share * WIDTH)
  const rate = seconds < 0.5 ? '' : `  ${Math.round(done.lines / seconds).toLocaleString('en')}/s`
  return `${step.padEnd(8)} [${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${String(Math.floor(share * 100)).padStart(3)} %  ${done.lines.toLocaleString('en')} lines${rate}`
}

const WIDTH = 20

/** Draws bars on standard error, where a person looks at it; `end` leaves a clean line. */
export function progress() {
  const { stderr } = process
  if (!stderr.isTTY) return { of: undefined, end: () => undefined }
  let drawn = 0
  return {
    of: (step: string) => {
      const started = performance.now()
      return (done: { bytes: number; of: number; lines: number }): void => {
        const now = performance.now()
        if (now - drawn < 100 && done.bytes < done.of) return
        drawn = now
        stderr.write(`\r\u001b[K${bar(step, done, (now - started) / 1000)}`)
      }
    },
    end: () => void (drawn > 0 && stderr.write('\r\u001b[K')),
  }
}

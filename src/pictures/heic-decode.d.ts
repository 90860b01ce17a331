declare module 'heic-decode' {
  interface Decoded {
    readonly width: number
    readonly height: number
    /** RGBA */
    readonly data: Uint8ClampedArray<ArrayBuffer>
  }
  interface Handle {
    readonly width: number
    readonly height: number
    decode(): Promise<Decoded>
  }
  const heic: { all(file: { buffer: Uint8Array }): Promise<readonly Handle[]> }
  export default heic
}

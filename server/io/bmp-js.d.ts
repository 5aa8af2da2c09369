declare module 'bmp-js' {
  /** Pixels as A, B, G, R bytes, top row first. Throws RangeError past the end of the bytes. */
  function decode(file: Buffer): { readonly data: Uint8Array };
  export default { decode };
}

// Still WebP pictures of one size as one that moves, by the WebP container's specification
// (https://developers.google.com/speed/webp/docs/riff_container): a VP8X and an ANIM chunk, then an ANMF for each frame.

/** @param {{ webp: Buffer, milliseconds: number }[]} frames @returns {Buffer} */
export function animated(frames) {
  const first = pictureOf(frames[0].webp);
  const { width, height } = sizeOf(first);
  const header = Buffer.alloc(10);
  header[0] = 0x02; // it is an animation
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  const loop = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0]); // white behind it, for ever
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", header),
    chunk("ANIM", loop),
    ...frames.map(({ webp, milliseconds }) => {
      const place = Buffer.alloc(16);
      place.writeUIntLE(width - 1, 6, 3);
      place.writeUIntLE(height - 1, 9, 3);
      place.writeUIntLE(milliseconds, 12, 3);
      place[15] = 0x02; // it covers what was there
      const { name, data } = pictureOf(webp);
      return chunk("ANMF", Buffer.concat([place, chunk(name, data)]));
    }),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from("RIFF"), size, body]);
}

function chunk(name, data) {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), size, data, Buffer.alloc(data.length % 2)]);
}

/** The chunk with the pixels of a still picture: VP8 (with losses) or VP8L (without). */
function pictureOf(webp) {
  for (let at = 12; at + 8 <= webp.length; ) {
    const name = webp.toString("latin1", at, at + 4);
    const length = webp.readUInt32LE(at + 4);
    if (name === "VP8 " || name === "VP8L") return { name, data: webp.subarray(at + 8, at + 8 + length) };
    at += 8 + length + (length % 2);
  }
  throw new Error("the picture has no pixels");
}

function sizeOf({ name, data }) {
  if (name === "VP8 ") return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}

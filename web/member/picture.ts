import { Problem } from "@shared/problem";

/** The longest side of a stored portrait, in pixels, and what the gateway takes, in bytes. */
const SIDE = 200;
const LIMIT = 32 * 1024;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];

/** The middle square of a photo as a small JPEG, a data URI; what it knows of place and time is gone with the rest. */
export async function smallPicture(file: Blob): Promise<string> {
  const photo = await createImageBitmap(file).catch(() => {
    throw new Problem("avatar_unreadable", "这张图片打不开，请换一张", 0);
  });
  try {
    const canvas = drawn(photo);
    for (const quality of QUALITIES) {
      const picture = canvas.toDataURL("image/jpeg", quality);
      if (bytesIn(picture) <= LIMIT) return picture;
    }
  } finally {
    photo.close();
  }
  throw new Problem("avatar_too_large", "这张图片太大，请换一张", 0);
}

function drawn(photo: ImageBitmap): HTMLCanvasElement {
  const square = Math.min(photo.width, photo.height);
  const side = Math.min(SIDE, square);
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Problem("avatar_unreadable", "这张图片打不开，请换一张", 0);
  // A transparent picture would turn black as a JPEG.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  pen.drawImage(photo, (photo.width - square) / 2, (photo.height - square) / 2, square, square, 0, 0, side, side);
  return canvas;
}

/** How many bytes a base64 data URI stands for, at most. */
export function bytesIn(uri: string): number {
  return Math.ceil(((uri.length - uri.indexOf(",") - 1) * 3) / 4);
}

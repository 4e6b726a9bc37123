// Where files are: URIs in one form, and the ways between folders.

/** URIs of one file differ in what they escape; their decoded form does not. */
export function placeOf(uri: string): string {
  if (!uri.includes("%")) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** The folder of a file, without a slash at its end. */
export function folderOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/"));
}

/** The last part of a place. */
export function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

/** Where an entry of a kustomization leads, from its folder; without a slash at its end. */
export function resolve(folder: string, entry: string): string {
  const parts = folder.split("/");
  for (const part of entry.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

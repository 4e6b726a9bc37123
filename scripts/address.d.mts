// The types of address.mjs, for the tests.
export function fieldsFor(address: string): {
  readonly repository: { readonly type: string; readonly url: string };
  readonly bugs: { readonly url: string };
  readonly homepage: string;
};

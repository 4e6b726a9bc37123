// IP addresses and ranges of every spelling, good and bad.

import fc from "fast-check";

const hex = fc.constantFrom("0", "1", "a", "F", "db8", "00", "ffff", "2001", "DB8", "00001", "g", "10000");

/** Addresses of every spelling: canonical or not, special ranges, and what only looks like one. */
export const ip: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "192.0.2.10",
      "2001:db8::1",
      "0.0.0.0",
      "::",
      "127.0.0.1",
      "127.1.2.3",
      "::1",
      "169.254.1.1",
      "fe80::1",
      "febf::1",
      "fec0::1",
      "224.0.0.1",
      "224.0.1.1",
      "ff02::1",
      "ff12::5",
      "ff01::1",
      "ff05::1",
      "239.1.1.1",
      "255.255.255.255",
      "240.0.0.1",
    ),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "",
      " ",
      "10.0.0",
      "10.0.0.256",
      "10.0.0.1.2",
      "010.0.0.1",
      "10.0.0.01",
      "1.2.3.4/32",
      "1.2.3.4:80",
      "[::1]",
      "fe80::1%eth0",
      "::ffff:1.2.3.4",
      "::ffff:0102:0304",
      "::1.2.3.4",
      "::FFFF:1.2.3.4",
      "64:ff9b::1.2.3.4",
      "1::2::3",
      ":::",
      "1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7::",
      "1:2:3:4:5:6:7:8:9",
      "::ffff:01.2.3.4",
      "2001:DB8::1",
      "2001:db8:0:0:0:0:0:1",
      "2001:0db8::1",
      "0:0:0:0:0:0:0:0",
      "::0",
      "0::",
      "example.com",
      " 10.0.0.1",
      "10.0.0.1 ",
      "0x0a.0.0.1",
      "1",
      "١.2.3.4",
      "::ffff:7f00:1",
      "0.0.0.00",
      "::ffff:0.0.0.0",
    ),
  },
  { weight: 2, arbitrary: fc.ipV4() },
  { weight: 2, arbitrary: fc.ipV6() },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof({ weight: 5, arbitrary: hex }, { weight: 1, arbitrary: fc.constant("") }), {
        minLength: 2,
        maxLength: 9,
      })
      .map((groups) => groups.join(":")),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom("0", "1", "10", "01", "255", "256", "-1", "", "a"), { minLength: 3, maxLength: 5 })
      .map((parts) => parts.join(".")),
  },
);

//! A share of the bases, for running one roster on many machines at once.
//!
//! Every shard reads the whole roster and does its share of the bases. Which share a base is in
//! depends on its MAC and the number of shards and on nothing else, so it stays with its shard from
//! night to night, whatever comes into the roster or the directory.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::value::Mac;

/// How many shards there may be. Each of them reads the whole roster, so far fewer are useful.
pub const MAX_SHARDS: u16 = 1000;

/// One of several shares of the bases: shard `index` of `count`, the first being 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u16,
    count: u16,
}

impl Shard {
    /// All bases: a run without shards is the first of one.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// Shard `index`, from 1, of `count`.
    ///
    /// # Errors
    /// When `count` is not from 1 to [`MAX_SHARDS`], or `index` not from 1 to `count`.
    pub fn new(index: u64, count: u64) -> Result<Self, ShardError> {
        let number = |number: u64| u16::try_from(number).ok();
        match (number(index), number(count)) {
            (_, None | Some(0 | 1001..)) => Err(ShardError::Count(count)),
            (Some(index), Some(count)) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err(ShardError::Index { index, count }),
        }
    }

    /// How many shards there are.
    #[must_use]
    pub fn count(self) -> u16 {
        self.count
    }

    /// Whether it is the one that reports what is wrong with the roster itself.
    #[must_use]
    pub fn is_first(self) -> bool {
        self.index == 1
    }

    /// Whether it is all bases.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self == Self::WHOLE
    }

    /// Whether the base is in this share. Of all shards of as many, exactly one owns a base.
    #[must_use]
    pub fn owns(self, mac: Mac) -> bool {
        mixed(mac.bits()) % u64::from(self.count) == u64::from(self.index - 1)
    }

    /// The name for files: `3-of-8`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}-of-{}", self.index, self.count)
    }

    /// The shard that a file of this name belongs to.
    #[must_use]
    pub fn from_file_name(name: &str) -> Option<Self> {
        parse(name, "-of-").ok()
    }
}

/// Mixes the bits of a number well: the first output of the `SplitMix64` generator seeded with it.
///
/// The MACs of a site count up, by one or by a power of two, and must spread evenly all the same.
/// What this gives may never change, or bases would change their shard.
fn mixed(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ bits >> 31
}

fn parse(text: &str, between: &str) -> Result<Shard, ShardError> {
    let number = |digits: &str| {
        let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse().ok().filter(|_| plain)
    };
    let (index, count) = text
        .split_once(between)
        .and_then(|(index, count)| Some((number(index)?, number(count)?)))
        .ok_or(ShardError::Form)?;
    Shard::new(index, count)
}

impl FromStr for Shard {
    type Err = ShardError;

    /// Takes `I/N`, as in `3/8`.
    fn from_str(text: &str) -> Result<Self, ShardError> {
        parse(text, "/")
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// Why something is not a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ShardError {
    /// The text is not `I/N`.
    #[error("a shard is I/N, such as 3/8 for the third of eight")]
    Form,
    /// There cannot be so many shards.
    #[error("there can be 1 to {MAX_SHARDS} shards, not {0}")]
    Count(u64),
    /// There is no such shard.
    #[error("shards are numbered from 1, so of {count} there is no shard {index}")]
    Index {
        /// The number of the shard.
        index: u64,
        /// How many there are.
        count: u64,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mac(bits: u64) -> Mac {
        format!("{bits:012X}").parse().unwrap()
    }

    fn owner(bits: u64, count: u64) -> u16 {
        let owns = |index: &u64| Shard::new(*index, count).unwrap().owns(mac(bits));
        u16::try_from((1..=count).find(owns).unwrap()).unwrap()
    }

    #[test]
    fn what_is_no_shard_is_refused_with_its_own_reason() {
        for (text, expected) in [
            ("", ShardError::Form),
            ("3", ShardError::Form),
            ("3/", ShardError::Form),
            ("/8", ShardError::Form),
            ("3/8/9", ShardError::Form),
            ("+3/8", ShardError::Form),
            ("3 / 8", ShardError::Form),
            ("three/8", ShardError::Form),
            ("99999999999999999999/8", ShardError::Form),
            ("0/8", ShardError::Index { index: 0, count: 8 }),
            ("9/8", ShardError::Index { index: 9, count: 8 }),
            (
                "70000/8",
                ShardError::Index {
                    index: 70000,
                    count: 8,
                },
            ),
            ("1/0", ShardError::Count(0)),
            ("0/0", ShardError::Count(0)),
            ("1/1001", ShardError::Count(1001)),
            ("1/70000", ShardError::Count(70000)),
        ] {
            assert_eq!(text.parse::<Shard>(), Err(expected), "{text:?}");
        }
        assert_eq!("1/1".parse(), Ok(Shard::WHOLE));
        assert_eq!("1000/1000".parse(), Shard::new(1000, u64::from(MAX_SHARDS)));
    }

    /// These may never change: a base would be written by two shards, or by none, in the night in
    /// which some machines have the new program and some the old one.
    #[test]
    fn a_base_stays_with_its_shard_in_every_release() {
        // Published values of the generator, seeded with 0 and with 1234567.
        assert_eq!(mixed(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(mixed(1_234_567), 6_457_827_717_110_365_317);
        let of = |count| {
            let bases = 0x7C2F_8012_3450..0x7C2F_8012_3460;
            bases.map(|bits| owner(bits, count)).collect::<Vec<_>>()
        };
        assert_eq!(of(2), [2, 1, 2, 1, 1, 2, 2, 2, 2, 2, 1, 2, 1, 2, 1, 1]);
        assert_eq!(of(4), [2, 3, 4, 1, 3, 4, 4, 4, 2, 2, 3, 4, 1, 4, 1, 1]);
        assert_eq!(of(7), [4, 6, 4, 1, 4, 2, 4, 3, 2, 6, 3, 3, 7, 7, 7, 2]);
        assert_eq!(
            of(1000),
            [
                990, 203, 252, 37, 311, 60, 200, 108, 570, 542, 591, 180, 541, 20, 257, 5
            ]
        );
    }

    /// The standard deviation of a random spread is the square root of the mean; five of them is
    /// more than chance does.
    #[test]
    fn macs_that_count_up_spread_evenly() {
        for count in [2_u16, 3, 4, 7, 16] {
            for step in [1, 2, 3, 10, 16, 256, 4096] {
                let mut bases = vec![0_u32; usize::from(count)];
                let each = 1000;
                for number in 0..each * u64::from(count) {
                    let bits = 0x7C2F_8000_0000 + number * step;
                    bases[usize::from(owner(bits, u64::from(count))) - 1] += 1;
                }
                let spread = 5.0 * 1000_f64.sqrt();
                for (shard, bases) in bases.iter().enumerate() {
                    let off = (f64::from(*bases) - 1000.0).abs();
                    assert!(
                        off < spread,
                        "{bases} in {} of {count}, by {step}",
                        shard + 1
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_base_belongs_to_exactly_one_shard(bits in 1_u64..1 << 40, count in 1_u64..=1000) {
            let mac = mac(bits);
            let owns = |index: &u64| Shard::new(*index, count).unwrap().owns(mac);
            prop_assert_eq!((1..=count).filter(owns).count(), 1);
        }

        #[test]
        fn a_shard_can_be_told_by_its_text_and_by_its_file(index in 1_u64..=500, count in 500_u64..=1000) {
            let shard = Shard::new(index, count)?;
            prop_assert_eq!(shard.to_string().parse::<Shard>()?, shard);
            prop_assert_eq!(Shard::from_file_name(&shard.file_name()), Some(shard));
        }
    }
}

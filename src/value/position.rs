//! The position of a SIP account and its handset on a base.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::is_number;

/// Where a SIP account and its handset stand on a base: from 1 on, as people and the device's web page
/// count, to 100 where a person names it.
///
/// The provisioning file counts from 0; [`Position::index`] gives that number. Account and handset
/// at one position belong together, statically: that is the rule of the N720, and the reason why a
/// position must never move. A device without positions has its handsets in the order of its file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    index: u16,
}

impl Position {
    /// The highest that a person may name, which is the last of an N720.
    pub const HIGHEST: u16 = 100;

    /// The position at this index of the file.
    #[must_use]
    pub fn from_index(index: usize) -> Option<Self> {
        let index = u16::try_from(index).ok()?;
        (index < u16::MAX).then_some(Self { index })
    }

    /// The index in the provisioning file, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.index)
    }

    /// The number that people see, from 1.
    #[must_use]
    pub fn number(self) -> u16 {
        self.index + 1
    }

    /// So many positions, from the first on.
    pub fn first(count: usize) -> impl Iterator<Item = Self> {
        (0..count).map_while(Self::from_index)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Position({self})")
    }
}

impl FromStr for Position {
    type Err = PositionError;

    /// Takes a whole number from 1 to 100 and nothing else.
    fn from_str(text: &str) -> Result<Self, PositionError> {
        let number = text.parse::<u16>().ok().filter(|_| is_number(text));
        number
            .filter(|number| (1..=Self::HIGHEST).contains(number))
            .map(|number| Self { index: number - 1 })
            .ok_or(PositionError)
    }
}

/// A text is not a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is not a whole number from 1 to 100")]
pub struct PositionError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_1_to_100() {
        for (index, position) in Position::first(100).enumerate() {
            assert_eq!(position.index(), index);
            assert_eq!(usize::from(position.number()), index + 1);
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        for text in [
            "",
            "0",
            "101",
            "-1",
            "+1",
            "1.5",
            "1e1",
            " 1",
            "99999999999999999999",
        ] {
            assert_eq!(text.parse::<Position>(), Err(PositionError), "{text:?}");
        }
    }
}

//! The position of a SIP account and its handset on a base.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::is_number;

/// Where a SIP account and its handset stand on a base: 1 to 100, as people and the device's web
/// page count.
///
/// The provisioning file counts from 0; [`Position::index`] gives that number. Account and handset
/// at one position belong together, statically: that is the device's rule, and the reason why a
/// position must never move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    index: u8,
}

impl Position {
    /// How many positions a base has.
    pub const CAPACITY: usize = 100;

    /// The position at this index of the file, 0 to 99.
    #[must_use]
    pub fn from_index(index: usize) -> Option<Self> {
        let index = u8::try_from(index).ok()?;
        (usize::from(index) < Self::CAPACITY).then_some(Self { index })
    }

    /// The index in the provisioning file, 0 to 99.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.index)
    }

    /// The number that people see, 1 to 100.
    #[must_use]
    pub fn number(self) -> u8 {
        self.index + 1
    }

    /// All positions of a base, first to last.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::CAPACITY).filter_map(Self::from_index)
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
        let number = text.parse::<usize>().ok().filter(|_| is_number(text));
        number
            .and_then(|number| Self::from_index(number.checked_sub(1)?))
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
        assert_eq!(Position::all().count(), Position::CAPACITY);
        for (index, position) in Position::all().enumerate() {
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

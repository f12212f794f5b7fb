//! What a run may do to the files in place.

use std::str::FromStr;

use serde::Deserialize;
use thiserror::Error;

/// What a rejected row means for its base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    /// The base keeps its present file
    #[default]
    Hold,
    /// The base is written without the row
    Skip,
    /// Nothing is written at all
    Abort,
}

/// What happens to the items of a file in place that the template does not write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherItems {
    /// The new file has them too.
    #[default]
    Keep,
    /// They are left out, and a finding names them.
    Drop,
}

/// The share that a run may do without being asked, in percent.
const DEFAULT_PERCENT: usize = 10;
/// What it may do at least, or small sites could not replace a handset.
const DEFAULT_AT_LEAST: usize = 5;

/// How many handsets a run may de-register or reassign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Allowance {
    /// 10 % of those in the files concerned, and never fewer than 5.
    #[default]
    Cautious,
    /// This many.
    Number(usize),
    /// This share of those in the files concerned, in percent.
    Percent(usize),
}

impl Allowance {
    /// How many that is of so many.
    #[must_use]
    pub fn of(self, all: usize) -> usize {
        let share = |percent: usize| {
            usize::try_from(all as u128 * percent as u128 / 100).unwrap_or(usize::MAX)
        };
        match self {
            Self::Cautious => share(DEFAULT_PERCENT).max(DEFAULT_AT_LEAST),
            Self::Number(number) => number,
            Self::Percent(percent) => share(percent),
        }
    }
}

impl FromStr for Allowance {
    type Err = AllowanceError;

    /// Takes a number, or a share such as `10%`.
    fn from_str(text: &str) -> Result<Self, AllowanceError> {
        let number = |digits: &str| digits.trim().parse().map_err(|_| AllowanceError);
        match text.trim().strip_suffix('%') {
            Some(percent) => number(percent).and_then(|percent| match percent {
                0..=100 => Ok(Self::Percent(percent)),
                _ => Err(AllowanceError),
            }),
            None => number(text).map(Self::Number),
        }
    }
}

/// A text does not say how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is neither a number such as 50 nor a share such as 10%")]
pub struct AllowanceError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_a_tenth_and_never_fewer_than_five() {
        for (handsets, allowed) in [
            (0, 5),
            (10, 5),
            (50, 5),
            (59, 5),
            (60, 6),
            (100, 10),
            (1000, 100),
        ] {
            assert_eq!(Allowance::Cautious.of(handsets), allowed, "{handsets}");
        }
    }

    #[test]
    fn a_number_or_a_share_is_taken_as_it_is() {
        assert_eq!("0".parse(), Ok(Allowance::Number(0)));
        assert_eq!("50".parse(), Ok(Allowance::Number(50)));
        assert_eq!("10%".parse(), Ok(Allowance::Percent(10)));
        assert_eq!(Allowance::Percent(10).of(19), 1);
        for text in ["", "%", "-1", "101%", "ten", "1.5"] {
            assert_eq!(text.parse::<Allowance>(), Err(AllowanceError), "{text}");
        }
    }
}

//! The guard: how many handsets a run may take off their bases.

use std::str::FromStr;

use thiserror::Error;

use crate::outcome::Ending;
use crate::plan::BasePlan;

/// The share that a run may take off without being asked, in percent.
const DEFAULT_PERCENT: usize = 10;
/// What it may take off at least, or small sites could not replace a handset.
const DEFAULT_AT_LEAST: usize = 5;

/// How many handsets a run may de-register.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MaxDeregister {
    /// 10 % of the handsets in the files concerned, and never fewer than 5.
    #[default]
    Cautious,
    /// This many.
    Number(usize),
    /// This share of the handsets in the files concerned, in percent.
    Percent(usize),
}

impl MaxDeregister {
    /// How many that is of so many handsets.
    #[must_use]
    pub fn of(self, handsets: usize) -> usize {
        let share = |percent: usize| {
            usize::try_from(handsets as u128 * percent as u128 / 100).unwrap_or(usize::MAX)
        };
        match self {
            Self::Cautious => share(DEFAULT_PERCENT).max(DEFAULT_AT_LEAST),
            Self::Number(number) => number,
            Self::Percent(percent) => share(percent),
        }
    }
}

impl FromStr for MaxDeregister {
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

/// Whether the plans may be carried out.
///
/// The files concerned are those that would lose a handset. Were all files counted, a big fleet
/// would make room for emptying a whole base unasked.
pub(super) fn judge(plans: &[&BasePlan], max: MaxDeregister) -> Ending {
    let losing = || plans.iter().filter(|plan| plan.deregistrations > 0);
    let deregistrations: usize = losing().map(|plan| plan.deregistrations).sum();
    let allowed = max.of(losing().map(|plan| plan.handsets_now).sum());
    if deregistrations > allowed {
        Ending::Refused { allowed }
    } else {
        Ending::Done
    }
}

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
            assert_eq!(MaxDeregister::Cautious.of(handsets), allowed, "{handsets}");
        }
    }

    #[test]
    fn a_number_or_a_share_is_taken_as_it_is() {
        assert_eq!("0".parse(), Ok(MaxDeregister::Number(0)));
        assert_eq!("50".parse(), Ok(MaxDeregister::Number(50)));
        assert_eq!("10%".parse(), Ok(MaxDeregister::Percent(10)));
        assert_eq!(MaxDeregister::Percent(10).of(19), 1);
        for text in ["", "%", "-1", "101%", "ten", "1.5"] {
            assert_eq!(text.parse::<MaxDeregister>(), Err(AllowanceError), "{text}");
        }
    }
}

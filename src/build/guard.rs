//! The guards: how many handsets a run may take off their bases, and how many may ring for somebody
//! else than before.

use std::str::FromStr;

use thiserror::Error;

use crate::options::Options;
use crate::outcome::Ending;
use crate::plan::BasePlan;

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

/// Whether the plans may be carried out.
///
/// Given up is every position in use, for five zero bytes also take off a handset that was registered
/// by hand and that no file names. A reassigned handset stays and gets another extension.
pub(super) fn judge(plans: &[&BasePlan], options: &Options) -> Ending {
    let deregister = exceeded(plans, options.max_deregister, |plan| {
        (plan.given_up, plan.in_use_now)
    });
    let reassign = exceeded(plans, options.max_reassign, |plan| {
        (plan.reassignments, plan.handsets_now)
    });
    if deregister.is_none() && reassign.is_none() {
        return Ending::Done;
    }
    Ending::Refused {
        deregister,
        reassign,
    }
}

/// How many are allowed, where the plans have more. `count` gives how many a plan has, and of how many.
///
/// The files concerned are those that have any. Were all files counted, a big fleet would make room
/// for emptying a whole base unasked.
fn exceeded(
    plans: &[&BasePlan],
    max: Allowance,
    count: impl Fn(&BasePlan) -> (usize, usize),
) -> Option<usize> {
    let (mut number, mut all) = (0, 0);
    for (here, of) in plans
        .iter()
        .map(|plan| count(plan))
        .filter(|(here, _)| *here > 0)
    {
        number += here;
        all += of;
    }
    Some(max.of(all)).filter(|allowed| number > *allowed)
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

//! The guards: how many handsets a run may take off their bases, and how many may ring for somebody
//! else than before.

use crate::settings::Allowance;
use crate::settings::Options;
use crate::site::outcome::Ending;
use crate::site::plan::BasePlan;

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

//! The last lines of a run: how many rows, how many bases, and how it ended.

use std::io;

use super::{severities, write_wrapped};
use crate::outcome::{Ending, Outcome};
use crate::plan::Status;
use crate::report::text::{counted, listed};

/// Writes the summary.
pub(super) fn write(
    outcome: &Outcome<'_>,
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let sentences = [
        Some(rows(outcome)),
        found(outcome),
        bases(outcome),
        deregistrations(outcome),
        Some(ending(outcome)),
    ];
    for sentence in sentences.into_iter().flatten() {
        write_wrapped(out, width, "", "", &sentence)?;
    }
    Ok(())
}

fn was(number: usize) -> &'static str {
    if number == 1 { "was" } else { "were" }
}

fn rows(outcome: &Outcome<'_>) -> String {
    let rows = outcome.rows;
    if rows.read == 0 {
        return "No row was read.".into();
    }
    let read = format!(
        "{} {} read",
        counted(rows.read, "row", "rows"),
        was(rows.read)
    );
    match (rows.accepted, rows.rejected) {
        (0, 0) => format!("{read}."),
        (_, 0) => format!("{read} and accepted."),
        (0, _) => format!("{read} and rejected."),
        (accepted, rejected) => format!(
            "{read}: {accepted} {} accepted, {rejected} {} rejected.",
            was(accepted),
            was(rejected)
        ),
    }
}

fn found(outcome: &Outcome<'_>) -> Option<String> {
    let severities = severities(outcome.counts());
    (!severities.is_empty()).then(|| format!("Found: {}.", listed(&severities)))
}

/// Whether what the outcome says of files did not happen.
fn is_conditional(outcome: &Outcome<'_>) -> bool {
    outcome.command != "build" || outcome.ending != Ending::Done
}

fn bases(outcome: &Outcome<'_>) -> Option<String> {
    if outcome.command == "check" || outcome.bases.is_empty() {
        return None;
    }
    let written = if is_conditional(outcome) {
        "to be written"
    } else {
        "written"
    };
    let held = match outcome.ending {
        Ending::Refused { .. } => "held",
        Ending::Done | Ending::Aborted | Ending::Unusable => "held because of errors",
    };
    let parts: Vec<_> = [
        (Status::Written, written),
        (Status::Unchanged, "unchanged"),
        (Status::Held, held),
        (Status::Untouched, "left alone because no row names it"),
    ]
    .into_iter()
    .map(|(status, words)| (outcome.bases_with(status), words))
    .filter(|(number, _)| *number > 0)
    .map(|(number, words)| match number {
        1 => format!("1 {words}"),
        _ => format!("{number} {}", words.replace("names it", "names them")),
    })
    .collect();
    let bases = counted(outcome.bases.len(), "base", "bases");
    Some(format!("{bases}: {}.", parts.join(", ")))
}

fn deregistrations(outcome: &Outcome<'_>) -> Option<String> {
    let number = outcome.deregistrations;
    // A refusal says the number itself.
    if number == 0 || outcome.command == "check" || matches!(outcome.ending, Ending::Refused { .. })
    {
        return None;
    }
    let handsets = counted(number, "handset", "handsets");
    Some(if is_conditional(outcome) {
        format!("{handsets} would be de-registered.")
    } else {
        let they = if number == 1 {
            "its base fetches its"
        } else {
            "their bases fetch their"
        };
        format!("{handsets} will be de-registered when {they} new file.")
    })
}

fn ending(outcome: &Outcome<'_>) -> String {
    let rejected = outcome.rows.rejected;
    let held = outcome.bases_with(Status::Held);
    match outcome.ending {
        Ending::Unusable if outcome.command == "check" => {
            "The roster cannot be used as it is: correct the errors above first.".into()
        }
        Ending::Unusable => {
            "No provisioning file was written: the roster cannot be used as it is. Correct the \
             errors above and run again."
                .into()
        }
        Ending::Aborted => format!(
            "Nothing was written: {} {} rejected, and the run was to stop then (--on-error abort).",
            counted(rejected, "row", "rows"),
            was(rejected)
        ),
        Ending::Refused { allowed } => refused(outcome.deregistrations, allowed),
        Ending::Done => match outcome.command {
            "check" if rejected > 0 => {
                "The roster has errors: correct them and check again.".into()
            }
            "check" => "The roster has no errors.".into(),
            "plan" => "This is the plan; nothing was written.".into(),
            _ if rejected > 0 => "Done, except for what was rejected: correct the roster and run \
                                  again."
                .into(),
            _ if held > 0 => "Done, except for what was held: see above and run again.".into(),
            _ => "Done.".into(),
        },
    }
}

fn refused(deregistrations: usize, allowed: usize) -> String {
    let handsets = counted(deregistrations, "handset", "handsets");
    let limit = match allowed {
        0 => "none is allowed".into(),
        1 => "1 is allowed".into(),
        _ => format!("{allowed} are allowed"),
    };
    format!(
        "Nothing was written: {handsets} would be de-registered, and {limit}. If that is meant, run \
         again with --max-deregister {deregistrations}."
    )
}

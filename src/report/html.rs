//! The run as one page for a browser, which stands alone: it asks for nothing else, works offline
//! and without its script, and prints.
//!
//! The page is written piece by piece, the findings one by one. Everything that comes from a roster
//! or a file passes `Text`, and the content security policy allows the page's own style and script
//! and nothing else, so that no value could act even if it got through.

mod bases;
mod changes;
mod findings;
mod tally;
mod text;

use std::io::{self, Write};

use super::summary;
use crate::site::outcome::{Ending, Outcome};
use crate::site::plan::Status;
use tally::Tally;
use text::Text;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");
/// The SHA-256 of [`STYLE`] as a policy names it; a test keeps it right.
const STYLE_HASH: &str = "sha256-hCsQS8DTZuvdytAH5fFbXm1xnGZG3WUAqg6iH7rVFh4=";
/// The SHA-256 of [`SCRIPT`]; a test keeps it right.
const SCRIPT_HASH: &str = "sha256-aXMLoP2UA/gBFJS2UXhPulxHxbUDtRA2NvTJmXzA5XE=";

/// How many bytes are gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// How many rows of a table make a batch. Of a long table a browser lays out the batches in sight,
/// which makes the difference between a fraction of a second and half a minute.
const BATCH: usize = 50;

/// The class of a table with so many rows that a browser should not lay out all of them.
fn length_class(rows: usize) -> &'static str {
    if rows > 4 * BATCH { " long" } else { "" }
}

/// Writes the page.
///
/// # Errors
/// When `out` fails.
pub fn write(outcome: &Outcome<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(BUFFER, out);
    let tally = Tally::of(outcome);
    write_head(outcome, &mut out)?;
    write_heading(outcome, &mut out)?;
    write_counts(outcome, &mut out)?;
    write_contents(outcome, &mut out)?;
    bases::write(outcome, &tally, &mut out)?;
    findings::write(outcome, &tally, &mut out)?;
    changes::write(outcome, &mut out)?;
    write!(
        out,
        "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )?;
    out.flush()
}

fn write_head(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{} – dect-roster {}</title>
<style>{STYLE}</style>
</head>
<body>
"#,
        title(outcome),
        outcome.command,
    )
}

/// What the tab of the browser says: how many findings, the gravest first.
fn title(outcome: &Outcome<'_>) -> String {
    let severities = summary::severities(outcome.counts());
    if severities.is_empty() {
        "No findings".into()
    } else {
        severities.join(", ")
    }
}

fn write_heading(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tone = match outcome.ending {
        Ending::Done if outcome.exit_code() == 0 => "good",
        Ending::Done => "partly",
        Ending::Aborted | Ending::Unusable | Ending::Refused { .. } => "bad",
    };
    write!(
        out,
        "<main>\n<header class=\"{tone}\">\n<h1>dect-roster {}</h1>\n<p class=\"ending\">{}</p>\n",
        outcome.command,
        Text(&summary::ending(outcome)),
    )?;
    for sentence in [
        summary::deregistrations(outcome),
        summary::reassignments(outcome),
        summary::windows(outcome),
    ]
    .into_iter()
    .flatten()
    {
        writeln!(out, "<p>{}</p>", Text(&sentence))?;
    }
    out.write_all(b"</header>\n")
}

fn write_counts(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = outcome.rows;
    let found = outcome.counts();
    out.write_all(b"<section class=\"counts\" aria-label=\"Counts\">\n")?;
    write_card(
        out,
        "Rows",
        &[
            ("read", rows.read, ""),
            ("accepted", rows.accepted, ""),
            ("rejected", rows.rejected, "error"),
        ],
    )?;
    write_card(
        out,
        "Findings",
        &[
            ("errors", found.error, "error"),
            ("warnings", found.warning, "warning"),
            ("infos", found.info, "info"),
        ],
    )?;
    if outcome.command != "check" {
        let written = summary::status_words(outcome, Status::Written);
        write_card(
            out,
            "Bases",
            &[
                (written, outcome.bases_with(Status::Written), ""),
                ("unchanged", outcome.bases_with(Status::Unchanged), ""),
                ("held", outcome.bases_with(Status::Held), "warning"),
                ("left alone", outcome.bases_with(Status::Untouched), ""),
            ],
        )?;
        write_card(
            out,
            "Handsets",
            &[
                ("de-registered", outcome.deregistrations, "error"),
                ("with another extension", outcome.reassignments, "warning"),
            ],
        )?;
    }
    out.write_all(b"</section>\n")
}

/// The way past a long list to what comes after it.
fn write_contents(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    if outcome.command == "check" {
        return Ok(());
    }
    out.write_all(
        b"<nav aria-label=\"Contents\"><a href=\"#bases\">Bases</a> \
          <a href=\"#findings\">Findings</a> <a href=\"#changes\">Changes</a></nav>\n",
    )
}

/// A heading and its numbers; one that is not zero takes the colour of its tone.
fn write_card(
    out: &mut dyn Write,
    heading: &str,
    numbers: &[(&str, usize, &str)],
) -> io::Result<()> {
    write!(out, "<div class=\"card\"><h2>{heading}</h2><dl>")?;
    for (words, number, tone) in numbers {
        let tone = if *number > 0 { tone } else { "" };
        write!(
            out,
            "<div><dt>{words}</dt><dd class=\"{tone}\">{number}</dd></div>"
        )?;
    }
    out.write_all(b"</dl></div>\n")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_allows_the_style_and_the_script_that_are_in_the_page() {
        for (name, content, hash) in [
            ("STYLE_HASH", STYLE, STYLE_HASH),
            ("SCRIPT_HASH", SCRIPT, SCRIPT_HASH),
        ] {
            let right = format!("sha256-{}", STANDARD.encode(Sha256::digest(content)));
            assert_eq!(hash, right, "{name} must be the second of the two");
        }
    }
}

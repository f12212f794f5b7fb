//! What a person reads when the run is over: the first findings, grouped by file and sheet, and a
//! summary.
//!
//! The text is always styled; whoever owns the stream strips the colours where they are unwanted.

mod changes;

use std::io;

use anstyle::{AnsiColor, Style};

use super::line::Line;
use super::place;
use super::summary::{self, severities};
use super::text::{listed, visible};
use crate::finding::{Counts, Finding, Place, Severity};
use crate::outcome::{Ending, Outcome};
use crate::value::Mac;

/// How many findings are shown.
const SHOWN: usize = 20;
/// How many characters of a value are shown.
const VALUE_SHOWN: usize = 80;

const PLACE: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default();
const INFO: Style = AnsiColor::Cyan.on_default();

/// Writes the first findings and the summary.
///
/// Of more than twenty findings the gravest are shown, and `report` says where all of them are,
/// usually the path of a report. Messages and helps are wrapped at `width` columns; 0 leaves that
/// to the terminal.
///
/// # Errors
/// When `out` fails.
pub fn write(
    outcome: &Outcome<'_>,
    out: &mut dyn io::Write,
    width: usize,
    report: Option<&str>,
) -> io::Result<()> {
    let chosen = chosen(&outcome.findings);
    for group in chosen.chunk_by(|a, b| Group::of(a) == Group::of(b)) {
        write_group(outcome, group, out, width)?;
    }
    if outcome.findings.len() > chosen.len() {
        let rest = rest(outcome, &chosen);
        match report {
            Some(report) => writeln!(out, "… and {rest}: see {}\n", visible(report))?,
            None => writeln!(out, "… and {rest}; --report FILE.csv lists all of them\n")?,
        }
    }
    if outcome.command == "plan" {
        changes::write(outcome, out)?;
    } else if let Ending::Refused { .. } = outcome.ending {
        changes::write_losses(outcome, out)?;
    }
    for sentence in summary::sentences(outcome) {
        write_wrapped(out, width, "", "", &sentence)?;
    }
    Ok(())
}

/// What stands under one heading.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Sheet(u32),
    Base(Mac),
}

impl Group {
    fn of(finding: &Finding) -> Self {
        match finding.place {
            Place::Roster { sheet, .. } => Self::Sheet(sheet),
            Place::Base(mac) => Self::Base(mac),
        }
    }
}

/// The findings to show: the first, errors before warnings before infos, then grouped.
///
/// In its group a finding stands where the roster has it, as long as all are shown; only infos
/// come last. Where some are left out, the order is that in which they were chosen.
fn chosen(findings: &[Finding]) -> Vec<&Finding> {
    let of = |severity| {
        let findings = findings.iter();
        findings.filter(move |finding| finding.severity == severity)
    };
    let gravest = of(Severity::Error)
        .chain(of(Severity::Warning))
        .chain(of(Severity::Info));
    let mut chosen: Vec<_> = gravest.take(SHOWN).collect();
    let all = chosen.len() == findings.len();
    chosen.sort_by_key(|finding| {
        let rank = match finding.severity {
            Severity::Warning if all => Severity::Error,
            severity => severity,
        };
        (Group::of(finding), rank, finding.place)
    });
    chosen
}

/// `12 more (3 errors and 9 warnings)`
fn rest(outcome: &Outcome<'_>, chosen: &[&Finding]) -> String {
    let all = outcome.counts();
    let shown = |severity| {
        let chosen = chosen.iter();
        chosen
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let rest = Counts {
        error: all.error - shown(Severity::Error),
        warning: all.warning - shown(Severity::Warning),
        info: all.info - shown(Severity::Info),
    };
    let number = outcome.findings.len() - chosen.len();
    format!("{number} more ({})", listed(&severities(rest)))
}

fn write_group(
    outcome: &Outcome<'_>,
    group: &[&Finding],
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let Some(first) = group.first() else {
        return Ok(());
    };
    let file = place::file(outcome, first.place);
    match place::sheet(outcome, first.place) {
        Some(sheet) => writeln!(out, "{PLACE}{file}{PLACE:#}, sheet {PLACE}{sheet}{PLACE:#}")?,
        None => writeln!(out, "{PLACE}{file}{PLACE:#}")?,
    }
    let labels = group
        .iter()
        .filter_map(|finding| place::within(finding.place));
    let label_width = labels.map(|label| label.len()).max().unwrap_or(0);
    for finding in group {
        write_finding(outcome, finding, label_width, out, width)?;
    }
    writeln!(out)
}

fn write_finding(
    outcome: &Outcome<'_>,
    finding: &Finding,
    label_width: usize,
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let line = Line::new(outcome, finding);
    let label = place::within(finding.place).unwrap_or_default();
    let style = match finding.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Info => INFO,
    };
    let gap = if label_width > 0 { 2 } else { 0 };
    let indent = " ".repeat(2 + label_width + gap);
    let head = format!(
        "  {PLACE}{label}{PLACE:#}{:fill$}{style}{}[{}]{style:#}: ",
        "",
        line.severity,
        line.code,
        fill = label_width + gap - label.len(),
    );
    write_wrapped(out, width, &head, &indent, &line.message)?;
    if let Some(value) = &line.value {
        writeln!(out, "{indent}found: {}", quoted(value))?;
    }
    write_wrapped(out, width, &format!("{indent}help: "), &indent, &line.help)?;
    if let Some(related) = &line.related {
        writeln!(out, "{indent}other place: {PLACE}{related}{PLACE:#}")?;
    }
    Ok(())
}

/// The value in quotes, cut where it is too long to read.
fn quoted(value: &str) -> String {
    let escaped = value.replace('"', "\\\"");
    match escaped.char_indices().nth(VALUE_SHOWN) {
        Some((end, _)) => format!("\"{}…\"", &escaped[..end]),
        None => format!("\"{escaped}\""),
    }
}

/// Writes a text after `head`, its further lines indented. No word is broken, so that codes and
/// options can be copied.
fn write_wrapped(
    out: &mut dyn io::Write,
    width: usize,
    head: &str,
    indent: &str,
    text: &str,
) -> io::Result<()> {
    if width == 0 {
        return writeln!(out, "{head}{text}");
    }
    let further = format!("{indent}  ");
    let options = textwrap::Options::new(width)
        .initial_indent(head)
        .subsequent_indent(&further)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Problem;

    fn finding(row: u32, severity: Severity) -> Finding {
        Finding {
            place: Place::row(0, row),
            field: None,
            problem: Problem::MissingIpui,
            severity,
            related: None,
        }
    }

    fn rows(chosen: &[&Finding]) -> Vec<Place> {
        chosen.iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_few_findings_stay_in_the_order_of_the_roster_infos_last() {
        let findings = [
            finding(2, Severity::Info),
            finding(3, Severity::Warning),
            finding(4, Severity::Error),
        ];
        let expected = [3, 4, 2].map(|row| Place::row(0, row));
        assert_eq!(rows(&chosen(&findings)), expected);
    }

    #[test]
    fn of_many_findings_the_gravest_are_chosen() {
        let mut findings: Vec<_> = (1..=30)
            .map(|row| finding(row, Severity::Warning))
            .collect();
        findings.extend((31..=40).map(|row| finding(row, Severity::Error)));
        let expected: Vec<_> = (31..=40)
            .chain(1..=10)
            .map(|row| Place::row(0, row))
            .collect();
        assert_eq!(rows(&chosen(&findings)), expected);
    }

    #[test]
    fn values_are_quoted_and_long_ones_cut() {
        assert_eq!(quoted("31 \"03\""), "\"31 \\\"03\\\"\"");
        let long = quoted(&"ä".repeat(32_767));
        assert_eq!(long, format!("\"{}…\"", "ä".repeat(80)));
    }

    #[test]
    fn text_is_wrapped_without_counting_colours_or_breaking_words() {
        let mut out = Vec::new();
        let head = format!("  {ERROR}error{ERROR:#}: ");
        let text = "set `invalid-extension = \"warning\"` under [rules]";
        write_wrapped(&mut out, 24, &head, "  ", text).unwrap();
        let shown = anstream::adapter::strip_bytes(&out).into_vec();
        let expected =
            "  error: set\n    `invalid-extension =\n    \"warning\"` under\n    [rules]\n";
        assert_eq!(String::from_utf8(shown).unwrap(), expected);
    }
}

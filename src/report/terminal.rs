//! What a person reads when the run is over: the first findings, grouped by file and sheet, and a
//! summary.
//!
//! The text is always styled; whoever owns the stream strips the colours where they are unwanted.

mod changes;
mod entries;

use std::io;

use anstyle::{AnsiColor, Style};

use super::Closing;
use super::columns;
use super::line::Line;
use super::place;
use super::summary::{self, severities};
use super::text::{counted, listed, visible};
use crate::finding::{Finding, Place, Severity};
use crate::site::outcome::{CHANGES, Ending, Outcome};
use entries::Entry;

/// How many entries are shown.
const SHOWN: usize = 20;
/// How many characters of a value are shown.
const VALUE_SHOWN: usize = 80;

const PLACE: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default();
const INFO: Style = AnsiColor::Cyan.on_default();

/// Writes the first findings and the summary.
///
/// Findings that say the same are one entry. Of more than twenty entries the gravest are shown, and
/// `closing` says where all of them are. Messages and helps are wrapped
/// at `width` columns; 0 leaves that to the terminal.
///
/// # Errors
/// When `out` fails.
pub fn write(
    outcome: &Outcome<'_>,
    out: &mut dyn io::Write,
    width: usize,
    closing: Closing<'_>,
) -> io::Result<()> {
    // A column that is only not used is named in the line of its table.
    let to_show = outcome.findings.iter();
    let chosen = chosen(to_show.filter(|finding| !columns::says(finding)));
    for group in chosen.chunk_by(|a, b| heading(a.finding) == heading(b.finding)) {
        write_group(outcome, group, out, width)?;
    }
    let mut rest = outcome.counts();
    rest.info -= columns::said(outcome);
    for entry in &chosen {
        *rest.of_severity(entry.finding.severity) -= 1 + entry.more;
    }
    if rest.all() > 0 {
        // `12 more (3 errors and 9 warnings)`
        let rest = format!("{} more ({})", rest.all(), listed(&severities(rest)));
        match closing.report {
            Some(report) => writeln!(out, "… and {rest}: see {}\n", visible(report))?,
            None => writeln!(out, "… and {rest}; --report FILE.csv lists all of them\n")?,
        }
    }
    if outcome.command == "plan" {
        changes::write(outcome, out, width)?;
    } else if let Ending::Refused { .. } = outcome.ending {
        changes::write_losses(outcome, out)?;
    }
    let loss = summary::deregistrations(outcome);
    let sentences = summary::sentences(outcome, closing);
    for line in columns::lines(outcome).chain(sentences) {
        // What cannot be taken back is red.
        let style = if loss.as_ref() == Some(&line) {
            ERROR
        } else {
            Style::new()
        };
        write_wrapped(out, width, "", "", &format!("{style}{line}{style:#}"))?;
    }
    Ok(())
}

/// Writes why the exit code is not 0, for standard error; nothing where it is.
///
/// # Errors
/// When `out` fails.
pub fn write_failure(
    outcome: &Outcome<'_>,
    out: &mut dyn io::Write,
    report: Option<&str>,
) -> io::Result<()> {
    let Some((why, help)) = summary::failure(outcome, report) else {
        return Ok(());
    };
    if outcome.exit_code() == CHANGES {
        return writeln!(out, "{INFO}note{INFO:#}: {}", visible(&why));
    }
    writeln!(out, "{ERROR}error{ERROR:#}: {}", visible(&why))?;
    if let Some(help) = help {
        writeln!(out, "  {PLACE}help{PLACE:#}: {}", visible(&help))?;
    }
    Ok(())
}

/// The sheet or the base whose findings are under one heading.
fn heading(finding: &Finding) -> Place {
    match finding.place {
        Place::Roster { sheet, .. } => Place::sheet(sheet),
        place => place,
    }
}

/// The entries to show: errors before warnings before infos, of rare codes before those of frequent ones,
/// then grouped.
///
/// In its group an entry stands where the roster has it, as long as every finding is shown on its own; only
/// infos come last. Else the order is that in which they were chosen.
fn chosen<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Entry<'f>> {
    let mut entries = entries::of(findings);
    let in_order = entries.len() <= SHOWN && entries.iter().all(|entry| entry.more == 0);
    let rank = |entry: &Entry<'_>| (entry.finding.severity, entry.frequency, entry.finding.place);
    entries.sort_by_key(rank);
    entries.truncate(SHOWN);
    entries.sort_by_key(|entry| {
        let (severity, frequency, place) = rank(entry);
        let group = heading(entry.finding);
        match severity {
            Severity::Error | Severity::Warning if in_order => (group, Severity::Error, 0, place),
            Severity::Info if in_order => (group, severity, 0, place),
            severity => (group, severity, frequency, place),
        }
    });
    entries
}

fn write_group(
    outcome: &Outcome<'_>,
    group: &[Entry<'_>],
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let Some(first) = group.first().map(|entry| entry.finding) else {
        return Ok(());
    };
    let file = place::file(outcome, first.place);
    match place::sheet(outcome, first.place) {
        Some(sheet) => writeln!(out, "{PLACE}{file}{PLACE:#}, sheet {PLACE}{sheet}{PLACE:#}")?,
        None => writeln!(out, "{PLACE}{file}{PLACE:#}")?,
    }
    let labels = group
        .iter()
        .filter_map(|entry| place::within(entry.finding.place));
    let label_width = labels.map(|label| label.len()).max().unwrap_or(0);
    for entry in group {
        write_entry(outcome, entry, label_width, out, width)?;
    }
    writeln!(out)
}

fn write_entry(
    outcome: &Outcome<'_>,
    entry: &Entry<'_>,
    label_width: usize,
    out: &mut dyn io::Write,
    width: usize,
) -> io::Result<()> {
    let finding = entry.finding;
    let line = Line::new(outcome, finding);
    let label = place::within(finding.place).unwrap_or_default();
    let style = match finding.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Info => INFO,
    };
    let gap = if label_width > 0 { 2 } else { 0 };
    let indent = " ".repeat(2 + label_width + gap);
    let header = place::header(outcome, finding);
    let header = header.map_or_else(String::new, |header| format!(" ({header})"));
    let fill = (label_width + gap).saturating_sub(label.len() + header.chars().count());
    let head = format!(
        "  {PLACE}{label}{PLACE:#}{header}{:fill$}{style}{}[{}]{style:#}: ",
        "",
        line.severity,
        line.code,
        fill = fill.max(gap),
    );
    write_wrapped(out, width, &head, &indent, &line.message)?;
    if let Some(value) = &line.value {
        writeln!(out, "{indent}found: {}", quoted(value))?;
    }
    write_wrapped(out, width, &format!("{indent}help: "), &indent, &line.help)?;
    if let Some(related) = &line.related {
        writeln!(out, "{indent}other place: {PLACE}{related}{PLACE:#}")?;
    }
    if entry.more > 0 {
        write_wrapped(out, width, &indent, &indent, &further(outcome, entry))?;
    }
    Ok(())
}

/// `and 59 more rows: D5, D6, D7, D8, D9, …`
fn further(outcome: &Outcome<'_>, entry: &Entry<'_>) -> String {
    let name = |place: &Place| match place {
        Place::Base(mac) => mac.to_string(),
        place => place::related(outcome, entry.finding.place, *place),
    };
    let more = match entry.finding.place {
        Place::Base(_) => counted(entry.more, "more base", "more bases"),
        _ => counted(entry.more, "more row", "more rows"),
    };
    let named: Vec<_> = entry.named.iter().map(name).collect();
    let rest = if entry.more > named.len() {
        ", …"
    } else {
        ""
    };
    format!("and {more}: {}{rest}", named.join(", "))
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

    fn rows(chosen: &[Entry<'_>]) -> Vec<Place> {
        chosen.iter().map(|entry| entry.finding.place).collect()
    }

    #[test]
    fn a_few_findings_stay_in_the_order_of_the_roster_infos_last() {
        let findings = [
            finding(2, Severity::Info),
            finding(3, Severity::Warning),
            finding(4, Severity::Error),
        ];
        let expected = [3, 4, 2].map(|row| Place::row(0, row));
        assert_eq!(rows(&chosen(findings.iter())), expected);
    }

    #[test]
    fn of_many_entries_the_gravest_are_chosen_and_rare_codes_first() {
        // Each says something else, so each is an entry.
        let numbered = |row: u32, severity| Finding {
            problem: Problem::ReusedPassword(row),
            ..finding(row, severity)
        };
        let mut findings: Vec<_> = (1..=30)
            .map(|row| numbered(row, Severity::Warning))
            .collect();
        findings.extend((31..=40).map(|row| numbered(row, Severity::Error)));
        findings.push(finding(41, Severity::Warning));
        let expected: Vec<_> = (31..=40)
            .chain([41])
            .chain(1..=9)
            .map(|row| Place::row(0, row))
            .collect();
        assert_eq!(rows(&chosen(findings.iter())), expected);
    }

    #[test]
    fn findings_that_say_the_same_do_not_hide_another() {
        let mut findings: Vec<_> = (1..=60)
            .map(|row| finding(row, Severity::Warning))
            .collect();
        findings.push(Finding {
            problem: Problem::MacFillSeries,
            ..finding(61, Severity::Warning)
        });
        let chosen = chosen(findings.iter());
        assert_eq!(rows(&chosen), [61, 1].map(|row| Place::row(0, row)));
        let shown = chosen.iter().map(|entry| 1 + entry.more);
        assert_eq!(shown.sum::<usize>(), 61);
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

//! The bases, each with a bar for the positions that it uses.

use std::io::{self, Write};

use super::tally::Tally;
use super::text::FilePath;
use super::{BATCH, length_class};
use crate::report::summary::status_words;
use crate::report::text::{counted, visible};
use crate::site::outcome::Outcome;
use crate::site::plan::{BasePlan, Status};
use crate::value::Position;

pub(super) fn write(outcome: &Outcome<'_>, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    // `check` looks at no provisioning file.
    if outcome.command == "check" {
        return Ok(());
    }
    out.write_all(b"<section id=\"bases\">\n<h2>Bases</h2>\n")?;
    if outcome.bases.is_empty() {
        return out.write_all(b"<p>No base was looked at.</p>\n</section>\n");
    }
    write!(
        out,
        "<table role=\"table\" class=\"list bases{}\">\n\
          <thead role=\"rowgroup\"><tr role=\"row\">\
          <th role=\"columnheader\" scope=\"col\">Base</th>\
          <th role=\"columnheader\" scope=\"col\">Positions used</th>\
          <th role=\"columnheader\" scope=\"col\">Status</th>\
          <th role=\"columnheader\" scope=\"col\">File</th>\
          <th role=\"columnheader\" scope=\"col\">Findings</th>\
          </tr></thead>\n",
        length_class(outcome.bases.len())
    )?;
    for batch in outcome.bases.chunks(BATCH) {
        out.write_all(b"<tbody role=\"rowgroup\">\n")?;
        for base in batch {
            write_base(outcome, tally, base, out)?;
        }
        out.write_all(b"</tbody>\n")?;
    }
    out.write_all(b"</table>\n</section>\n")
}

fn write_base(
    outcome: &Outcome<'_>,
    tally: &Tally,
    base: &BasePlan,
    out: &mut dyn Write,
) -> io::Result<()> {
    let BasePlan { mac, used, .. } = base;
    let class = match base.status {
        Status::Written => "written",
        Status::Unchanged => "unchanged",
        Status::Held => "held",
        Status::Untouched => "untouched",
    };
    let path = outcome.file_of(*mac);
    let file = path.to_string_lossy();
    write!(
        out,
        "<tr role=\"row\" class=\"{class}\">\
         <th role=\"rowheader\" scope=\"row\" class=\"id\">{mac}</th> \
         <td role=\"cell\"><svg viewBox=\"0 0 {capacity} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"all\" width=\"{capacity}\" height=\"1\"/>\
         <rect class=\"used\" width=\"{used}\" height=\"1\"/></svg> \
         <span>{used} of {capacity}</span></td> \
         <td role=\"cell\"><span class=\"mark\">{}</span></td> \
         <td role=\"cell\" class=\"path\">{}</td> <td role=\"cell\">",
        status_words(outcome, base.status),
        FilePath(&visible(&file)),
        capacity = Position::CAPACITY,
    )?;
    match tally.by_base.get(mac) {
        None => out.write_all("<span class=\"none\">none</span>".as_bytes())?,
        Some(number) => write!(
            out,
            "<a href=\"#base={mac}\">{}</a>",
            counted(*number, "finding", "findings")
        )?,
    }
    out.write_all(b"</td></tr>\n")
}

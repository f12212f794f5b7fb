//! What the run changed, base by base and position by position, and what it means at the site.

use std::io::{self, Write};

use super::length_class;
use super::text::{Piece, Text};
use crate::report::meaning::{
    consequence, extension, is_to_be_shown, listed, new_window, settings,
};
use crate::report::summary::is_conditional;
use crate::report::text::counted;
use crate::site::outcome::Outcome;
use crate::site::plan::{BasePlan, Change, ChangeKind};

pub(super) fn write(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<()> {
    if outcome.command == "check" {
        return Ok(());
    }
    let heading = if is_conditional(outcome) {
        "What would change"
    } else {
        "What changed"
    };
    let rows = outcome.bases.iter().map(|base| base.changes.len()).sum();
    write!(
        out,
        "<section id=\"changes\" class=\"{}\">\n<h2>{heading}</h2>\n",
        length_class(rows).trim_start()
    )?;
    let mut bases = outcome
        .bases
        .iter()
        .filter(|base| is_to_be_shown(base))
        .peekable();
    if bases.peek().is_none() {
        out.write_all(b"<p>No base changes.</p>\n")?;
    }
    for base in bases {
        write_base(outcome, base, out)?;
    }
    out.write_all(b"</section>\n")
}

fn write_base(outcome: &Outcome<'_>, base: &BasePlan, out: &mut dyn Write) -> io::Result<()> {
    let mac = base.mac;
    write!(
        out,
        "<section class=\"changes\">\n<h3>Base <span class=\"id\">{mac}</span></h3>\n"
    )?;
    if base.deregistrations > 0 {
        let handsets = counted(base.deregistrations, "handset", "handsets");
        let would_be = if is_conditional(outcome) {
            "would be "
        } else {
            ""
        };
        writeln!(
            out,
            "<p class=\"loss\">{handsets} {would_be}de-registered</p>"
        )?;
    }
    if base.reassignments > 0 {
        let handsets = counted(base.reassignments, "handset", "handsets");
        writeln!(out, "<p>{handsets} with another extension</p>")?;
    }
    if !base.settings.is_empty() {
        out.write_all(b"<p>Settings of the base:</p>\n<ul>\n")?;
        for line in settings(base) {
            writeln!(out, "<li>{}</li>", Text(&line))?;
        }
        out.write_all(b"</ul>\n")?;
    }
    if let Some(window) = new_window(base) {
        writeln!(out, "<p>Registration window: {}</p>", Text(&window))?;
    }
    if !base.changes.is_empty() {
        out.write_all(
            b"<table role=\"table\" class=\"list changed\">\n\
              <thead role=\"rowgroup\"><tr role=\"row\">\
              <th role=\"columnheader\" scope=\"col\">Change</th>\
              <th role=\"columnheader\" scope=\"col\">Position</th>\
              <th role=\"columnheader\" scope=\"col\">Extension</th>\
              <th role=\"columnheader\" scope=\"col\">Handset</th>\
              <th role=\"columnheader\" scope=\"col\">Fields</th>\
              <th role=\"columnheader\" scope=\"col\">What it means at the site</th>\
              </tr></thead>\n<tbody role=\"rowgroup\">\n",
        )?;
        for change in &base.changes {
            write_change(base, change, out)?;
        }
        out.write_all(b"</tbody>\n</table>\n")?;
    }
    out.write_all(b"</section>\n")
}

fn write_change(base: &BasePlan, change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let kind = match change.kind {
        ChangeKind::Add => "add",
        ChangeKind::Update => "update",
        ChangeKind::Replace => "replace",
        ChangeKind::Remove => "remove",
        ChangeKind::Move => "move",
    };
    let old = change.previous_ipui.map(|ipui| ipui.to_string());
    let new = change.ipui.map(|ipui| ipui.to_string());
    let between = match (&old, &new) {
        (None, None) => "none",
        (Some(_), Some(_)) => " → ",
        _ => "",
    };
    writeln!(
        out,
        "<tr role=\"row\" class=\"{kind}\">\
         <td role=\"cell\"><b class=\"mark\">{kind}</b></td> \
         <th role=\"rowheader\" scope=\"row\">{}</th> \
         <td role=\"cell\">{}</td> \
         <td role=\"cell\" class=\"id\">{}{between}{}</td> \
         <td role=\"cell\">{}</td> \
         <td role=\"cell\">{}</td></tr>",
        change.position,
        Text(&extension(change)),
        Piece {
            before: "<del>",
            text: old.as_deref(),
            after: "</del>",
        },
        Piece {
            before: "<span>",
            text: new.as_deref(),
            after: "</span>",
        },
        listed(change.fields),
        Text(&consequence(base, change)),
    )
}

//! The findings, and what filters them.

use std::io::{self, Write};

use super::tally::{Tally, base_of};
use super::text::{FilePath, Piece, Text};
use super::{BATCH, length_class};
use crate::finding::Finding;
use crate::report::line::Line;
use crate::report::text::counted;
use crate::site::outcome::Outcome;

/// From so many findings on, the page begins with what they have in common.
const MANY: usize = 100;

pub(super) fn write(outcome: &Outcome<'_>, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<section id=\"findings\">\n<h2>Findings</h2>\n")?;
    if outcome.findings.is_empty() {
        return out.write_all(b"<p>There is nothing to find fault with.</p>\n</section>\n");
    }
    write_codes(outcome, tally, out)?;
    write_filter(outcome, tally, out)?;
    write!(
        out,
        "<table role=\"table\" class=\"list found{}\" id=\"list\">\n\
          <thead role=\"rowgroup\"><tr role=\"row\">\
          <th role=\"columnheader\" scope=\"col\">Severity, code</th>\
          <th role=\"columnheader\" scope=\"col\">Place</th>\
          <th role=\"columnheader\" scope=\"col\">Base</th>\
          <th role=\"columnheader\" scope=\"col\">Field, value</th>\
          <th role=\"columnheader\" scope=\"col\">What is wrong, and the cure</th>\
          </tr></thead>\n",
        length_class(outcome.findings.len())
    )?;
    for batch in outcome.findings.chunks(BATCH) {
        out.write_all(b"<tbody role=\"rowgroup\">\n")?;
        for finding in batch {
            write_finding(outcome, finding, out)?;
        }
        out.write_all(b"</tbody>\n")?;
    }
    out.write_all(b"</table>\n<p id=\"none\" hidden>No finding fits the filter.</p>\n</section>\n")
}

/// The kinds of findings, with what they mean: of many findings this is what one reads first.
fn write_codes(outcome: &Outcome<'_>, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let open = if outcome.findings.len() > MANY {
        " open"
    } else {
        ""
    };
    write!(
        out,
        "<details{open}><summary>{} of findings, and what they mean</summary>\n<dl class=\"codes\">\n",
        counted(tally.by_code.len(), "kind", "kinds"),
    )?;
    for (code, number) in &tally.by_code {
        let info = code.info();
        writeln!(
            out,
            "<div><dt><a href=\"#code={code}\"><code>{code}</code></a> <b>{number}</b></dt>\
             <dd>{} {}</dd></div>",
            Text(info.meaning),
            Text(info.why),
        )?;
    }
    out.write_all(b"</dl>\n</details>\n")
}

/// Hidden until the script, without which it could do nothing, shows it.
fn write_filter(outcome: &Outcome<'_>, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<form id=\"filter\" role=\"search\" aria-label=\"Filter the findings\" hidden>\n\
          <label>Severity <select name=\"severity\"><option value=\"\">all</option>\
          <option value=\"error\">errors</option><option value=\"warning\">warnings</option>\
          <option value=\"info\">infos</option></select></label>\n\
          <label>Code <select name=\"code\"><option value=\"\">all</option>",
    )?;
    for (code, number) in &tally.by_code {
        write!(out, "<option value=\"{code}\">{code} ({number})</option>")?;
    }
    out.write_all(
        b"</select></label>\n\
          <label>Base <input name=\"base\" list=\"macs\" size=\"17\" autocomplete=\"off\" \
          spellcheck=\"false\" placeholder=\"all\"></label>\n<datalist id=\"macs\">",
    )?;
    for mac in tally.by_base.keys() {
        write!(out, "<option value=\"{mac}\"></option>")?;
    }
    write!(
        out,
        "</datalist>\n\
         <label class=\"wide\">Text <input name=\"q\" type=\"search\" autocomplete=\"off\" \
         spellcheck=\"false\" placeholder=\"any words\"></label>\n\
         <button type=\"reset\">Show all</button>\n</form>\n\
         <p id=\"shown\" role=\"status\" aria-live=\"polite\">{}</p>\n",
        counted(outcome.findings.len(), "finding", "findings")
    )
}

fn write_finding(outcome: &Outcome<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let line = Line::new(outcome, finding);
    let base = base_of(outcome, finding).map(|mac| mac.to_string());
    let row = line.row.map(|row| format!("row {row}"));
    let within = line.cell.as_deref().or(row.as_deref());
    writeln!(
        out,
        "<tr role=\"row\" class=\"{severity}\" data-code=\"{code}\"{}>\
         <td role=\"cell\"><b class=\"mark\">{severity}</b> <code>{code}</code></td> \
         <th role=\"rowheader\" scope=\"row\">{}<span class=\"path\">{}</span>{}</th> \
         <td role=\"cell\" class=\"id\">{}</td> \
         <td role=\"cell\">{}{}</td> \
         <td role=\"cell\"><p>{}</p> <p class=\"cure\">{}</p>{}</td></tr>",
        Piece {
            before: " data-base=\"",
            text: base.as_deref(),
            after: "\"",
        },
        Piece {
            before: "<b>",
            text: within,
            after: "</b> ",
        },
        FilePath(&line.file),
        Piece {
            before: " <span>sheet ",
            text: line.sheet.as_deref(),
            after: "</span>",
        },
        base.as_deref().unwrap_or_default(),
        Piece {
            before: "<span class=\"field\">",
            text: line.field,
            after: "</span> ",
        },
        Piece {
            before: "<q class=\"value\">",
            text: line.value.as_deref(),
            after: "</q>",
        },
        Text(&line.message),
        Text(&line.help),
        Piece {
            before: " <p class=\"other\">",
            text: line.related.as_deref(),
            after: "</p>",
        },
        severity = line.severity,
        code = line.code,
    )
}

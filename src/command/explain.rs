//! `explain`: what a finding means.

use std::io::{self, Write};

use anstyle::Style;

use super::Done;
use crate::error::Error;
use crate::finding::Code;

pub(super) fn run(name: Option<&str>, out: &mut dyn Write) -> Result<Done, Error> {
    let Some(name) = name else {
        return Ok(Done::printing(list(out)));
    };
    if let Some(code) = Code::from_name(name) {
        return Ok(Done::printing(explain(code, out)));
    }
    let similar = Code::similar_to(name);
    let hint = similar
        .map(|code| format!(" (did you mean `{code}`?)"))
        .unwrap_or_default();
    Err(Error::Usage(format!(
        "there is no code `{}`{hint}; `dect-roster explain` lists all codes",
        name.escape_debug()
    )))
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let mut group = None;
    for code in Code::ALL {
        let info = code.info();
        if group != Some(info.group) {
            let gap = if group.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{bold}{}{bold:#}", info.group.title())?;
            group = Some(info.group);
        }
        writeln!(
            out,
            "  {:<24} {:<8} {}",
            info.name, info.severity, info.meaning
        )?;
    }
    Ok(())
}

fn explain(code: Code, out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let info = code.info();
    let rule = if info.fixed {
        "always"
    } else {
        "can be changed under [rules]"
    };
    writeln!(
        out,
        "{bold}{}{bold:#} ({}, {rule})\n",
        info.name, info.severity
    )?;
    writeln!(out, "{}\n", info.meaning)?;
    writeln!(out, "{bold}Why it matters:{bold:#} {}\n", info.why)?;
    writeln!(out, "{bold}What to do:{bold:#} {}", info.cure)?;
    Ok(())
}

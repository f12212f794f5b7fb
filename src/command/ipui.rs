//! `ipui`: an identity in all its forms.

use std::io::{self, Write};

use super::Done;
use crate::value::{Ipui, IpuiError};

pub(super) fn run(values: &[String], out: &mut dyn Write) -> Done {
    let joined = one_identity(values);
    let values = joined.as_ref().map_or(values, std::slice::from_ref);
    let parsed: Vec<_> = values
        .iter()
        .map(|value| (value.as_str(), value.parse()))
        .collect();
    let wrong = parsed.iter().any(|(_, ipui)| ipui.is_err());
    Done {
        code: u8::from(wrong),
        printed: print(&parsed, out),
    }
}

/// The words together, where none of them is an identity and all of them are one: the shell takes an IPEI
/// without quotes apart at its spaces.
fn one_identity(values: &[String]) -> Option<String> {
    let is_identity = |value: &String| value.parse::<Ipui>().is_ok();
    let joined = values.join(" ");
    let is_one = values.len() > 1 && !values.iter().any(is_identity) && is_identity(&joined);
    is_one.then_some(joined)
}

fn print(values: &[(&str, Result<Ipui, IpuiError>)], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<10}  {:<15}  {:<24}  GIVEN AS",
        "IPUI", "IPEI", "DEVICE BYTES"
    )?;
    for (value, ipui) in values {
        let given = value.escape_debug();
        match ipui {
            Ok(ipui) => {
                writeln!(
                    out,
                    "{ipui}  {:<15}  {}  {given}",
                    ipui.ipei(),
                    ipui.device_bytes()
                )?;
            }
            Err(error) => writeln!(out, "{:<10}  {given}: {error}", "invalid")?,
        }
    }
    Ok(())
}

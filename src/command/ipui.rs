//! `ipui`: an identity in all its forms.

use std::io::{self, Write};

use super::Done;
use crate::value::{Ipui, IpuiError};

pub(super) fn run(values: &[String], out: &mut dyn Write) -> Done {
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

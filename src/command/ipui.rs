//! `ipui`: an identity in all its forms.

use std::io::{self, Write};

use super::ExitCode;
use crate::value::Ipui;

pub(super) fn run(values: &[String], out: &mut dyn Write) -> io::Result<ExitCode> {
    let mut code = 0;
    writeln!(
        out,
        "{:<10}  {:<15}  {:<24}  GIVEN AS",
        "IPUI", "IPEI", "DEVICE BYTES"
    )?;
    for value in values {
        let given = value.escape_debug();
        match value.parse::<Ipui>() {
            Ok(ipui) => {
                writeln!(
                    out,
                    "{ipui}  {:<15}  {}  {given}",
                    ipui.ipei(),
                    ipui.device_bytes()
                )?;
            }
            Err(error) => {
                writeln!(out, "{:<10}  {given}: {error}", "invalid")?;
                code = 1;
            }
        }
    }
    Ok(code)
}

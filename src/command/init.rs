//! `init`: an empty roster to fill in, or an example of the config.

mod formula;
mod texts;
mod workbook;

use std::io::{self, Write};
use std::path::Path;

use super::{Done, shown};
use crate::error::Error;
use crate::store::create_private;
use texts::Column;
pub use texts::Language;

/// The example of the config: every key, commented out.
const CONFIG: &str = include_str!("../../samples/dect-roster.toml");

pub(super) fn run(
    path: &Path,
    language: Option<Language>,
    out: &mut dyn Write,
) -> Result<Done, Error> {
    let usage = |what: &str| Error::Usage(format!("{}: {what}", path.display()));
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let chosen = language.unwrap_or(Language::En);
    let bytes = match ending.to_str() {
        Some("csv") => csv(chosen),
        Some("xlsx") => workbook::bytes(chosen)
            .map_err(|error| Error::io("write", path)(io::Error::other(error)))?,
        Some("toml") if language.is_some() => {
            return Err(usage(
                "the example configuration is in English only; leave --lang out",
            ));
        }
        Some("toml") => CONFIG.into(),
        _ => return Err(usage("the file to create must end in .csv, .xlsx or .toml")),
    };
    create_private(path, |file| file.write_all(&bytes))?;
    let shown = shown(path.as_os_str());
    let next = if ending == "toml" {
        "Remove the # from the keys that you need.".to_owned()
    } else {
        format!("Add one row per handset, then run: dect-roster check {shown}")
    };
    Ok(Done::printing(writeln!(out, "Wrote {shown}. {next}")))
}

/// The header and no row, in UTF-8 with a byte order mark, without which Excel reads Windows-1252.
/// Where Excel speaks another language than English, it wants semicolons.
fn csv(language: Language) -> Vec<u8> {
    use Column::{
        AccountName, BaseMac, DisplayName, Extension, Ipui, Login, Password, Position, Provider,
        Voicemail,
    };
    const COLUMNS: [Column; 10] = [
        Extension,
        Password,
        DisplayName,
        Ipui,
        BaseMac,
        Login,
        Position,
        Voicemail,
        Provider,
        AccountName,
    ];
    let texts = language.texts();
    let delimiter = if language == Language::En { "," } else { ";" };
    let header = COLUMNS.map(|column| texts.of(column).0).join(delimiter);
    format!("\u{feff}{header}\r\n").into_bytes()
}

//! What a run is to do: the config as it is written, and the options that it becomes together with the
//! command line. Mostly types; `command::options` resolves them.

mod clock;
pub mod config;
mod format;
mod limits;
mod policy;
mod registration;
pub mod shard;

pub use clock::Clock;
pub use format::{Format, FormatError, Report};
pub use limits::{Limits, MB};
pub use policy::{Allowance, AllowanceError, OnError, OtherItems};
pub use registration::{Registration, RegistrationPin, Start};
pub use shard::Shard;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use chrono::NaiveDateTime;
use encoding_rs::Encoding;

use crate::finding::Rules;
use crate::value::Field;

/// The mode of new files: the provisioning server's group may read the passwords in them.
pub(crate) const DEFAULT_MODE: u32 = 0o640;

/// What a run is to do. It has no `Debug`, for settings may be secret.
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Options {
    /// The roster files.
    pub rosters: Vec<PathBuf>,
    /// How to read them.
    pub read: ReadOptions,
    /// How much is taken from files that strangers made.
    pub limits: Limits,
    /// How to find the tables in them.
    pub reading: Reading,
    /// How grave each finding is.
    pub rules: Rules,
    /// The template.
    pub template: TemplateChoice,
    /// Whether somebody asked for a built-in template, and so for its device.
    pub names_device: bool,
    /// Values for the template.
    pub settings: BTreeMap<String, toml::Value>,
    /// The registration window and PIN.
    pub registration: Registration,
    /// What a rejected row means for its base.
    pub on_error: OnError,
    /// How many handsets the run may de-register.
    pub max_deregister: Allowance,
    /// How many handsets the run may give to another extension.
    pub max_reassign: Allowance,
    /// Whether bases that have a file and no row are disabled.
    pub retire_absent: bool,
    /// What happens to items of the files in place that the template does not write.
    pub other_items: OtherItems,
    /// The report files asked for.
    pub reports: Vec<Report>,
    /// The report of `build` where none was asked for.
    pub default_report: Option<Report>,
    /// Whether the findings are printed on standard output as CSV.
    pub prints_report: bool,
    /// Whether anybody reads what changes at the bases, by position. Those changes of a million handsets take
    /// as much time and memory as everything else.
    pub lists_changes: bool,
    /// The mode of new files.
    pub mode: u32,
    /// The share of the bases.
    pub shard: Shard,
    /// How many threads to use; `None` for one per processor.
    pub jobs: Option<NonZeroUsize>,
    /// What the clock showed when the run began, for `VERSION`: `ddmmyyhhmm`.
    pub version: String,
    /// The same to the second, by the clock here, which is taken for that of the bases.
    pub now: NaiveDateTime,
}

/// How the tables of a roster are found.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// More headers, each with the field that it means.
    pub columns: Vec<(String, Field)>,
    /// The fields whose empty cells take the value above.
    pub fill_down: Vec<Field>,
}

/// What the user said about how to read; the default is to find out.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The delimiter of text files, an ASCII character. `None`: a `sep=` line, else the one that
    /// splits the first lines most evenly.
    pub delimiter: Option<u8>,
    /// The encoding of text files. `None`: a byte order mark, else UTF-8, else Windows-1252.
    pub encoding: Option<&'static Encoding>,
    /// The sheets of every workbook that are the roster, hidden ones too, and no others; a name differs from
    /// another by more than case. Empty: all visible worksheets. Text files have no sheets and are
    /// read in any case.
    pub sheets: Vec<String>,
    /// How large a roster may be.
    pub limits: Limits,
}

/// Which template a run uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateChoice {
    /// One that comes with the program, by its name.
    BuiltIn(String),
    /// One in a file.
    File(PathBuf),
}

impl From<&str> for TemplateChoice {
    /// Takes what `--template` says: the name of a built-in template, or a file, whose path has a dot or
    /// a slash.
    fn from(argument: &str) -> Self {
        if argument.contains(['.', '/', '\\']) {
            Self::File(argument.into())
        } else {
            Self::BuiltIn(argument.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_named_or_a_file() {
        for (argument, choice) in [
            ("n720", TemplateChoice::BuiltIn("n720".into())),
            ("own.xml", TemplateChoice::File("own.xml".into())),
            ("dir/own", TemplateChoice::File("dir/own".into())),
        ] {
            assert_eq!(TemplateChoice::from(argument), choice);
        }
    }
}

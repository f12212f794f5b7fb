//! `handout`: the list for the person who unpacks the handsets, made of the provisioning files. It contains
//! no password.

mod html;
mod workbook;

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;

use anstyle::AnsiColor;
use serde::Serialize;

use super::{Done, shown};
use crate::command::in_place::{BaseFile, base_files};
use crate::device::published::{Account, Published, Standing};
use crate::error::Error;
use crate::report::{counted, csv::defused, visible};
use crate::settings::DEFAULT_MODE;
use crate::site::plan::shown_extension;
use crate::store::create;
use crate::value::{Mac, Position};

pub(super) fn run(
    from: &Path,
    to: &Path,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    let format = Format::of(to)?;
    let summary = handout(from, to, format)?;
    let yellow = AnsiColor::Yellow.on_default();
    let lines = [("left out", &summary.left_out), ("note", &summary.notes)];
    let mut lines = lines
        .into_iter()
        .flat_map(|(word, lines)| lines.iter().map(move |line| (word, line)));
    let printed = lines
        .try_for_each(|(word, line)| {
            writeln!(messages, "{yellow}{word}{yellow:#} {}", visible(line))
        })
        .and_then(|()| {
            let handsets = counted(summary.handsets, "handset", "handsets");
            let bases = counted(summary.bases, "base", "bases");
            let shown = shown(to.as_os_str());
            writeln!(out, "Wrote {shown}: {handsets} of {bases}.")
        });
    Ok(Done {
        code: u8::from(!summary.left_out.is_empty()),
        printed,
    })
}

/// The columns of the list. The last one is empty, to be ticked.
const COLUMNS: [&str; 8] = [
    "base_mac",
    "position",
    "extension",
    "display_name",
    "ipui",
    "ipei",
    "voicemail",
    "done",
];

/// The format of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page for a browser, to print or to read on a phone.
    Html,
    /// A workbook with one sheet per base.
    Workbook,
    /// Comma-separated text, one line per handset.
    Csv,
}

impl Format {
    /// The format that the ending of a file name stands for.
    ///
    /// # Errors
    /// When it stands for none.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().and_then(OsStr::to_str);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("html") => Ok(Self::Html),
            Some("xlsx") => Ok(Self::Workbook),
            Some("csv") => Ok(Self::Csv),
            _ => Err(Error::Usage(format!(
                "{}: the name of a handout must end in .html, .xlsx or .csv",
                path.display()
            ))),
        }
    }
}

/// What became of a handout.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many handsets are listed.
    pub handsets: usize,
    /// On how many bases.
    pub bases: usize,
    /// Files that could not be read, each with the reason.
    pub left_out: Vec<String>,
    /// What else the list does not show, each with its file.
    pub notes: Vec<String>,
}

/// One base of the list.
#[derive(Debug, Serialize)]
struct Base {
    mac: String,
    handsets: Vec<Entry>,
    notes: Vec<String>,
}

/// One handset of the list. Its texts are fit to be shown.
#[derive(Debug, Serialize)]
struct Entry {
    position: u8,
    extension: String,
    name: String,
    ipui: String,
    ipei: String,
    voicemail: String,
    /// What is blank because the password can be read in it.
    #[serde(skip)]
    withheld: Vec<&'static str>,
}

/// Lists the handsets of all provisioning files of a directory.
///
/// # Errors
/// When the directory cannot be read, or the list exists already or cannot be written.
pub fn handout(from: &Path, to: &Path, format: Format) -> Result<Summary, Error> {
    let mut summary = Summary::default();
    let mut bases = Vec::new();
    for BaseFile { mac, path, says } in base_files(from)? {
        let shown = path.display();
        let base = match says {
            Ok(says) => Base::of(mac, &says),
            Err(why) => {
                summary.left_out.push(format!("{shown}: {why}"));
                continue;
            }
        };
        let notes = base.notes.iter().map(|note| format!("{shown}: {note}"));
        summary.notes.extend(notes);
        summary.handsets += base.handsets.len();
        if !base.handsets.is_empty() || !base.notes.is_empty() {
            bases.push(base);
        }
    }
    summary.bases = bases.len();
    create(to, DEFAULT_MODE, |file| match format {
        Format::Html => html::write(&bases, file),
        Format::Workbook => file.write_all(&workbook::bytes(&bases).map_err(io::Error::other)?),
        Format::Csv => write_csv(&bases, file),
    })?;
    Ok(summary)
}

impl Base {
    fn of(mac: Mac, says: &Published) -> Self {
        let mut base = Self {
            mac: mac.to_string(),
            handsets: Vec::new(),
            notes: Vec::new(),
        };
        let mut without = 0;
        for (position, account) in says.accounts() {
            match Entry::of(position, account) {
                Some(entry) => {
                    base.notes.extend(entry.notes(account));
                    base.handsets.push(entry);
                }
                None => without += usize::from(account.standing() == Standing::Held),
            }
        }
        if without > 0 {
            let accounts = counted(without, "SIP account has", "SIP accounts have");
            base.notes.push(format!("{accounts} no handset"));
        }
        base
    }
}

impl Entry {
    fn of(position: Position, account: Account<'_>) -> Option<Self> {
        let ipui = account.ipui()?;
        let mut withheld = Vec::new();
        let mut shown = |what, text: Option<&str>, gives_away: bool| {
            if gives_away {
                withheld.push(what);
                return String::new();
            }
            visible(text.unwrap_or_default()).into_owned()
        };
        // Somebody may have typed the password into the wrong field.
        let has_password = |text: Option<&str>| {
            let password = account.password.zip(text);
            password.is_some_and(|(password, text)| password.is_shown_by(text))
        };
        let extension = account.extension();
        let mailbox = account.voicemail.filter(|_| account.uses_voicemail());
        let name = account.display_name;
        let extension = shown(
            "extension",
            extension,
            extension.is_some() && shown_extension(account, account).is_none(),
        );
        let name = shown("name", name, has_password(name));
        let voicemail = shown("mailbox", mailbox, has_password(mailbox));
        Some(Self {
            position: position.number(),
            extension,
            name,
            ipui: ipui.to_string(),
            ipei: ipui.ipei(),
            voicemail,
            withheld,
        })
    }

    /// Why nobody can make calls with the handset, and what the list does not show of it.
    fn notes(&self, account: Account<'_>) -> impl Iterator<Item = String> {
        let why = if account.active == Some(false) {
            Some("is switched off")
        } else if account.extension().is_none() {
            Some("has no extension")
        } else {
            None
        };
        let why = why.map(|why| format!("SIP account {} {why}", self.position));
        let withheld = self.withheld.iter().map(|what| {
            let position = self.position;
            format!("the {what} of SIP account {position} is not shown, because it may contain the password")
        });
        why.into_iter().chain(withheld)
    }
}

fn write_csv(bases: &[Base], out: &mut dyn Write) -> io::Result<()> {
    // Without a byte order mark Excel reads Windows-1252.
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for base in bases {
        for entry in &base.handsets {
            let position = entry.position.to_string();
            let record: [&str; COLUMNS.len()] = [
                &base.mac,
                &position,
                &entry.extension,
                &entry.name,
                &entry.ipui,
                &entry.ipei,
                &entry.voicemail,
                "",
            ];
            writer.write_record(record.map(|text| defused(text).into_owned()))?;
        }
    }
    writer.flush()
}

//! `handout`: the list for the person who unpacks the handsets, made of the provisioning files. It contains
//! no password.

mod workbook;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::in_place::{BaseFile, base_files};
use super::{Done, shown, write_notes};
use crate::device::published::{Account, Published, Standing};
use crate::error::Error;
use crate::report::table::{BYTE_ORDER_MARK, write_csv};
use crate::report::{counted, csv::defused, page, visible};
use crate::settings::{DEFAULT_MODE, Format};
use crate::site::plan::shown_extension;
use crate::store::create;
use crate::value::{Mac, Position};

/// Runs the command.
///
/// # Errors
/// When the directory cannot be read, or the target exists already or cannot be written.
pub fn run(
    from: &Path,
    to: &Path,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    let format = Format::from_path(to).ok();
    let format = format.filter(|format| *format != Format::Json);
    let format = format.ok_or_else(|| {
        Error::Usage(format!(
            "{}: the name of a handout must end in .html, .xlsx or .csv",
            to.display()
        ))
    })?;
    let mut bases = Vec::new();
    let (mut left_out, mut notes) = (Vec::new(), Vec::new());
    for BaseFile { mac, path, says } in base_files(from)? {
        let path = path.display();
        match says {
            Err(why) => left_out.push(format!("{path}: {why}")),
            Ok(says) => {
                let base = Base::of(mac, &says);
                notes.extend(base.notes.iter().map(|note| format!("{path}: {note}")));
                bases.push(base);
            }
        }
    }
    bases.retain(|base| !base.handsets.is_empty() || !base.notes.is_empty());
    create(to, DEFAULT_MODE, |file| match format {
        Format::Html => write_page(&bases, file),
        Format::Workbook => file.write_all(&workbook::bytes(&bases).map_err(io::Error::other)?),
        Format::Csv | Format::Json => write_list(&bases, file),
    })?;
    let handsets = bases.iter().map(|base| base.handsets.len()).sum();
    let printed = write_notes(messages, "left out", &left_out)
        .and_then(|()| write_notes(messages, "note", &notes))
        .and_then(|()| {
            let handsets = counted(handsets, "handset", "handsets");
            let bases = counted(bases.len(), "base", "bases");
            let shown = shown(to.as_os_str());
            writeln!(out, "Wrote {shown}: {handsets} of {bases}.")
        });
    Ok(Done {
        code: u8::from(!left_out.is_empty()),
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

/// One base of the list.
#[derive(Debug, Serialize)]
struct Base {
    mac: String,
    handsets: Vec<Handset>,
    notes: Vec<String>,
}

/// Position, extension, name, IPUI, IPEI and mailbox, fit to be shown.
type Handset = [String; 6];

impl Base {
    fn of(mac: Mac, says: &Published) -> Self {
        let (mut handsets, mut notes) = (Vec::new(), Vec::new());
        let mut without = 0;
        for (position, account) in says.accounts() {
            match handset(says, position, account, &mut notes) {
                Some(handset) => handsets.push(handset),
                None => without += usize::from(account.standing() == Standing::Held),
            }
        }
        if without > 0 {
            let accounts = counted(without, "SIP account has", "SIP accounts have");
            notes.push(format!("{accounts} no handset"));
        }
        Self {
            mac: mac.to_string(),
            handsets,
            notes,
        }
    }
}

/// The handset of an account. Notes say why nobody can make calls with it, and what the list does not show of it.
fn handset(
    says: &Published,
    position: Position,
    account: Account<'_>,
    notes: &mut Vec<String>,
) -> Option<Handset> {
    let ipui = account.ipui()?;
    let called = says.account_called(position);
    let extension = account.extension();
    if account.active == Some(false) {
        notes.push(format!("{called} is switched off"));
    } else if extension.is_none() {
        notes.push(format!("{called} has no extension"));
    }
    let mut shown = |what, text: Option<&str>, gives_away: bool| {
        if gives_away {
            notes.push(format!(
                "the {what} of {called} is not shown, because it may contain the password"
            ));
            return String::new();
        }
        visible(text.unwrap_or_default()).into_owned()
    };
    // Somebody may have typed the password into the wrong field.
    let has_password = |text: Option<&str>| {
        let password = account.password.zip(text);
        password.is_some_and(|(password, text)| password.is_shown_by(text))
    };
    let is_password = extension.is_some() && shown_extension(account, account).is_none();
    let mailbox = account.voicemail.filter(|_| account.uses_voicemail());
    let name = account.display_name;
    let extension = shown("extension", extension, is_password);
    let name = shown("name", name, has_password(name));
    let mailbox = shown("mailbox", mailbox, has_password(mailbox));
    let has_positions = says.layout().positions().is_some();
    let position = Some(position).filter(|_| has_positions);
    let position = position.map(|position| position.to_string());
    let (position, ipei) = (position.unwrap_or_default(), ipui.ipei());
    Some([position, extension, name, ipui.to_string(), ipei, mailbox])
}

/// Writes the list as a page: it needs nothing from the network, prints one base per sheet of paper and fits
/// the width of a phone.
fn write_page(bases: &[Base], out: &mut dyn Write) -> io::Result<()> {
    let macs: Vec<_> = bases.iter().map(|base| base.mac.clone()).collect();
    let mut bases = bases.iter().map(|base| Value::from(Serde(base)));
    let template = include_str!("../../templates/handout.html");
    page::write(
        template,
        context! { macs },
        &mut [("bases", &mut bases)],
        out,
    )
}

fn write_list(bases: &[Base], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let rows = bases.iter().flat_map(|base| {
        base.handsets.iter().map(|handset| {
            let texts = handset.iter().map(|text| defused(text));
            let mac = Cow::Borrowed(base.mac.as_str());
            std::iter::once(mac)
                .chain(texts)
                .chain([Cow::Borrowed("")])
                .collect()
        })
    });
    let header: Vec<_> = COLUMNS.map(Cow::Borrowed).into();
    write_csv(std::iter::once(header).chain(rows), out)
}

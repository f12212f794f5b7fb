//! `export`: provisioning files -> a roster, so that a site that was kept by hand can move to a spreadsheet.
//!
//! Positions are left out unless they are asked for: a position cell decides where its row goes, so two
//! people who swap phones in the roster would move both handsets. Without one, each handset stays.
//! Likewise left out is what a row without it means anyway: a login or a name of the account that is
//! the extension, so that both follow when the extension changes.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{Format as Style, XlsxError};

use super::in_place::{BaseFile, base_files};
use super::{Done, write_notes};
use crate::device::published::{Account, Published, Standing, left_out};
use crate::error::Error;
use crate::report::counted;
use crate::report::table::{BYTE_ORDER_MARK, new_workbook, write_csv};
use crate::settings::Format;
use crate::store::create_private;
use crate::value::{Field, Hidden, Mac, Position};

/// How wide the columns of a workbook are, in characters.
const COLUMN_WIDTH: f64 = 18.0;

/// Runs the command.
///
/// # Errors
/// When the directory cannot be read, or the target exists already or cannot be written.
pub fn run(
    from: &Path,
    to: &Path,
    positions: bool,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Done, Error> {
    let is_stdout = to.as_os_str() == "-";
    let format = Format::from_path(to).ok();
    if !is_stdout && !matches!(format, Some(Format::Csv | Format::Workbook)) {
        return Err(Error::Usage(format!(
            "cannot export to {}: the name must end in .csv or .xlsx, or be - for standard output",
            to.display()
        )));
    }
    let mut left_out = Vec::new();
    let bases = read(from, &mut left_out)?;
    let fields = Field::COLUMNS.into_iter();
    let fields: Vec<Field> = fields
        .filter(|field| positions || *field != Field::Position)
        .collect();
    let header = fields.iter().map(|field| Cow::Borrowed(field.name()));
    let rows = bases
        .iter()
        .flat_map(|(mac, says)| rows(*mac, says, &fields));
    let table = std::iter::once(header.collect()).chain(rows);
    match format {
        _ if is_stdout => match write_csv(table, out) {
            // Whoever reads it, such as `head`, has enough of it.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            written => written.map_err(Error::io("write to", "standard output"))?,
        },
        Some(Format::Workbook) => create_private(to, |file| {
            let bytes = workbook(table).map_err(io::Error::other)?;
            file.write_all(&bytes)
        })?,
        _ => create_private(to, |file| {
            file.write_all(BYTE_ORDER_MARK)?;
            write_csv(table, file)
        })?,
    }
    let accounts = bases.iter().map(|(_, says)| accounts(says).count());
    let accounts: Vec<usize> = accounts.filter(|number| *number > 0).collect();
    let others = bases.iter().map(|(_, says)| says.layout());
    let others = others.filter(|layout| layout.positions().is_none()).count();
    let bases = counted(accounts.len(), "base", "bases");
    let accounts = counted(accounts.iter().sum(), "account", "accounts");
    let printed = write_notes(messages, "left out", &left_out)
        .and_then(|()| writeln!(messages, "{accounts} of {bases} exported."))
        .and_then(|()| match others {
            0 => Ok(()),
            _ => writeln!(
                messages,
                "{} of the N870 family. A roster does not say so: to build new files of it, add a \
                 bases table with the column device, or --template n870.",
                counted(others, "base is", "bases are")
            ),
        });
    Ok(Done {
        code: u8::from(!left_out.is_empty()),
        printed,
    })
}

/// Reads every base's file, and notes what cannot be exported.
fn read(from: &Path, notes: &mut Vec<String>) -> Result<Vec<(Mac, Published)>, Error> {
    let mut bases = Vec::new();
    for BaseFile { mac, path, says } in base_files(from)? {
        let path = path.display();
        match says {
            Ok(says) => {
                notes.extend(says.accounts().filter_map(|(position, account)| {
                    let why = left_out(account)?;
                    Some(format!("{path}: {} {why}", says.account_called(position)))
                }));
                bases.push((mac, says));
            }
            Err(why) => notes.push(format!("{path}: {why}")),
        }
    }
    Ok(bases)
}

/// The accounts that get a row, by position.
fn accounts(says: &Published) -> impl Iterator<Item = (Position, Account<'_>)> {
    says.accounts()
        .filter(|(_, account)| account.standing() == Standing::Held && left_out(*account).is_none())
}

/// The values of a row, in the order of its columns. Passwords are not copied.
type Row<'p> = Vec<Cow<'p, str>>;

fn rows<'p>(mac: Mac, says: &'p Published, fields: &[Field]) -> impl Iterator<Item = Row<'p>> {
    let has_positions = says.layout().positions().is_some();
    accounts(says).map(move |(position, account)| {
        let position = Some(position).filter(|_| has_positions);
        let value = |field: &Field| value(*field, mac, position, account);
        fields.iter().map(value).collect()
    })
}

fn value(field: Field, mac: Mac, position: Option<Position>, account: Account<'_>) -> Cow<'_, str> {
    let text = |text| Cow::Borrowed(Option::unwrap_or_default(text));
    let unless_extension = |value: Option<_>| text(value.filter(|_| value != account.user_id));
    match field {
        Field::Extension => text(account.user_id),
        Field::Password => text(account.password.map(Hidden::expose)),
        Field::DisplayName | Field::FirstName | Field::LastName => text(account.display_name),
        Field::Ipui => account
            .ipui()
            .map(|ipui| ipui.to_string())
            .unwrap_or_default()
            .into(),
        Field::BaseMac => mac.to_string().into(),
        Field::Login => unless_extension(account.login),
        Field::Position => position
            .map(|position| position.to_string())
            .unwrap_or_default()
            .into(),
        Field::Voicemail if account.voicemail_enabled == Some(false) => "".into(),
        Field::Voicemail => text(account.voicemail),
        Field::Provider => account.provider.unwrap_or(0).to_string().into(),
        Field::AccountName => unless_extension(account.account_name),
    }
}

/// A workbook whose cells are all text, so that no spreadsheet takes an IPUI for a number.
fn workbook<'p>(rows: impl Iterator<Item = Row<'p>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    let text = Style::new().set_num_format("@");
    let bold = text.clone().set_bold();
    let sheet = workbook.add_worksheet().set_name("Roster")?;
    for (number, row) in (0..).zip(rows) {
        let style = if number == 0 { &bold } else { &text };
        for (column, value) in (0..).zip(row) {
            if number == 0 {
                sheet
                    .set_column_format(column, &text)?
                    .set_column_width(column, COLUMN_WIDTH)?;
            }
            sheet.write_string_with_format(number, column, value, style)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

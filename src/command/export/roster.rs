//! The way back: provisioning files -> a roster, so that a site that was kept by hand can move to a
//! spreadsheet.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::command::in_place::{BaseFile, base_files};
use crate::device::published::{Account, Published, Standing, left_out};
use crate::error::Error;
use crate::store::create_private;
use crate::value::Field;
use crate::value::{Hidden, Mac, Position};

/// How wide the columns of a workbook are, in characters.
const COLUMN_WIDTH: f64 = 18.0;

/// Where the roster goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Comma-separated text on standard output.
    Stdout,
    /// Comma-separated text in a new file.
    Csv(PathBuf),
    /// A workbook in a new file.
    Workbook(PathBuf),
}

impl Target {
    /// Takes what `--to` says.
    ///
    /// # Errors
    /// When the ending tells no format that can be written.
    pub fn from_path(path: PathBuf) -> Result<Self, Error> {
        if path.as_os_str() == "-" {
            return Ok(Self::Stdout);
        }
        match path
            .extension()
            .and_then(OsStr::to_str)
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("csv") => Ok(Self::Csv(path)),
            Some("xlsx") => Ok(Self::Workbook(path)),
            _ => Err(Error::Usage(format!(
                "cannot export to {}: the name must end in .csv or .xlsx, or be - for standard output",
                path.display()
            ))),
        }
    }
}

/// What became of an export.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many rows were written.
    pub rows: usize,
    /// How many bases they are for.
    pub bases: usize,
    /// What could not be exported, each with its file and the reason.
    pub left_out: Vec<String>,
}

/// Writes the accounts of all provisioning files of a directory as a roster.
///
/// Positions are left out unless they are asked for: a position cell decides where its row goes, so two
/// people who swap phones in the roster would move both handsets. Without one, each handset stays.
/// Likewise left out is what a row without it means anyway: a login or a name of the account that is
/// the extension, so that both follow when the extension changes.
///
/// # Errors
/// When the directory cannot be read, or the target is there already or cannot be written.
pub fn export(
    from: &Path,
    target: &Target,
    positions: bool,
    stdout: &mut dyn Write,
) -> Result<Summary, Error> {
    let mut summary = Summary::default();
    let bases = read(from, &mut summary)?;
    let fields = Field::COLUMNS.into_iter();
    let fields: Vec<Field> = fields
        .filter(|field| positions || *field != Field::Position)
        .collect();
    let rows = bases
        .iter()
        .flat_map(|(mac, says)| rows(*mac, says, &fields));
    match target {
        Target::Stdout => match write_csv(&fields, rows, stdout) {
            // Whoever reads it, such as `head`, has enough of it.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            written => written.map_err(Error::io("write to", "standard output"))?,
        },
        Target::Csv(path) => {
            create_private(path, |file| {
                // Without a byte order mark Excel reads Windows-1252.
                file.write_all("\u{feff}".as_bytes())?;
                write_csv(&fields, rows, file)
            })?;
        }
        Target::Workbook(path) => create_private(path, |file| {
            let bytes = workbook(&fields, rows).map_err(io::Error::other)?;
            file.write_all(&bytes)
        })?,
    }
    Ok(summary)
}

/// Reads every base's file, and notes what cannot be exported.
fn read(from: &Path, summary: &mut Summary) -> Result<Vec<(Mac, Published)>, Error> {
    let mut bases = Vec::new();
    for BaseFile { mac, path, says } in base_files(from)? {
        let mut leave_out =
            |why: String| summary.left_out.push(format!("{}: {why}", path.display()));
        match says {
            Ok(says) => {
                for (position, account) in says.accounts() {
                    if let Some(why) = left_out(account) {
                        leave_out(format!("SIP account {position} {why}"));
                    }
                }
                let accounts = accounts(&says).count();
                summary.rows += accounts;
                summary.bases += usize::from(accounts > 0);
                bases.push((mac, says));
            }
            Err(why) => leave_out(why),
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
    accounts(says).map(move |(position, account)| {
        let value = |field: &Field| value(*field, mac, position, account);
        fields.iter().map(value).collect()
    })
}

fn value(field: Field, mac: Mac, position: Position, account: Account<'_>) -> Cow<'_, str> {
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
        Field::Position => position.to_string().into(),
        Field::Voicemail if account.voicemail_enabled == Some(false) => "".into(),
        Field::Voicemail => text(account.voicemail),
        Field::Provider => account.provider.unwrap_or(0).to_string().into(),
        Field::AccountName => unless_extension(account.account_name),
    }
}

fn write_csv<'p>(
    fields: &[Field],
    rows: impl Iterator<Item = Row<'p>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let header = fields.iter().map(|field| field.name());
    writer.write_record(header).map_err(io_error)?;
    for row in rows {
        let row = row.iter().map(|value| value.as_bytes());
        writer.write_record(row).map_err(io_error)?;
    }
    writer.flush()
}

/// The system's own error: that of the library does not tell a closed pipe from a full disk.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A workbook whose cells are all text, so that no spreadsheet takes an IPUI for a number.
fn workbook<'p>(
    fields: &[Field],
    rows: impl Iterator<Item = Row<'p>>,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same files give the same bytes.
    let long_ago = ExcelDateTime::from_ymd(1980, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&long_ago));
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_num_format("@").set_bold();
    let sheet = workbook.add_worksheet().set_name("Roster")?;
    for (column, field) in (0..).zip(fields) {
        sheet
            .set_column_format(column, &text)?
            .set_column_width(column, COLUMN_WIDTH)?;
        sheet.write_string_with_format(0, column, field.name(), &bold)?;
    }
    for (number, row) in (1..).zip(rows) {
        for (column, value) in (0..).zip(row) {
            sheet.write_string_with_format(number, column, value, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

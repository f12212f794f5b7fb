//! What can be wrong, each with what was found, what was expected and the cure.

use super::{Code, Severity};
use crate::value::Field;
use crate::value::{IpuiError, LooksLike, Mac, MacError, TextDoubt};

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// No row names the columns.
    NoHeader,
    /// The file, or the only sheet, has no cell.
    NothingInIt,
    /// The header lacks a required column; the header that may be a misspelt one.
    MissingColumn(Field, Option<Box<str>>),
    /// A second column for a field.
    DuplicateColumn(Field),
    /// A header without rows.
    EmptyRoster,
    /// The same beside sheets or files that have rows.
    EmptyTable,
    /// A sheet without a roster's header beside others that have one.
    SheetSkipped,
    /// A sheet that the user did not choose, with a base of the sheets that were read.
    SheetNotChosen,
    /// A quote opens a cell that is closed in this line, and what looks like rows is between.
    SwallowedRows(u32),
    /// A space behind every delimiter was left out.
    SpacedDelimiters,
    /// A letter outside ASCII in a file that does not show its encoding; which was assumed.
    AssumedEncoding(Box<str>),
    /// The same in a password.
    AssumedEncodingInPassword(Box<str>),
    /// A sheet without a roster's header that holds identities.
    SheetNotRead,
    /// A hidden sheet with a roster's header.
    HiddenSheet,
    /// A row above the header with an identity in it.
    RowAboveHeader,
    /// A row that is no handset.
    RowLeftOut,
    /// A row like that with an extension that a file in place has.
    KnownExtensionLeftOut,
    /// A column without a meaning.
    UnusedColumn,
    /// A column whose name is nearly that of a field.
    UnusedColumnNear(Field),
    /// A column without a meaning in which there are identities.
    UnusedColumnWithIdentities,
    /// A column with values and no header.
    ColumnWithoutHeader,
    /// A column without a meaning that holds so many handsets that no row has.
    UnusedIdentities(u32),
    /// A required cell is empty.
    MissingValue(Field),
    /// A mark or a word that stands for the value above.
    DittoMark(Field),
    /// A row without a handset.
    MissingIpui,
    /// A number where text belongs.
    NumericCell,
    /// A number whose leading zeros are known, and the value with them.
    MendedZeros(Box<str>),
    /// A whole number that was written with a decimal of zero.
    DecimalsDropped,
    /// The 0 of a lookup that found nothing.
    LookupResult(Field),
    /// A number that is no whole number of zero or more.
    NotWhole,
    /// An IPUI or IPEI whose leading zeros may be gone, with more than one possible reading.
    AmbiguousZeros(Box<str>),
    /// More digits than a spreadsheet keeps.
    LostPrecision,
    /// A power of ten.
    ScientificNotation,
    /// A date.
    DateCell,
    /// TRUE or FALSE.
    BooleanCell,
    /// The result of a broken formula.
    ErrorCell,
    /// A formula that was never calculated.
    FormulaWithoutValue,
    /// An invisible character that was left out.
    InvisibleDropped(char),
    /// An invisible character, or a space at an end, in a password.
    InvisibleInPassword(char),
    /// Spaces around a value that were left out.
    SurroundingSpace,
    /// A text with a character that its field should not have.
    DoubtfulText(Field, TextDoubt),
    /// A character that no file can hold.
    ForbiddenCharacter(char),
    /// Text that another program garbled.
    Garbled(Field),
    /// Letters whose accents are characters of their own; in a name they were joined.
    LettersApart(Field),
    /// The signs that stand for a password.
    MaskedPassword,
    /// The name of a sample person.
    SampleRow,
    /// The letters and digits of another width were read as ordinary ones.
    WideCharacters,
    /// A row of a text file has more cells than the header.
    RaggedRow,
    /// A row of a text file is one cell, for its values are separated by this and not as the header's.
    OtherDelimiter(char),
    /// The password is the extension or the login.
    PasswordEqualsExtension,
    /// The password is a number and the extension is none.
    SwappedPassword,
    /// So many rows have the same password.
    ReusedPassword(u32),
    /// A base whose MAC address begins as no known maker's does.
    UnknownMacPrefix(Box<str>),
    /// A lone handset beside a busy base with almost the same MAC address.
    SimilarMac(Mac),
    /// MAC addresses that count up from row to row.
    MacFillSeries,
    /// Not a provider index.
    InvalidProvider,
    /// Not an identity of a handset.
    InvalidIpui(IpuiError),
    /// Not a MAC address of a base.
    InvalidMac(MacError),
    /// Not a position.
    InvalidPosition,
    /// A handset in two rows.
    DuplicateIpui,
    /// An extension twice on a base.
    DuplicateExtension,
    /// A position twice on a base.
    DuplicatePosition,
    /// So many rows on one base.
    BaseFull(u32),
    /// The base keeps its file because of a rejected row.
    BaseHeld,
    /// The base keeps its file because a handset would leave it for another base that is held.
    HeldWith(Box<HeldWith>),
    /// A base without a file, almost named as this one, takes handsets of it over: so many.
    MistypedMac(Mac, u32),
    /// The rows and what must stay do not fit the base's positions.
    NoPositionLeft,
    /// A base that no row names, and how many handsets its file holds, if it can be read.
    BaseNotInRoster(Option<u32>),
    /// The handset is also reserved on this base, which the run leaves as it is.
    HandsetOnOtherBase(Mac),
    /// So many handsets, all that the file of this base has, are in rows of another base.
    BaseExchanged(Mac, u32),
    /// Items of the file in place that the new one does not have.
    LostItems(Box<str>),
    /// The file in place cannot be read; why.
    UnreadableFileInPlace(Box<str>),
    /// The file in place names this MAC.
    MacMismatchInPlace(Box<str>),
    /// The template's result says something else; what.
    TemplateMismatch(Box<str>),
    /// The template never reads the setting of this name; the setting that may be meant.
    UnknownSetting(Box<(Box<str>, Option<Box<str>>)>),
    /// The file has no window, or one that is this, and so many handsets are to register.
    NoWindow(u32, Option<Box<str>>),
    /// The file has a window that is this, and so many handsets are to register.
    WindowOver(u32, Box<str>),
}

/// A handset that would leave a base for another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldWith {
    /// The IPUI of the handset.
    pub handset: Box<str>,
    /// The other base.
    pub base: Mac,
    /// Why that one is held, as a clause.
    pub because: Box<str>,
}

impl Problem {
    /// The code under which it is known.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::NoHeader | Self::NothingInIt => Code::NoHeader,
            Self::MissingColumn(..) => Code::MissingColumn,
            Self::DuplicateColumn(_) => Code::DuplicateColumn,
            Self::EmptyRoster => Code::EmptyRoster,
            Self::EmptyTable => Code::EmptyTable,
            Self::SheetSkipped | Self::SheetNotChosen => Code::SheetSkipped,
            Self::SwallowedRows(_) => Code::SwallowedRows,
            Self::AssumedEncoding(_) | Self::AssumedEncodingInPassword(_) => Code::AssumedEncoding,
            Self::SheetNotRead => Code::SheetNotRead,
            Self::HiddenSheet => Code::HiddenSheet,
            Self::RowAboveHeader => Code::RowAboveHeader,
            Self::RowLeftOut | Self::KnownExtensionLeftOut => Code::RowLeftOut,
            Self::UnusedColumn
            | Self::UnusedColumnNear(_)
            | Self::UnusedColumnWithIdentities
            | Self::ColumnWithoutHeader => Code::UnusedColumn,
            Self::UnusedIdentities(_) => Code::UnusedIdentities,
            Self::MissingValue(_) | Self::DittoMark(_) => Code::MissingValue,
            Self::MissingIpui => Code::MissingIpui,
            Self::NumericCell | Self::NotWhole | Self::DecimalsDropped => Code::NumericCell,
            Self::LookupResult(_) => Code::LookupResult,
            Self::Garbled(_) | Self::LettersApart(_) => Code::GarbledText,
            Self::MaskedPassword => Code::MaskedPassword,
            Self::SampleRow => Code::SampleRow,
            Self::MendedZeros(_) | Self::AmbiguousZeros(_) => Code::LostLeadingZero,
            Self::LostPrecision => Code::LostPrecision,
            Self::ScientificNotation => Code::ScientificNotation,
            Self::DateCell => Code::DateCell,
            Self::BooleanCell => Code::BooleanCell,
            Self::ErrorCell => Code::ErrorCell,
            Self::FormulaWithoutValue => Code::FormulaWithoutValue,
            Self::InvisibleDropped(_) | Self::InvisibleInPassword(_) => Code::InvisibleCharacter,
            Self::SurroundingSpace | Self::SpacedDelimiters => Code::SurroundingSpace,
            Self::DoubtfulText(field, _) => match field {
                Field::Password => Code::InvalidPassword,
                Field::DisplayName => Code::InvalidDisplayName,
                Field::AccountName => Code::InvalidAccountName,
                Field::Login => Code::InvalidLogin,
                Field::Voicemail => Code::InvalidVoicemail,
                _ => Code::InvalidExtension,
            },
            Self::ForbiddenCharacter(_) => Code::ForbiddenCharacter,
            Self::WideCharacters => Code::WideCharacter,
            Self::RaggedRow | Self::OtherDelimiter(_) => Code::RaggedRow,
            Self::PasswordEqualsExtension => Code::PasswordEqualsExtension,
            Self::SwappedPassword => Code::SwappedPassword,
            Self::ReusedPassword(_) => Code::ReusedPassword,
            Self::UnknownMacPrefix(_) => Code::UnknownMacPrefix,
            Self::SimilarMac(_) => Code::SimilarMac,
            Self::MacFillSeries => Code::MacFillSeries,
            Self::InvalidProvider => Code::InvalidProvider,
            Self::InvalidIpui(error) => match error {
                IpuiError::Type(_) => Code::IpuiType,
                IpuiError::LostZeros { .. } => Code::LostLeadingZero,
                IpuiError::CheckDigit { .. } => Code::IpuiCheckDigit,
                IpuiError::Zero => Code::IpuiZero,
                _ => Code::InvalidIpui,
            },
            Self::InvalidMac(MacError::NotUnicast) => Code::MacNotUnicast,
            Self::InvalidMac(_) => Code::InvalidMac,
            Self::InvalidPosition => Code::InvalidPosition,
            Self::DuplicateIpui => Code::DuplicateIpui,
            Self::DuplicateExtension => Code::DuplicateExtension,
            Self::DuplicatePosition => Code::DuplicatePosition,
            Self::BaseFull(_) => Code::BaseFull,
            Self::NoWindow(..) => Code::NoWindow,
            Self::WindowOver(..) => Code::WindowOver,
            Self::BaseHeld | Self::HeldWith(_) => Code::BaseHeld,
            Self::MistypedMac(..) => Code::MistypedMac,
            Self::NoPositionLeft => Code::NoPositionLeft,
            Self::BaseNotInRoster(_) => Code::BaseNotInRoster,
            Self::HandsetOnOtherBase(_) | Self::BaseExchanged(..) => Code::HandsetOnOtherBase,
            Self::LostItems(_) => Code::LostItems,
            Self::UnreadableFileInPlace(_) => Code::UnreadableFileInPlace,
            Self::MacMismatchInPlace(_) => Code::MacMismatchInPlace,
            Self::TemplateMismatch(_) => Code::TemplateMismatch,
            Self::UnknownSetting(..) => Code::UnknownSetting,
        }
    }

    /// Whether the problem leaves nothing that could be written, though its code may be relaxed.
    #[must_use]
    pub fn leaves_no_value(&self) -> bool {
        self.code().info().fixed
            || matches!(
                self,
                Self::NotWhole
                    | Self::OtherDelimiter(_)
                    | Self::AmbiguousZeros(_)
                    | Self::InvisibleInPassword(_)
                    | Self::AssumedEncodingInPassword(_)
                    | Self::InvalidIpui(_)
                    | Self::LookupResult(Field::Ipui | Field::BaseMac)
                    | Self::KnownExtensionLeftOut
                    | Self::Garbled(Field::Password)
                    | Self::LettersApart(Field::Password)
            )
    }

    /// Whether message or help repeat some of the value, so that they must not be shown where the value
    /// may be a password.
    #[must_use]
    pub fn repeats_value(&self) -> bool {
        match self {
            Self::MendedZeros(_)
            | Self::AmbiguousZeros(_)
            | Self::UnknownMacPrefix(_)
            | Self::InvalidMac(MacError::Disagree(..)) => true,
            Self::InvalidIpui(error) => matches!(
                error,
                IpuiError::LostZeros { .. }
                    | IpuiError::CheckDigit { .. }
                    | IpuiError::Emc(_)
                    | IpuiError::Psn(_)
                    | IpuiError::Disagree(..)
            ),
            _ => false,
        }
    }

    /// How grave it is unless a rule says otherwise; most problems are as grave as their code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::UnusedColumnNear(_) | Self::UnusedColumnWithIdentities => Severity::Warning,
            _ => self.code().info().severity,
        }
    }

    /// What was found and what was expected, in a sentence without the value itself.
    #[must_use]
    #[expect(
        clippy::too_many_lines,
        reason = "a sentence for each problem, and nothing else"
    )]
    pub fn message(&self) -> String {
        match self {
            Self::NothingInIt => "there is nothing in it".into(),
            Self::NoHeader => "no row names the columns of a roster".into(),
            Self::MissingColumn(field, None) => format!("the header has no column for {field}"),
            Self::MissingColumn(field, Some(similar)) => {
                format!("the header has no column for {field}; is it {similar:?}?")
            }
            Self::DuplicateColumn(field) => format!("a second column for {field}"),
            Self::EmptyTable => {
                "this header has no row below it, and other sheets have rows".into()
            }
            Self::SheetNotChosen => {
                "this sheet was not chosen, but it names a base of the sheets that were read".into()
            }
            Self::EmptyRoster => "there is no row below the header".into(),
            Self::SheetSkipped => "this sheet has no roster header, so it was not read".into(),
            Self::SwallowedRows(line) => format!(
                "the quote that opens this cell is closed in line {line}, and the lines between look like rows"
            ),
            Self::SpacedDelimiters => {
                "every delimiter is followed by a space, which was left out".into()
            }
            Self::AssumedEncoding(encoding) => {
                format!("the file does not show its encoding; it was read as {encoding}")
            }
            Self::AssumedEncodingInPassword(encoding) => format!(
                "the password has a letter such as ä, and the file does not show its encoding; read as \
                 {encoding}, it may be another letter"
            ),
            Self::SheetNotRead => {
                "this sheet has no roster header, so it is not read, but it holds an IPUI or a MAC \
                 address"
                    .into()
            }
            Self::HiddenSheet => "this sheet is hidden and has the header of a roster".into(),
            Self::RowAboveHeader => {
                "this row is above the header, so it is not read, but it looks like a handset's row"
                    .into()
            }
            Self::RowLeftOut => "no password, IPUI or base in this row, so it was left out".into(),
            Self::KnownExtensionLeftOut => {
                "no password, IPUI or base in this row, but a base has its extension".into()
            }
            Self::UnusedColumn => "this column is not used".into(),
            Self::UnusedColumnNear(field) => {
                format!("this column is not used, though its name looks like {field}")
            }
            Self::UnusedColumnWithIdentities => {
                "this column is not used, though it holds IPUIs or MAC addresses".into()
            }
            Self::ColumnWithoutHeader => "this column has no header, so it is not used".into(),
            Self::UnusedIdentities(1) => {
                "this column is not used, and it holds a handset that no row has".into()
            }
            Self::UnusedIdentities(more) => {
                format!("this column is not used, and it holds {more} handsets that no row has")
            }
            Self::MissingValue(field) => format!("{} is missing", noun(*field)),
            Self::DittoMark(_) => {
                "this is a ditto mark, and the program does not copy from the cell above".into()
            }
            Self::MissingIpui => "no IPUI: the account is written without a handset".into(),
            Self::NumericCell => "the cell is a number, so leading zeros may be lost".into(),
            Self::DecimalsDropped => {
                "the cell is a number with a decimal, which was dropped".into()
            }
            Self::LookupResult(field) => format!(
                "{} is 0, which is what a lookup returns when it finds nothing",
                noun(*field)
            ),
            Self::MendedZeros(value) => {
                format!("the cell is a number without its leading zeros; read as {value}")
            }
            Self::NotWhole => "the cell is a number with a fraction or a minus sign".into(),
            Self::AmbiguousZeros(readings) => {
                format!("leading zeros are lost, and more than one value is possible: {readings}")
            }
            Self::LostPrecision => {
                "the number has more than 15 digits, so the spreadsheet rounded it".into()
            }
            Self::ScientificNotation => {
                "the spreadsheet turned the value into a power of ten".into()
            }
            Self::DateCell => "the cell is a date".into(),
            Self::BooleanCell => "the cell is TRUE or FALSE, not text".into(),
            Self::ErrorCell => "the cell contains a formula error".into(),
            Self::FormulaWithoutValue => {
                "the cell contains a formula without a stored result".into()
            }
            Self::InvisibleDropped(c) => format!("{} was removed", invisible(*c)),
            Self::InvisibleInPassword(c) => {
                format!(
                    "the password contains {}, which may not be part of it",
                    invisible(*c)
                )
            }
            Self::SurroundingSpace => "spaces around the value were removed".into(),
            Self::DoubtfulText(field, doubt) => format!("{} {doubt}", noun(*field)),
            Self::ForbiddenCharacter(c) => format!(
                "the value contains {}, which a provisioning file cannot contain",
                control(*c)
            ),
            Self::WideCharacters => {
                "full-width letters or digits were read as ordinary ones".into()
            }
            Self::RaggedRow => "the row has more cells than the header".into(),
            Self::OtherDelimiter(delimiter) => {
                format!(
                    "the values of this row are separated by {delimiter:?}, and those of the header are not"
                )
            }
            Self::PasswordEqualsExtension => {
                "the password is the same as another value of the row".into()
            }
            Self::SwappedPassword => {
                "the extension and the password seem to be in each other's column".into()
            }
            Self::ReusedPassword(rows) => format!("{rows} rows have the same password"),
            Self::UnknownMacPrefix(prefix) => {
                format!("{prefix} is not the beginning of a known base's MAC address")
            }
            Self::SimilarMac(mac) => {
                format!(
                    "this is the only handset on this base, and base {mac}, one digit or one swap of two digits away, has many"
                )
            }
            Self::MacFillSeries => {
                "the MAC addresses go up by one from row to row, each base with one handset".into()
            }
            Self::InvalidProvider => "the provider is not a whole number from 0 to 255".into(),
            Self::InvalidIpui(error) => error.to_string(),
            Self::InvalidMac(error) => error.to_string(),
            Self::Garbled(field) => {
                format!("{} was garbled by another program before", noun(*field))
            }
            Self::LettersApart(Field::Password) => {
                "the password contains letters whose accents are separate characters".into()
            }
            Self::LettersApart(_) => {
                "accents were separate characters, and were joined with their letters".into()
            }
            Self::MaskedPassword => "this is a mask, not the password".into(),
            Self::SampleRow => "this looks like a sample row of a template".into(),
            Self::InvalidPosition => "the position is not a whole number from 1 to 100".into(),
            Self::DuplicateIpui => "the same handset stands in another row".into(),
            Self::DuplicateExtension => {
                "the same extension stands in another row for this base".into()
            }
            Self::DuplicatePosition => {
                "the same position is given to another row for this base".into()
            }
            Self::BaseFull(rows) => format!("this base has {rows} rows, and room for 100"),
            Self::NoWindow(handsets, None) => format!(
                "{}the file has no registration window",
                to_register(*handsets)
            ),
            Self::NoWindow(handsets, Some(window)) | Self::WindowOver(handsets, window) => format!(
                "{}the registration window in the file is {window}",
                to_register(*handsets)
            ),
            Self::BaseHeld => "nothing is written for this base because of a rejected row".into(),
            Self::HeldWith(with) => format!(
                "nothing is written for this base because handset {} would leave it for \
                 base {}, which is held: {}",
                with.handset, with.base, with.because
            ),
            Self::MistypedMac(base, handsets) => format!(
                "this base has no file yet and takes {} of base {base}, whose MAC address is only \
                 one digit or one swap of two digits away",
                if *handsets == 1 {
                    "a handset".to_owned()
                } else {
                    format!("{handsets} handsets")
                }
            ),
            Self::NoPositionLeft => {
                "the rows and the handsets that must stay do not fit the positions of the base"
                    .into()
            }
            Self::BaseNotInRoster(handsets) => {
                let file = match handsets {
                    None => "which cannot be read".to_owned(),
                    Some(1) => "with 1 handset".to_owned(),
                    Some(more) => format!("with {more} handsets"),
                };
                format!("no row names this base; its file, {file}, was left alone")
            }
            Self::HandsetOnOtherBase(mac) => {
                format!("the file of base {mac} has this handset too, and stays as it is")
            }
            Self::BaseExchanged(mac, handsets) => format!(
                "all {handsets} handsets of base {mac} are in rows of this base now, and the file of {mac} \
                 stays as it is"
            ),
            Self::LostItems(items) => {
                format!("the new file leaves out items of the present file: {items}")
            }
            Self::UnreadableFileInPlace(why) => {
                format!("the base's present file cannot be read: {why}")
            }
            Self::MacMismatchInPlace(mac) => {
                format!("the base's present file is for another base, {mac}")
            }
            Self::TemplateMismatch(what) => {
                format!("the template's result does not say what was planned: {what}")
            }
            Self::UnknownSetting(setting) => {
                let (name, near) = &**setting;
                let near = near
                    .as_ref()
                    .map(|near| format!(" (did you mean `{near}`?)"));
                format!(
                    "the template never reads the setting `{name}`{}",
                    near.unwrap_or_default()
                )
            }
        }
    }

    /// What to do, as closely as this very problem allows; else the table's cure.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::MissingColumn(field, Some(similar)) => format!(
                "rename the column to {field}, or name it in dect-roster.toml: [columns] {field} = \
                 [{similar:?}]"
            ),
            Self::MissingColumn(field, None) => format!(
                "add the column {field}, or name the one that is meant in dect-roster.toml: \
                 [columns] {field} = [\"…\"]"
            ),
            Self::SheetNotChosen => {
                "choose this sheet too, with --sheet or `sheets` under [roster], if its handsets are in \
                 use"
                    .into()
            }
            Self::KnownExtensionLeftOut => {
                "fill in the row; if this person has no phone any more, remove it".into()
            }
            Self::UnusedColumnNear(field) => format!(
                "rename the column to {field} if it is meant, or name it in dect-roster.toml: \
                 [columns] {field} = [\"…\"]"
            ),
            Self::MissingValue(field) => {
                format!(
                    "fill in {}; if the row is not a handset, remove it",
                    noun(*field)
                )
            }
            Self::DittoMark(field) => format!(
                "type {}, or empty the cell and run with --fill-down {field}",
                noun(*field)
            ),
            Self::AssumedEncoding(encoding) => format!(
                "compare the letters of this value; if they are wrong, save the file as \"CSV UTF-8\"; if \
                 they are right, set encoding = \"{}\" under [roster] in dect-roster.toml",
                encoding.to_lowercase()
            ),
            Self::BaseExchanged(..) => {
                "if the base was exchanged, run with --retire-absent to switch the old one off; if not, \
                 correct the MAC address"
                    .into()
            }
            Self::SpacedDelimiters => "do nothing, unless a value really begins with a space; then put that value in quotes".into(),
            Self::DoubtfulText(field, doubt) if doubt.help().is_some() => format!(
                "{}; if it is right as it is, set `{} = \"warning\"` under [rules]",
                doubt.help().unwrap_or_default(),
                self.code()
            ),
            Self::OtherDelimiter(_) => {
                "separate the values of every row as those of the header, in a text editor".into()
            }
            Self::NotWhole => "format the column as text and type the value again".into(),
            Self::MendedZeros(_) => "format the column as text, so that zeros stay".into(),
            Self::DoubtfulText(_, TextDoubt::Decimals | TextDoubt::Date) => format!(
                "format the column as text and type the value again; if it is right as it is, set \
                 `{} = \"warning\"` under [rules]",
                self.code()
            ),
            Self::ForbiddenCharacter('\u{fffd}') => {
                "type the value again, and save a CSV as \"CSV UTF-8\"".into()
            }
            Self::BaseHeld => "correct the row; the next run writes the base. To write it without \
                               the row use --on-error skip"
                .into(),
            Self::HeldWith(with) => format!(
                "correct what holds base {}; the next run then moves the handset",
                with.base
            ),
            Self::MistypedMac(base, _) => format!(
                "compare the MAC address with the label of the base; if {base} is meant, type that. \
                 If both bases exist, set `mistyped-mac = \"warning\"` under [rules]"
            ),
            Self::InvisibleInPassword(_) => "type the password again instead of pasting it".into(),
            Self::DecimalsDropped => {
                "format the column as text, so that no decimal is added".into()
            }
            Self::LettersApart(Field::Password) => "type the password again on a keyboard".into(),
            Self::LettersApart(_) => "type the name again, or leave it".into(),
            Self::InvalidIpui(error) => ipui_help(*error),
            Self::InvalidMac(error) => mac_help(*error),
            _ => sentence(self.code().info().cure),
        }
    }
}

/// `1 handset is to register at this base, but `
fn to_register(handsets: u32) -> String {
    match handsets {
        0 => String::new(),
        1 => "1 handset is to register at this base, but ".to_owned(),
        more => format!("{more} handsets are to register at this base, but "),
    }
}

/// What the field is called in a sentence.
fn noun(field: Field) -> &'static str {
    match field {
        Field::FirstName => "the first name",
        Field::LastName => "the last name",
        Field::Extension => "the extension",
        Field::Password => "the password",
        Field::DisplayName => "the display name",
        Field::Ipui => "the IPUI",
        Field::BaseMac => "the MAC address of the base",
        Field::Login => "the login",
        Field::Position => "the position",
        Field::Voicemail => "the mailbox number",
        Field::Provider => "the provider",
        Field::AccountName => "the account name",
    }
}

fn ipui_help(error: IpuiError) -> String {
    match error {
        IpuiError::CheckDigit { expected, .. } => format!(
            "compare every digit with the packaging; if the first twelve are right, type \
             {expected} as the thirteenth"
        ),
        IpuiError::LostZeros { reading } => format!(
            "if it is the IPEI, type {}; if it is the IPUI, compare every digit with the \
             packaging; format the column as text, so that zeros stay",
            reading.ipei()
        ),
        IpuiError::Other(LooksLike::Words) => "no phone yet? leave the cell empty".into(),
        IpuiError::Ean => "scan the other barcode, or type the IPUI from *#06#".into(),
        IpuiError::Mac => {
            "type the IPUI of the handset here, and the MAC address in the column of the base"
                .into()
        }
        IpuiError::Disagree(..) => "remove the one that is not this row's handset".into(),
        error => sentence(Problem::InvalidIpui(error).code().info().cure),
    }
}

fn mac_help(error: MacError) -> String {
    match error {
        MacError::Other(LooksLike::IpAddress) => {
            "type the MAC address, which is on the label of the base".into()
        }
        MacError::Ipui => {
            "type the MAC address of the base here, and the IPUI in the column of the handset"
                .into()
        }
        MacError::Disagree(..) => "remove the one that is not this row's base".into(),
        MacError::Unclear => "type only the twelve characters from the label of the base".into(),
        error => sentence(Problem::InvalidMac(error).code().info().cure),
    }
}

/// The cure as a help text: lower case, its sentences joined by semicolons, no full stop at its end.
fn sentence(cure: &str) -> String {
    let sentences = cure.trim_end_matches('.').split(". ");
    let small = sentences.map(|sentence| {
        let mut letters = sentence.chars();
        let first = letters.next().into_iter().flat_map(char::to_lowercase);
        // An abbreviation such as SIP keeps its capitals.
        if letters.clone().next().is_some_and(char::is_uppercase) {
            return sentence.to_owned();
        }
        first.chain(letters).collect()
    });
    small.collect::<Vec<String>>().join("; ")
}

fn invisible(c: char) -> String {
    let name = match c {
        ' ' => "a space at its beginning or end",
        '\u{a0}' | '\u{202f}' | '\u{2007}' => "a no-break space",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "a zero-width character",
        '\u{ad}' => "a soft hyphen",
        _ => "an invisible character",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

fn control(c: char) -> String {
    match c {
        '\n' | '\r' => "a line break".into(),
        '\t' => "a tab".into(),
        '\u{fffd}' => "the replacement character of a lost letter (U+FFFD)".into(),
        c => format!("the control character U+{:04X}", u32::from(c)),
    }
}

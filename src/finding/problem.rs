//! What can be wrong, each with what was found, what was expected and the cure.

use std::fmt;

use super::{Code, Severity};
use crate::value::{Field, IpuiError, LooksLike, Mac, MacError, TextDoubt};

/// The problems, each with its usual code and its message: what was found and what was expected, in a
/// clause without the value itself. The message is its documentation too.
macro_rules! problems {
    ($(
        $(#[$meta:meta])*
        $name:ident $(($($field:ident: $of:ty),+))? = $code:ident($message:literal $($argument:tt)*)
    )*) => {
        /// What is wrong at a place.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Problem {
            $(#[doc = $message] $(#[$meta])* $name $(($($of),+))?,)*
        }

        impl Problem {
            fn usual_code(&self) -> Code {
                match self {
                    $(Self::$name { .. } => Code::$code,)*
                }
            }
        }

        impl fmt::Display for Problem {
            #[allow(unused_variables, reason = "not every message needs all of the problem")]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $(($($field),+))? => write!(f, $message $($argument)*),)*
                }
            }
        }
    };
}

problems! {
    NoHeader = NoHeader("no row names the columns of a roster")
    NothingInIt = NoHeader("there is nothing in it")
    MissingColumn(field: Field, similar: Option<Box<str>>) = MissingColumn("the header has no column for {field}{near}", near = is_it(similar.as_deref()))
    DuplicateColumn(field: Field) = DuplicateColumn("a second column for {field}")
    EmptyRoster = EmptyRoster("there is no row below the header")
    DuplicateSetting(name: Box<str>) = DuplicateColumn("a second column for {name}, and their values differ")
    EmptyOtherTable = EmptyTable("this header has no row below it")
    EmptyTable = EmptyTable("this header has no row below it, and other sheets have rows")
    SheetSkipped = SheetSkipped("this sheet has no roster header, so it was not read")
    SheetNotChosen = SheetSkipped("this sheet was not chosen, but it names a base of the sheets that were read")
    SwallowedRows(line: u32) = SwallowedRows("the quote that opens this cell is closed in line {line}, and the lines between look like rows")
    SpacedDelimiters = SurroundingSpace("every delimiter is followed by a space, which was left out")
    AssumedEncoding(encoding: Box<str>) = AssumedEncoding("the file does not show its encoding; it was read as {encoding}")
    AssumedEncodingInPassword(encoding: Box<str>) = AssumedEncoding("the password has a letter such as ä, and the file does not show its encoding; read as {encoding}, it may be another letter")
    SheetNotRead = SheetNotRead("this sheet has no roster header, so it is not read, but it holds an IPUI or a MAC address")
    HiddenSheet = HiddenSheet("this sheet is hidden and has the header of a roster")
    OtherBaseAbove = RowAboveHeader("the cell above the header names another base than the name of the sheet")
    RowAboveHeader = RowAboveHeader("this row is above the header, so it is not read, but it looks like a handset's row")
    RowLeftOut = RowLeftOut("no password, IPUI or base in this row, so it was left out")
    KnownExtensionLeftOut = RowLeftOut("no password, IPUI or base in this row, but a base has its extension")
    UnusedColumn = UnusedColumn("this column is not used")
    UnusedColumnNear(field: Field) = UnusedColumn("this column is not used, though its name looks like {field}")
    UnusedColumnWithIdentities = UnusedColumn("this column is not used, though it holds IPUIs or MAC addresses")
    ColumnWithoutHeader = UnusedColumn("this column has no header, so it is not used")
    UnusedIdentities(count: u32) = UnusedIdentities("this column is not used, and it holds {} that no row has", handsets(*count))
    MissingValue(field: Field) = MissingValue("{} is missing", field.noun())
    DittoMark(field: Field) = MissingValue("this is a ditto mark, and the program does not copy from the cell above")
    MissingIpui = MissingIpui("no IPUI: the account is written without a handset")
    NumericCell = NumericCell("the cell is a number, so leading zeros may be lost")
    MendedZeros(value: Box<str>) = LostLeadingZero("the cell is a number without its leading zeros; read as {value}")
    DecimalsDropped = NumericCell("the cell is a number with a decimal, which was dropped")
    LookupResult(field: Field) = LookupResult("{} is 0, which is what a lookup returns when it finds nothing", field.noun())
    NotWhole = NumericCell("the cell is a number with a fraction or a minus sign")
    AmbiguousZeros(readings: Box<str>) = LostLeadingZero("leading zeros are lost, and more than one value is possible: {readings}")
    LostPrecision = LostPrecision("the number has more than 15 digits, so the spreadsheet rounded it")
    ScientificNotation = ScientificNotation("the spreadsheet turned the value into a power of ten")
    DateCell = DateCell("the cell is a date")
    BooleanCell = BooleanCell("the cell is TRUE or FALSE, not text")
    ErrorCell = ErrorCell("the cell contains a formula error")
    FormulaWithoutValue = FormulaWithoutValue("the cell contains a formula without a stored result")
    InvisibleDropped(character: char) = InvisibleCharacter("{} was removed", invisible(*character))
    InvisibleInPassword(character: char) = InvisibleCharacter("the password contains {}, which may not be part of it", invisible(*character))
    SurroundingSpace = SurroundingSpace("spaces around the value were removed")
    /// Its code is that of the field.
    DoubtfulText(field: Field, doubt: TextDoubt) = InvalidExtension("{noun} {doubt}", noun = field.noun())
    ForbiddenCharacter(character: char) = ForbiddenCharacter("the value contains {}, which a provisioning file cannot contain", control(*character))
    Garbled(field: Field) = GarbledText("{} was garbled by another program before", field.noun())
    LettersApart = GarbledText("accents were separate characters, and were joined with their letters")
    LettersApartInPassword = GarbledText("the password contains letters whose accents are separate characters")
    MaskedPassword = MaskedPassword("this is a mask, not the password")
    SampleRow = SampleRow("this looks like a sample row of a template")
    WideCharacters = WideCharacter("full-width letters or digits were read as ordinary ones")
    RaggedRow = RaggedRow("the row has more cells than the header")
    OtherDelimiter(delimiter: char) = RaggedRow("the values of this row are separated by {delimiter:?}, and those of the header are not")
    PasswordEqualsExtension = PasswordEqualsExtension("the password is the same as another value of the row")
    SwappedPassword = SwappedPassword("the extension and the password seem to be in each other's column")
    ReusedPassword(rows: u32) = ReusedPassword("{rows} rows have the same password")
    UnknownMacPrefix(prefix: Box<str>) = UnknownMacPrefix("{prefix} is not the beginning of a known base's MAC address")
    SimilarMac(base: Mac) = SimilarMac("this is the only handset on this base, and base {base}, one digit or one swap of two digits away, has many")
    MacFillSeries = MacFillSeries("the MAC addresses go up by one from row to row, each base with one handset")
    /// With an extension that differs in leading zeros.
    NoAccount(near: Option<Box<str>>) = NoAccount("no account has this extension{}", but_one_has(near.as_deref()))
    NotSipAccount = NoAccount("the account with this extension is not a SIP account")
    /// In a table of accounts.
    AccountLeftOut = RowLeftOut("this row has no extension that can be read, or nothing but an extension, so it was left out")
    DuplicateAccount = DuplicateAccount("more than one account has this extension")
    ConflictingValue(field: Field) = ConflictingValue("{} differs from that of the account", field.noun())
    DuplicateBase = DuplicateBase("another row of the bases has the same MAC address or name")
    /// With a name that is almost the same.
    AnotherBaseNamed = UnknownBase("the cell contains the MAC address of one base and the name of another")
    UnclearBase = UnknownBase("the bases table does not say which base has this name: its row has no MAC address of its own")
    UnknownBase(near: Option<Box<str>>) = UnknownBase("no base has this name{}", is_it(near.as_deref()))
    /// With what it may be.
    InvalidBaseSetting(setting: Box<(Box<str>, Box<str>)>) = InvalidBaseSetting("{}", setting.0)
    InvalidProvider = InvalidProvider("the provider is not a whole number from 0 to 255")
    InvalidIpui(error: IpuiError) = InvalidIpui("{error}")
    InvalidMac(error: MacError) = InvalidMac("{error}")
    InvalidPosition = InvalidPosition("the position is not a whole number from 1 to 100")
    DuplicateIpui = DuplicateIpui("the same handset is in another row")
    DuplicateExtension = DuplicateExtension("the same extension is in another row for this base")
    DuplicatePosition = DuplicatePosition("the same position is given to another row for this base")
    BaseFull(rows: u32, capacity: u32) = BaseFull("this base has {rows} rows, and room for {capacity}")
    BaseHeld = BaseHeld("nothing is written for this base because of a rejected row")
    OtherDevice = InvalidBaseSetting("the device is not one that the program knows, and no handset belongs to it")
    BaseHeldForBases = BaseHeld("nothing is written for this base because a rejected row of the bases may be about it")
    HeldWithoutRows = BaseHeld("nothing is written for this base because all its rows were rejected")
    HeldInDoubt = BaseHeld("nothing is written for this base because a rejected row may be about a handset in its file")
    HeldWith(with: Box<HeldWith>) = BaseHeld("nothing is written for this base because handset {} would leave it for base {}, which is held: {}", with.handset, with.base, with.because)
    MistypedMac(base: Mac, taken: u32) = MistypedMac("this base has no file yet and takes {taken} of base {base}, whose MAC address is only one digit or one swap of two digits away", taken = handsets(*taken))
    /// With the name of the file that it has from then, and how many of its handsets the roster has not here.
    FormerDevice(file: Box<str>, missing: u32) = FormerDevice("the base is another device now, and {file}, its file from before, stays as it is{}", not_here(*missing))
    /// With the device that it would be taken for.
    UnclearDevice(taken: &'static str) = UnclearDevice("nothing says which device this new base is, so it is taken for the {taken}, and there are others")
    /// With what it does not have.
    NotOnDevice(what: Box<str>) = NotOnDevice("the device of this base has no {what}, so that of the roster is not written")
    RemovesOthers = RemovesOthers("the file has the order `DeleteNotProvisionedHS`: the base takes off every handset that the file does not name")
    NoPositionLeft = NoPositionLeft("the rows and the handsets that must stay do not fit the positions of the base")
    /// With how many handsets its file holds, if it can be read.
    BaseNotInRoster(handsets: Option<u32>) = BaseNotInRoster("no row names this base; its file, {}, was left alone", file_with(*handsets))
    HandsetOnOtherBase(base: Mac) = HandsetOnOtherBase("the file of base {base} has this handset too, and stays as it is")
    BaseExchanged(base: Mac, handsets: u32) = HandsetOnOtherBase("all {handsets} handsets of base {base} are in rows of this base now, and the file of {base} stays as it is")
    LostItems(items: Box<str>) = LostItems("the new file leaves out items of the present file: {items}")
    UnreadableFileInPlace(why: Box<str>) = UnreadableFileInPlace("the base's present file cannot be read: {why}")
    /// With its name and the one that the base asks for.
    MisnamedFileInPlace(names: Box<(Box<str>, Box<str>)>) = UnreadableFileInPlace("the base's present file is named {}, and the base asks for {}", names.0, names.1)
    /// The same where there is a file of either name.
    TwoFilesInPlace(names: Box<(Box<str>, Box<str>)>) = UnreadableFileInPlace("the base has two files, {} and {}, and asks for the second", names.0, names.1)
    MacMismatchInPlace(base: Box<str>) = MacMismatchInPlace("the base's present file is for another base, {base}")
    TemplateMismatch(what: Box<str>) = TemplateMismatch("the template's result does not say what was planned: {what}")
    UnknownSetting(setting: Box<(Box<str>, Option<Box<str>>)>) = UnknownSetting("the template never reads the setting `{}`{}", setting.0, did_you_mean(setting.1.as_deref()))
    /// With how many handsets are to register, and what the window is if there is one.
    NoWindow(new: u32, what: Option<Box<str>>) = NoWindow("{}{}", to_register(*new), window(what.as_deref()))
    /// The same for a window that is over.
    WindowOver(new: u32, what: Box<str>) = WindowOver("{}{}", to_register(*new), window(Some(what)))
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
            Self::DoubtfulText(field, _) => match field {
                Field::Password => Code::InvalidPassword,
                Field::DisplayName => Code::InvalidDisplayName,
                Field::AccountName => Code::InvalidAccountName,
                Field::Login => Code::InvalidLogin,
                Field::Voicemail => Code::InvalidVoicemail,
                _ => Code::InvalidExtension,
            },
            Self::InvalidIpui(IpuiError::Type(_)) => Code::IpuiType,
            Self::InvalidIpui(IpuiError::LostZeros { .. }) => Code::LostLeadingZero,
            Self::InvalidIpui(IpuiError::CheckDigit { .. }) => Code::IpuiCheckDigit,
            Self::InvalidIpui(IpuiError::Zero) => Code::IpuiZero,
            Self::InvalidMac(MacError::NotUnicast) => Code::MacNotUnicast,
            other => other.usual_code(),
        }
    }

    /// Whether the problem leaves nothing that could be written, though its code may be relaxed.
    #[must_use]
    pub fn leaves_no_value(&self) -> bool {
        (self.code().info().fixed && *self != Self::OtherDevice)
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
                    | Self::LettersApartInPassword
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
            Self::UnusedColumnNear(_) | Self::UnusedColumnWithIdentities | Self::OtherDevice => {
                Severity::Warning
            }
            _ => self.code().info().severity,
        }
    }

    /// What was found and what was expected, in a clause without the value itself.
    #[must_use]
    pub fn message(&self) -> String {
        self.to_string()
    }

    /// What to do about the names of bases.
    fn help_with_bases(&self) -> Option<&'static str> {
        Some(match self {
            Self::OtherBaseAbove => "correct the cell, or rename the sheet",
            Self::OtherDevice => {
                "do nothing if this is no base; otherwise write one of n720, n870, n770, n670, n610"
            }
            Self::AnotherBaseNamed => "remove the one that is not this row's base",
            Self::UnclearBase => "correct the MAC address in the table of bases",
            Self::BaseHeldForBases => {
                "correct the row in the table of bases; the next run writes the base"
            }
            _ => return None,
        })
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
            Self::NoAccount(Some(near)) => {
                format!("write the extension the same in both tables, as {near} if that is right")
            }
            Self::InvalidBaseSetting(setting) => {
                format!("write {}, or leave the cell empty", setting.1)
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
                    field.noun()
                )
            }
            Self::DittoMark(field) => format!(
                "type {}, or empty the cell and run with --fill-down {field}",
                field.noun()
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
            Self::HeldWithoutRows => "correct the rows; the next run writes the base".into(),
            Self::HeldInDoubt => "correct the row; the next run writes the base. --on-error skip does \
                                  not help here"
                .into(),
            Self::MisnamedFileInPlace(names) => format!("rename the file to {}", names.1),
            Self::TwoFilesInPlace(names) => format!(
                "compare the two files and keep the one that is right, named {}",
                names.1
            ),
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
            Self::LettersApartInPassword => "type the password again on a keyboard".into(),
            Self::LettersApart => "type the name again, or leave it".into(),
            Self::InvalidIpui(error) => ipui_help(*error),
            Self::InvalidMac(error) => mac_help(*error),
            _ => match self.help_with_bases() {
                Some(help) => help.into(),
                None => sentence(self.code().info().cure),
            },
        }
    }
}

fn is_it(similar: Option<&str>) -> String {
    similar.map_or_else(String::new, |similar| format!("; is it {similar:?}?"))
}

fn but_one_has(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(", but one has {near}"))
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}

fn not_here(missing: u32) -> String {
    match missing {
        0 => String::new(),
        1 => "; 1 handset in it is in no row of this base".to_owned(),
        more => format!("; {more} handsets in it are in no row of this base"),
    }
}

fn handsets(number: u32) -> String {
    match number {
        1 => "a handset".to_owned(),
        more => format!("{more} handsets"),
    }
}

fn file_with(handsets: Option<u32>) -> String {
    match handsets {
        None => "which cannot be read".to_owned(),
        Some(1) => "with 1 handset".to_owned(),
        Some(more) => format!("with {more} handsets"),
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

fn window(window: Option<&str>) -> String {
    match window {
        None => "the file has no registration window".to_owned(),
        Some(window) => format!("the registration window in the file is {window}"),
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

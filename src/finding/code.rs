//! The table of codes: from it come severities, `explain`, the page of codes and its tests.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Severity;

/// What a code is about; the table and the documentation are in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The roster could not be read as one.
    Reading,
    /// What a spreadsheet did to a cell.
    Cell,
    /// A value that is not what its field holds.
    Value,
    /// What only several rows together show.
    Roster,
    /// The provisioning files in place.
    Files,
    /// The settings of the template.
    Settings,
}

impl Group {
    /// The heading in lists.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Reading => "Reading the roster",
            Self::Cell => "Cells",
            Self::Value => "Values",
            Self::Roster => "Rows together",
            Self::Files => "Files in place",
            Self::Settings => "Settings",
        }
    }
}

/// What is said of a code, once and for all.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// The stable name, never given to another code.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How grave it is unless a rule says otherwise.
    pub severity: Severity,
    /// Whether it is always an error, because letting it pass would write a wrong file.
    pub fixed: bool,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub cure: &'static str,
}

macro_rules! codes {
    ($($code:ident = $name:literal $group:ident $severity:ident $fixed:ident
        $meaning:literal $why:literal $cure:literal)*) => {
        /// A kind of problem, by a name that stays.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $code,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// What the table says of it.
            #[must_use]
            pub fn info(self) -> &'static Info {
                match self {
                    $(Self::$code => &Info {
                        name: $name,
                        group: Group::$group,
                        severity: Severity::$severity,
                        fixed: codes!(@$fixed),
                        meaning: $meaning,
                        why: $why,
                        cure: $cure,
                    },)*
                }
            }
        }
    };
    (@fixed) => { true };
    (@rule) => { false };
}

codes! {
    NoHeader = "no-header" Reading Error fixed
    "No row of the file is a header."
    "Without a header the program cannot tell which column is the password and which the extension."
    "Give the columns names in one row: extension, password, display_name, ipui, base_mac. `dect-roster init roster.csv` writes an empty roster to fill in."

    MissingColumn = "missing-column" Reading Error fixed
    "A row looks like the header, but a required column is not in it."
    "Every handset needs an extension, a password, a display name, an IPUI and a base."
    "Add the column, or tell the program its name: `[columns]` in dect-roster.toml, for example `ipui = [\"Serial\"]`."

    DuplicateColumn = "duplicate-column" Reading Error fixed
    "Two columns of the header mean the same field."
    "The two may differ in a row, and then the program cannot tell which is meant."
    "Remove or rename one of the two columns."

    EmptyRoster = "empty-roster" Reading Error fixed
    "There is a header, and no row below it."
    "An empty roster would take every handset off every base; more likely the wrong file was given."
    "Check that the right file and sheet were given. To retire bases on purpose use --retire-absent with a roster of the others."

    EmptyTable = "empty-table" Reading Warning rule
    "A sheet or a file beside others has a header and no row."
    "The handsets that were in it last time may be missing. With --retire-absent it is an error, because their bases would be switched off."
    "Check that the right file was given, and that nobody emptied the sheet."

    SheetSkipped = "sheet-skipped" Reading Info rule
    "A sheet of the workbook has no roster header and was not read."
    "Notes and price lists are often in the same workbook; if it was meant to be read, its handsets are missing."
    "Nothing, if the sheet is no roster. Else give it the header that the other sheets have."

    SwallowedRows = "swallowed-rows" Reading Error fixed
    "A quote opens a cell of a text file, and the cell is closed only after what looks like rows."
    "The rows in between would be part of that one cell, and their handsets would be lost. Ditto marks do that, and a nickname such as \"Chef."
    "Delete the quote, or close it in the same line. Instead of a ditto mark type the value. If the quote belongs to the text, write it twice and put the whole cell in quotes: \"\"\"Chef\"\" Berg\"."

    SheetNotRead = "sheet-not-read" Reading Error fixed
    "A sheet that is not read holds handsets or MAC addresses."
    "Its header may have been renamed or deleted. Handsets that are not read look as if they were gone, and would be de-registered."
    "Give the sheet the header of the other sheets, or name the sheets to read: --sheet, or `sheets` under [roster]."

    HiddenSheet = "hidden-sheet" Reading Error fixed
    "A hidden sheet has the header of a roster."
    "Hidden sheets are not read. If this one belongs to the roster, its handsets would look as if they were gone."
    "Show the sheet or delete it, or name the sheets to read: --sheet, or `sheets` under [roster]."

    RowAboveHeader = "row-above-header" Reading Error fixed
    "A row above the header holds a handset or a MAC address."
    "Only rows below the header are read. Sorting a sheet together with its header moves it into the middle of its rows."
    "Move the header above all rows."

    RowLeftOut = "row-left-out" Reading Info rule
    "A row has no password, no IPUI and no base, so it was left out."
    "Totals, signatures and notes are such rows. It is an error where the extension is one that a file in place has, for then the row is about a handset in use."
    "Nothing, if the row is no handset. Else fill in the row."

    UnusedColumn = "unused-column" Reading Info rule
    "A column has no meaning for the program."
    "Its values reach only a template of your own. It is a warning where the name is nearly that of a field, or where values are IPUIs or MAC addresses."
    "Nothing, if the column is not needed. Else rename it, or name it under [columns] in dect-roster.toml."

    UnusedIdentities = "unused-identities" Reading Error rule
    "A column without a meaning holds handsets that no row has."
    "Two tables side by side, or a second IPUI column: these handsets would look as if they were gone, and would be de-registered."
    "Put each handset into a row of its own below the header. If these handsets do not belong to the site, set `unused-identities = \"warning\"` under [rules]."

    AssumedEncoding = "assumed-encoding" Cell Warning rule
    "A text file with letters outside ASCII is neither UTF-8 nor UTF-16, so it was read as Windows-1252."
    "In a file from a Mac, from DOS or from another country the same bytes are other letters. A name shows that; in a password nobody sees it, so the row is refused."
    "Save the file as \"CSV UTF-8\". If it really is Windows-1252, set `encoding = \"windows-1252\"` under [roster] in dect-roster.toml."

    RaggedRow = "ragged-row" Cell Error rule
    "A row of a text file has more cells than the header, or separates its values in another way."
    "A delimiter too many, for example a comma in a name without quotes, moves every value behind it into the wrong column."
    "Put the value that has the delimiter inside into double quotes: \"Berg, Anna\". If the cell belongs to nothing, remove it. Use one delimiter in the whole file."

    MissingValue = "missing-value" Cell Error fixed
    "A required cell is empty or holds a ditto mark."
    "An account without it cannot work."
    "Fill in the cell. If the row is not a handset, remove it."

    MissingIpui = "missing-ipui" Cell Warning rule
    "The row has no IPUI."
    "The account is written without a handset; a handset that the base's file holds for it stays."
    "Register the handset by hand, or type the IPUI from the packaging or from *#06# on the handset."

    NumericCell = "numeric-cell" Cell Warning rule
    "The spreadsheet stores the value as a number, not as text."
    "A number has no leading zeros: 0012 becomes 12, and nothing shows that there were zeros."
    "Compare the value with the original. Format the column as text before typing, so that zeros stay."

    LostLeadingZero = "lost-leading-zero" Cell Warning rule
    "A spreadsheet removed the leading zeros of the value."
    "Where only one reading is possible, the value is repaired. Where several are, the row is refused, because a wrong IPUI reserves somebody else's handset."
    "Format the column as text, and type the value as it is on the packaging."

    LostPrecision = "lost-precision" Cell Error fixed
    "A number has more than 15 digits, and the spreadsheet rounded it."
    "The last digits are zeros now, whatever was typed. They cannot be recovered."
    "Format the column as text, and type the value again."

    ScientificNotation = "scientific-notation" Cell Error fixed
    "A value was turned into a power of ten, such as 2.98765E+17."
    "An IPUI such as 0298765E12 looks like a number to a spreadsheet. What was typed cannot be recovered."
    "Format the column as text, and type the value again."

    DateCell = "date-cell" Cell Error fixed
    "The spreadsheet turned the value into a date."
    "What was typed cannot be recovered from a date."
    "Format the column as text, and type the value again."

    BooleanCell = "boolean-cell" Cell Error fixed
    "The cell contains TRUE or FALSE, not text."
    "No field of a roster has such a value."
    "Format the cell as text, and type the value."

    ErrorCell = "error-cell" Cell Error fixed
    "The cell contains a formula error such as #N/A."
    "The formula did not find the value."
    "Correct the formula, or type the value."

    FormulaWithoutValue = "formula-without-value" Cell Error fixed
    "The cell contains a formula whose result is not stored in the file."
    "A program wrote the workbook without calculating it, so the value is unknown."
    "Open the workbook in a spreadsheet program and save it, or type the value."

    LookupResult = "lookup-result" Cell Error rule
    "The value is 0, which is what a lookup returns when it finds nothing."
    "A formula such as VLOOKUP shows 0 for an empty cell. Written to a base, it would be an account that cannot register."
    "Type the value, or correct the formula. If 0 is right, set `lookup-result = \"warning\"` under [rules]."

    GarbledText = "garbled-text" Cell Warning rule
    "Another program garbled the text before, such as `JÃ¼rgen` for Jürgen."
    "A name is written as it is, and phones would show it so. Accents that are separate characters are joined with their letters. In a password the program cannot tell what was meant, so the row is refused."
    "Type the text again, and export it as UTF-8 from the program that it comes from."

    InvisibleCharacter = "invisible-character" Cell Warning rule
    "The value contains an invisible character, such as a no-break space."
    "Such characters come along when text is copied from a web page. In a password they may be meant, so the row is refused; elsewhere they are removed."
    "Type the value again instead of pasting it."

    SurroundingSpace = "surrounding-space" Cell Info rule
    "Spaces before or after the value were removed."
    "They are invisible, and hardly ever meant."
    "Remove them in the roster, or leave them."

    WideCharacter = "wide-character" Cell Warning rule
    "The value contains full-width letters or digits, as Asian keyboards type them."
    "They were read as ordinary ones, which the device understands."
    "Type the value with ordinary letters and digits."

    InvalidExtension = "invalid-extension" Value Error rule
    "The extension is not the number of one phone."
    "The device registers with it. Which characters it accepts is not published, so a rule can let it pass."
    "Type the internal number, digits only. If it is right, set `invalid-extension = \"warning\"` under [rules]."

    InvalidLogin = "invalid-login" Value Error rule
    "The SIP login contains a character that logins do not have."
    "The device registers with it. Which characters it accepts is not published, so a rule can let it pass."
    "Type the login as the SIP server has it. If it is right, set `invalid-login = \"warning\"` under [rules]."

    InvalidPassword = "invalid-password" Value Error rule
    "The password contains a quote, a ligature, an ellipsis or a letter of another alphabet."
    "The file puts values in double quotes, and how the device reads one inside is not confirmed. The other characters are mostly put in by a word processor or a wrong keyboard."
    "Type the password again on a keyboard, or choose one without quotes. To use it nevertheless, set `invalid-password = \"warning\"` under [rules]."

    MaskedPassword = "masked-password" Value Error rule
    "The cell contains a mask such as ••••••••, not the password."
    "Some programs show or export signs in place of a password. An account with them cannot register."
    "Export the list with its passwords, or type the password. If these signs are the password, set `masked-password = \"warning\"` under [rules]."

    PasswordEqualsExtension = "password-equals-extension" Value Warning rule
    "The password is the same as another value of the row."
    "It is the first password that anybody would try, and calls on somebody else's account cost real money."
    "Set another password on the SIP server and in the roster."

    SwappedPassword = "swapped-password" Value Warning rule
    "The extension is no number, and the password is a short one."
    "The two may be in each other's column. The account could not register, and phones would show the password as the extension."
    "Compare the columns. If they are right, set `swapped-password = \"off\"` under [rules]."

    ReusedPassword = "reused-password" Value Warning rule
    "Several rows have the same password."
    "Whoever knows one account then knows all of them. It may also be a password that was dragged down."
    "Give each account a password of its own, on the SIP server and in the roster."

    InvalidDisplayName = "invalid-display-name" Value Error rule
    "The display name contains a double quote, or only says that it is still to come."
    "The file puts values in double quotes, and how the device reads one inside is not confirmed."
    "Type the name without double quotes. To use it nevertheless, set `invalid-display-name = \"warning\"` under [rules]."

    SampleRow = "sample-row" Value Warning rule
    "The name is that of a sample person, such as Max Mustermann."
    "Templates come with sample rows. If the row stays, the base gets an account that nobody uses."
    "Remove the row. If the person is real, set `sample-row = \"off\"` under [rules]."

    InvalidAccountName = "invalid-account-name" Value Error rule
    "The account name contains a double quote, or only says that it is still to come."
    "The file puts values in double quotes, and how the device reads one inside is not confirmed."
    "Type the name without double quotes. To use it nevertheless, set `invalid-account-name = \"warning\"` under [rules]."

    InvalidVoicemail = "invalid-voicemail" Value Error rule
    "The mailbox number is not a number that a phone dials."
    "The handset's mailbox key dials it. Which characters the device accepts is not published, so a rule can let it pass."
    "Type what the phone dials to reach the mailbox, for example *2, or leave the cell empty. If it is right, set `invalid-voicemail = \"warning\"` under [rules]."

    InvalidProvider = "invalid-provider" Value Error fixed
    "The provider is not a whole number from 0 to 255."
    "It is the index of a SIP provider on the device."
    "Type 0, or leave the cell empty, unless the base has several providers."

    ForbiddenCharacter = "forbidden-character" Value Error fixed
    "The value contains a control character, which a provisioning file cannot contain."
    "The base would refuse the whole file."
    "Type the value again on a single line, instead of pasting it."

    InvalidIpui = "invalid-ipui" Value Error fixed
    "The value is neither an IPUI nor an IPEI."
    "The base reserves the position for exactly this handset; with a wrong digit the handset never registers."
    "Type the ten characters from the packaging or from *#06# on the handset, for example 029E74A599, or the IPEI with its check digit."

    IpuiCheckDigit = "ipui-check-digit" Value Error fixed
    "The check digit of the IPEI does not match its other digits."
    "One of the digits is wrong, and the handset would never register."
    "Compare every digit with the packaging."

    IpuiType = "ipui-type" Value Error fixed
    "The IPUI does not begin with 0."
    "The first digit is the type, and it is 0 for a handset. Another first digit is a typing error."
    "Compare every digit with the packaging, or with *#06# on the handset."

    IpuiZero = "ipui-zero" Value Error fixed
    "The IPUI is all zeros."
    "The base takes it as the command to de-register the handset at this position."
    "Type the IPUI, or leave the cell empty for an account without a handset."

    InvalidMac = "invalid-mac" Value Error fixed
    "The value is not a MAC address."
    "The base fetches the file that is named after its MAC address; with a wrong address it finds none."
    "Type the twelve characters from the label of the base, for example 7C2F80123456."

    MacNotUnicast = "mac-not-unicast" Value Error fixed
    "The MAC address is a group or null address."
    "No device has such an address, so no base would ever fetch the file."
    "Type the twelve characters from the label of the base."

    UnknownMacPrefix = "unknown-mac-prefix" Value Warning rule
    "No known base has a MAC address that begins like this."
    "It may be the address of another device, or contain a typing error. The list of prefixes is not complete."
    "Compare the first six characters with the label of the base. If they are right, set `unknown-mac-prefix = \"off\"` under [rules]."

    InvalidPosition = "invalid-position" Value Error fixed
    "The position is not a whole number from 1 to 100."
    "A base has 100 positions, and the web page counts them from 1."
    "Type the number of the SIP account on the base's web page, or leave the cell empty: then the program finds the position."

    InvalidBaseSetting = "invalid-base-setting" Value Error fixed
    "A cell of a bases table cannot be understood: its name, device, template, registration window, PIN, or a setting."
    "The base would get another window, PIN or file than was meant. An unknown device is a warning where no handset belongs to it: it may be other equipment."
    "Type one of the values that the message names, or empty the cell: then the base gets what all bases get."

    DuplicateIpui = "duplicate-ipui" Roster Error fixed
    "The same handset is in two rows."
    "One handset can be reserved at one position of one base only. The program cannot tell which row is correct."
    "Correct the IPUI in one of the two rows, or remove the row."

    DuplicateExtension = "duplicate-extension" Roster Error fixed
    "The same extension is in two rows for one base."
    "Two accounts of one base cannot sign in under one number."
    "Correct the extension in one of the two rows, or remove the row."

    NoAccount = "no-account" Roster Error fixed
    "No row of the accounts tables has the extension of the handset, and the row has no password of its own."
    "Without its password the handset cannot sign in at the PBX."
    "Correct the extension, or export the accounts again. Extensions are compared as text: 0201 is not 201."

    DuplicateAccount = "duplicate-account" Roster Error fixed
    "Several rows of the accounts tables have the extension of the handset."
    "Exports of several tenants repeat extensions, and the program cannot tell which password is correct."
    "Give only the accounts of one tenant, or remove the wrong row."

    ConflictingValue = "conflicting-value" Roster Error fixed
    "The row of the handset and its account have different passwords or logins."
    "One of the two is out of date, and with the wrong one the handset cannot sign in."
    "Correct one of the two, or empty the cell of the handset: then the account's value is used."

    DuplicateBase = "duplicate-base" Roster Error fixed
    "Two rows of the bases tables have the same MAC address or the same name."
    "The program cannot tell which settings, or which base, are meant."
    "Remove one of the two rows, or give the bases different names."

    UnknownBase = "unknown-base" Roster Error fixed
    "The base cell holds a name that no row of the bases tables has, or a name beside the MAC address of another base."
    "Without its MAC address the program does not know which file the handset belongs in."
    "Correct the name, or add the base to the table of bases."

    DuplicatePosition = "duplicate-position" Roster Error fixed
    "The same position of one base is given to two rows."
    "A position holds one account and its handset."
    "Give one of the two rows another position, or leave its cell empty."

    BaseFull = "base-full" Roster Error fixed
    "More rows are for one base than it takes handsets."
    "An N720 and an N770 take 100 handsets, an N870 250, an N670 20, an N610 8. The program cannot tell which rows should be left out."
    "Move rows to another base, or correct the MAC address where it is wrong."

    MacFillSeries = "mac-fill-series" Roster Warning rule
    "The MAC addresses go up by one from row to row, each on a base with one handset."
    "That is what a spreadsheet makes of a MAC address that is dragged down: it counts instead of copying, and all but one of the bases do not exist."
    "Type the MAC address of the base in each row; to copy it down hold Ctrl while dragging. If these bases are real, set `mac-fill-series = \"off\"` under [rules]; to refuse such rows, \"error\"."

    SimilarMac = "similar-mac" Roster Warning rule
    "A base has one handset only, and its MAC address differs from that of a base with many in one digit, or in two neighbouring digits that are swapped."
    "It is more likely a typing error than another base; then the handset's file is for a base that does not exist."
    "Compare the MAC address with the label of the base."

    BaseHeld = "base-held" Files Warning rule
    "Nothing is written for the base because of a rejected row, or because of another base that is held; a file that it has stays."
    "The row belongs to the base, or may be about a handset in its file, or a handset would leave the base for one that is not written. A new file would take the handset off, and no other file would have it."
    "Correct the row, or what holds the other base; the next run writes this one. To write a base without its rejected rows use --on-error skip; a base whose file has a handset that such a row may be about waits in any case."

    MistypedMac = "mistyped-mac" Files Error rule
    "A base without a file takes over handsets of a base whose MAC address is almost the same: one digit differs, or two neighbouring digits are swapped."
    "Most likely the MAC address was mistyped. The handsets would leave the real base, and no base would ever fetch the new file. Both bases keep what they have."
    "Compare the MAC address with the label of the base and correct the row. If both bases exist, set `mistyped-mac = \"warning\"` under [rules]."

    NoPositionLeft = "no-position-left" Files Error fixed
    "The rows of a base and the handsets that must stay do not fit its positions."
    "A position that a rejected row may be about stays as it is, so it can be given to nobody else."
    "Correct the rejected rows, or give the row another position."

    BaseNotInRoster = "base-not-in-roster" Files Warning rule
    "The directory has a file for a base that no row names."
    "It may have been forgotten in the roster, so its file is left as it is and its handsets go on ringing."
    "Add its handsets to the roster, or run with --retire-absent to disable it, or remove its file."

    HandsetOnOtherBase = "handset-on-other-base" Files Warning rule
    "Another base's file, which this run leaves as it is, reserves the handset too."
    "The handset can be registered at one base only; as long as it is at the other, this one waits for it in vain."
    "Take it off the other base: correct its rows, add it to the roster, or run with --retire-absent."

    NoWindow = "no-window" Files Warning rule
    "A handset is new in the base's file, and the file has no registration window, or one without a start or a duration; or a run sets such a window."
    "A base lets a new handset register only while its registration window is open. The handset has a position, and waits."
    "Add --window-start now --window-duration 14d; if the file is written already, --reopen-window too."

    WindowOver = "window-over" Files Warning rule
    "A handset is new in the base's file, and the registration window in the file is over; or a run sets such a window."
    "A base lets a new handset register only while its registration window is open. The handset has a position, and waits."
    "Open a new window with --window-start now; if the file is written already, add --reopen-window. If it is over at once, give a longer --window-duration."

    LostItems = "items-not-in-template" Files Warning rule
    "The base's present file has items that the new file leaves out."
    "Items that the template does not write are kept, unless `other_items = \"drop\"` is set under `[policy]`, the account at their position goes, or they cannot stand in another file. The base keeps the values that it has, but its file no longer says them."
    "Go on if they are not needed; else add them to a template of your own (`dect-roster template show n720` is a start), or remove `other_items = \"drop\"` where the config has it."

    UnreadableFileInPlace = "unreadable-file-in-place" Files Error fixed
    "The base's present file cannot be read, or its name is not the one that the base asks for: in upper case for an N720, in lower case for the N870 family."
    "It says which handset is at which position. Without it, a new file could move them."
    "Rename the file if only its name is wrong. If not, restore it from a backup, or remove it if the base is not in use."

    MacMismatchInPlace = "mac-mismatch-in-place" Files Error fixed
    "The base's present file names another MAC address than its file name."
    "It may have been copied from another base, and its positions are not this base's."
    "Restore the right file, or remove it if the base is not in use."

    TemplateMismatch = "template-mismatch" Files Error fixed
    "The template's result, read back, does not say what was planned."
    "A file that says something else de-registers handsets or leaves accounts dead."
    "Correct the template: `dect-roster template show n720` shows one that is right."

    FormerDevice = "former-device" Files Warning rule
    "The base is another device than before, and has a file from then."
    "The new device asks for a file of another name, so the old one is no longer its file; it stays as it is. The handsets in it register at the new device only if the roster names them."
    "If the device was really exchanged, remove the old file. If not, correct the device in the table of bases, or --template."

    UnclearDevice = "unclear-device" Files Warning rule
    "A base is new, nothing says which device it is, and the site has devices of more than one kind."
    "It is taken for the device of the template, and a base of another kind would never fetch the file. Where it would take handsets of other bases, nothing is written for it or them."
    "Write its device into a bases table, column `device`: n720, n870, n770, n670 or n610. If all new bases are of one kind, name it with --template."

    NotOnDevice = "not-on-device" Files Warning rule
    "The roster or the options say something of a base that its device does not have: positions, names of accounts, a random PIN."
    "It is not written. An N720 has it; a base of the N870 family does not."
    "Leave the cells of this base empty, or the option out."

    RemovesOthers = "removes-others" Files Warning rule
    "The file that is written has `DeleteNotProvisionedHS`, as the file before it."
    "The base takes off every handset that the file does not name, also one that was registered by hand. The program never adds this, and keeps it where it is."
    "Do nothing if it is meant. If not, remove the line from the file."

    UnknownSetting = "unknown-setting" Settings Warning rule
    "The template never reads a setting of the config or of --set."
    "The name may be misspelled, and then the files are written without the setting."
    "Correct the name; `dect-roster template show NAME --settings` lists the settings that a template reads."
}

impl Code {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The code of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The code that is spelled most like this name, where one is near enough to be meant.
    #[must_use]
    pub fn similar_to(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace(['_', ' '], "-");
        crate::finding::closest(&name, Self::ALL.iter().map(|code| code.name()))
            .and_then(Self::from_name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_kebab_case_and_stand_once() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for name in names {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{name}"
            );
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_its_groups() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.info().group));
    }

    #[test]
    fn a_fixed_code_is_an_error() {
        for code in Code::ALL {
            assert!(
                !code.info().fixed || code.info().severity == Severity::Error,
                "{code}"
            );
        }
    }
}

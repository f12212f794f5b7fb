//! The table.

#![allow(clippy::too_many_lines, reason = "tables are long")]

use rust_xlsxwriter::{Format, Workbook};

use super::Comes::{Accounts, AsTyped, Changed, NotRead, Refused, Same, Spelled, Unreadable};
use super::Typed::{Boolean, Date, Formula, Number, Text, Time};
use super::{Comes, Damage, FIELDS, Roster, Typed, write_good, write_row};

type Says = &'static [&'static str];

const HEADER: &str = "extension,password,display_name,ipui,base_mac\n";
const ROW: &str = "201,Secret-17,Anna Berg,029E74A599,7C2F80123456\n";
const GOOD: &str = "201|Secret-17|Anna Berg|029E74A599|7C2F80123456|1";

pub fn all() -> Vec<Damage> {
    let mut table = encodings();
    table.extend(delimiters());
    table.extend(lines());
    table.extend(headers());
    table.extend(ipuis());
    table.extend(macs());
    table.extend(extensions());
    table.extend(passwords());
    table.extend(names_and_positions());
    table.extend(rows());
    table.extend(workbooks());
    table.extend(typed_by_people());
    table.extend(german());
    table
}

fn text(what: &'static str, field: &'static str, text: &'static str, says: Says, comes: Comes) -> Damage {
    let roster = Roster::Text(field, text);
    Damage { what, roster, says, comes }
}

fn typed(what: &'static str, field: &'static str, cell: Typed, says: Says, comes: Comes) -> Damage {
    let roster = Roster::Typed(field, cell);
    Damage { what, roster, says, comes }
}

fn file(what: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>, says: Says, comes: Comes) -> Damage {
    let roster = Roster::File(name, bytes.into());
    Damage { what, roster, says, comes }
}

fn book(what: &'static str, make: fn(&mut Workbook), says: Says, comes: Comes) -> Damage {
    let roster = Roster::Book(make);
    Damage { what, roster, says, comes }
}

fn fixture(what: &'static str, (name, row, base): (&'static str, u32, &'static str), says: Says, comes: Comes) -> Damage {
    let roster = Roster::Fixture(name, row, base);
    Damage { what, roster, says, comes }
}

/// The text in Windows-1252, as far as these tests need it.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '€' => 0x80,
        '’' => 0x92,
        c => u8::try_from(u32::from(c)).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(bytes).collect()
}

fn encodings() -> Vec<Damage> {
    const ROSTER: &str = "extension;password;display_name;ipui;base_mac\r\n\
                          201;Secret-€;Jörg Müßig;029E74A599;7C2F80123456\r\n";
    // The file is ISO-8859-1, which has no euro: it becomes a character reference there.
    const COMES: Comes = Accounts(&["201|Secret-€|Jörg Müßig|029E74A599|7C2F80123456|1"]);
    let tabs = ROSTER.replace(';', "\t");
    let mut mixed = ROSTER.as_bytes().to_vec();
    mixed.extend(windows_1252("202;Secret-2;Zoë;02B6EC8AA5;7C2F80123456\r\n"));
    vec![
        file("UTF-8 without a mark", "roster.csv", ROSTER, &[], COMES),
        file("UTF-8 with a byte order mark, as Excel's \"CSV UTF-8\"", "roster.csv", format!("\u{feff}{ROSTER}"), &[], COMES),
        file("UTF-16 with tabs, as Excel's \"Unicode text\"", "roster.txt", utf_16(&tabs, u16::to_le_bytes), &[], COMES),
        file("UTF-16 the other way round", "roster.csv", utf_16(ROSTER, u16::to_be_bytes), &[], COMES),
        file(
            "Windows-1252, as a German Excel's CSV",
            "roster.csv",
            windows_1252(&ROSTER.replace("Secret-€", "Secret-1")),
            &["warning assumed-encoding C2"],
            Accounts(&["201|Secret-1|Jörg Müßig|029E74A599|7C2F80123456|1"]),
        ),
        file(
            "a password with a letter outside ASCII in Windows-1252",
            "roster.csv",
            windows_1252(ROSTER),
            &["error assumed-encoding B2", "warning assumed-encoding C2"],
            Refused,
        ),
        file(
            "a line in Windows-1252 pasted into a file in UTF-8",
            "roster.csv",
            mixed,
            &[],
            Unreadable("line 3: the text is UTF-8 before and after, but not here"),
        ),
        text("a letter that another program lost", "display_name", "J\u{fffd}rg", &["error forbidden-character C2"], Refused),
        file("a NUL character", "roster.csv", format!("{HEADER}{}", ROW.replace("Anna", "An\0na")), &[], Unreadable("a NUL character")),
    ]
}

fn delimiters() -> Vec<Damage> {
    let with = |delimiter: &str| format!("{HEADER}{ROW}").replace(',', delimiter);
    vec![
        file("semicolons for commas", "roster.csv", with(";"), &[], Same),
        file("tabs in a .txt", "roster.txt", with("\t"), &[], Same),
        file("tabs in a .tsv", "roster.tsv", with("\t"), &[], Same),
        file("vertical bars", "roster.csv", with("|"), &[], Same),
        file(
            "Excel's line `sep=;` at the top",
            "roster.csv",
            format!("sep=;\r\n{}", with(";").replace("201", "\" 201\"")),
            &["info surrounding-space A3"],
            Same,
        ),
        file(
            "commas in names in a file with semicolons",
            "roster.csv",
            with(";").replace("Anna Berg", "Berg, Anna"),
            &[],
            Accounts(&["201|Secret-17|Berg, Anna|029E74A599|7C2F80123456|1"]),
        ),
        file(
            "device bytes with commas in a file with semicolons",
            "roster.csv",
            with(";").replace("029E74A599", "0x02,0x9E,0x74,0xA5,0x99"),
            &[],
            Same,
        ),
    ]
}

fn lines() -> Vec<Damage> {
    let both = format!("{HEADER}{ROW}");
    vec![
        file("line ends of Windows", "roster.csv", both.replace('\n', "\r\n"), &[], Same),
        file("line ends of an old Mac", "roster.csv", both.replace('\n', "\r"), &[], Same),
        file("blank lines, and lines of delimiters only", "roster.csv", format!("\n\n{HEADER}\n,,,,\n{ROW}\n,,,,\n\n"), &[], Same),
        file("no line end after the last row", "roster.csv", both.trim_end().to_owned(), &[], Same),
        file(
            "a comma in a name, without quotes",
            "roster.csv",
            format!("{HEADER}201,Secret-17,Berg, Anna,029E74A599,7C2F80123456\n"),
            &["info surrounding-space D2", "error invalid-ipui D2", "error invalid-mac E2", "error ragged-row F2"],
            Refused,
        ),
        file(
            "the last cells are missing",
            "roster.csv",
            format!("{HEADER}201,Secret-17,Anna Berg,029E74A599\n"),
            &["error missing-value E2"],
            Refused,
        ),
        file("a delimiter too many at the end of every row", "roster.csv", both.replace('\n', ",\n"), &[], Same),
        file(
            "a quote that is never closed",
            "roster.csv",
            format!("{HEADER}{}{ROW}", ROW.replace("Anna", "\"Anna")),
            &[],
            Unreadable("line 2: the quote that opens here is never closed"),
        ),
        text("a line break in a name", "display_name", "Anna\nBerg", &["error forbidden-character C2"], Refused),
    ]
}

fn headers() -> Vec<Damage> {
    let header = |header: &str| format!("{header}\n{ROW}");
    vec![
        file("a title and a date above the header", "roster.csv", format!("Handsets of the north site,,,,\n1.2.2026,,,,\n{HEADER}{ROW}"), &[], Same),
        file(
            "headers in German, with other spelling",
            "roster.csv",
            header("Neben-Stelle,KENNWORT,Anzeige Name,IPEI Mobilteil,MAC Adresse"),
            &[],
            Same,
        ),
        file("headers in French, without accents", "roster.csv", header("Numero de poste,Mot de passe,Nom,Combine,Adresse MAC"), &[], Same),
        file(
            "a line break and no-break spaces in headers",
            "roster.csv",
            header("\"exten\nsion\",\u{a0}password ,display\u{a0}name,ipui,base mac"),
            &[],
            Same,
        ),
        file(
            "a column is missing",
            "roster.csv",
            "extension,password,display_name,ipui\n201,Secret-17,Anna Berg,029E74A599\n",
            &["error missing-column"],
            Refused,
        ),
        file("a misspelt header", "roster.csv", header("extension,pasword,display_name,ipui,base_mac"), &["error missing-column"], Refused),
        file(
            "two columns for one field",
            "roster.csv",
            "extension,password,display_name,ipui,base_mac,MAC\n\
             201,Secret-17,Anna Berg,029E74A599,7C2F80123456,7C2F80123457\n",
            &["error duplicate-column F1"],
            Refused,
        ),
        file("no header at all", "roster.csv", ROW, &["error no-header"], Refused),
        file("only the header", "roster.csv", HEADER, &["error empty-roster"], Refused),
        file("an empty file", "roster.csv", "", &["error no-header"], Refused),
    ]
}

fn ipuis() -> Vec<Damage> {
    const BAD: Says = &["error invalid-ipui D2"];
    const ZEROS_MENDED: Says = &["warning lost-leading-zero D2"];
    const ZEROS: Says = &["error lost-leading-zero D2"];
    const INVISIBLE: Says = &["warning invisible-character D2"];
    const POWER: Says = &["error scientific-notation D2"];
    let ipui = |what, cell, says, comes| text(what, "ipui", cell, says, comes);
    let number = |what, cell, says, comes| typed(what, "ipui", Number(cell), says, comes);
    vec![
        number("IPUI as a number of 9 digits", 298_765_123.0, ZEROS_MENDED, Changed("0298765123")),
        ipui("IPUI without its zero in a CSV", "298765123", ZEROS_MENDED, Changed("0298765123")),
        number("IPUI as a number of 8 digits", 92_263_101.0, ZEROS_MENDED, Changed("0092263101")),
        number("IPUI number that may have had an E: 0298765100 or 02987651E2", 298_765_100.0, ZEROS, Refused),
        number("IPUI number of 7 digits: 0002987651 or 02987651E0", 2_987_651.0, ZEROS, Refused),
        number("IPUI as a number of 6 digits", 298_765.0, BAD, Refused),
        number("IPEI without its zeros, as a number of 10 digits", 1_460_156_577.0, ZEROS, Refused),
        ipui("IPEI without its zeros, as text like an IPUI", "1460156577", ZEROS, Refused),
        number("IPEI with check digit without its zeros, 11 digits", 14_601_565_779.0, ZEROS_MENDED, Changed("00092263A1")),
        ipui("IPEI with check digit without its zeros in a CSV", "14601565779", ZEROS_MENDED, Changed("00092263A1")),
        number("IPEI as a number of 12 digits", 107_270_304_537.0, &[], Spelled("029E74A599")),
        number("IPEI as a number of 13 digits", 1_072_703_045_373.0, &[], Spelled("029E74A599")),
        number("IPUI as a number of more than 15 digits", 2.98765e17, &["error lost-precision D2"], Refused),
        number("IPUI as a number with a fraction", 298_765.5, &["error numeric-cell D2"], Refused),
        number("IPUI as a negative number", -298_765_123.0, &["error numeric-cell D2"], Refused),
        ipui("IPUI as a power of ten with a point", "2.98765E+17", POWER, Refused),
        ipui("IPUI as a power of ten with a comma", "2,98765E+17", POWER, Refused),
        ipui("a text that a guessing parser reads as infinity", "029E745599", &[], AsTyped),
        ipui("a text that a guessing parser reads as a number", "0298765E12", &[], AsTyped),
        ipui("IPEI with a wrong check digit", "10727 0304537 4", &["error ipui-check-digit D2"], Refused),
        ipui("IPUI with its label", "IPUI: 02 9E 74 A5 99", &[], Spelled("029E74A599")),
        ipui("IPUI as device bytes", "0x02,0x9E,0x74,0xA5,0x99", &[], Spelled("029E74A599")),
        ipui("IPUI with hyphens, in small letters", "02-9e-74-a5-99", &[], Spelled("029E74A599")),
        ipui("letter O for zero in an IPUI", "O29E74A599", BAD, Refused),
        ipui("letter I for one in an IPUI", "029E74A5I9", BAD, Refused),
        ipui("letter l for one in an IPUI", "029E74A5l9", BAD, Refused),
        ipui("an IPUI digit short", "029E74A59", BAD, Refused),
        ipui("an IPUI digit too long", "029E74A5990", BAD, Refused),
        ipui("an IPUI that does not begin with 0", "1DEADBEEF4", &["error ipui-type D2"], Refused),
        ipui("an IPUI of zeros", "0000000000", &["error ipui-zero D2"], Refused),
        ipui("no IPUI", "", &["warning missing-ipui D2"], AsTyped),
        ipui("a hyphen for no IPUI", "-", &["warning missing-ipui D2"], Spelled("")),
        ipui("a word for no IPUI", "keins", &["warning missing-ipui D2"], Spelled("")),
        ipui("a word that the IPUI is still to come", "folgt", BAD, Refused),
        ipui("a lookup that found no IPUI", "0", &["error lookup-result D2"], Refused),
        ipui("the stars of a Code 39 barcode", "*029E74A599*", &[], Spelled("029E74A599")),
        ipui("IPUI and IPEI in one cell", "029E74A599 / 10727 0304537 3", &[], Spelled("029E74A599")),
        ipui("IPUI and IPEI of two handsets", "029E74A599 / 11118 0821925 6", BAD, Refused),
        ipui("a remark in brackets", "029E74A599 (neu)", &[], Spelled("029E74A599")),
        ipui("full-width letters and digits", "\u{ff10}\u{ff12}\u{ff19}E74A599", &["warning wide-character D2"], Changed("029E74A599")),
        ipui("no-break spaces in an IPUI", "02\u{a0}9E\u{a0}74\u{a0}A5\u{a0}99", INVISIBLE, Changed("029E74A599")),
        ipui("a zero-width space in an IPUI", "029E7\u{200b}4A599", INVISIBLE, Changed("029E74A599")),
        ipui("a soft hyphen in an IPUI", "029E7\u{ad}4A599", INVISIBLE, Changed("029E74A599")),
        ipui("a byte order mark inside a cell", "\u{feff}029E74A599", INVISIBLE, Changed("029E74A599")),
        ipui("spaces around an IPUI", "  029E74A599 ", &["info surrounding-space D2"], Changed("029E74A599")),
        ipui("a leading apostrophe in a CSV", "'029E74A599", BAD, Refused),
        ipui("an IPUI in typographic quotes", "\u{201e}029E74A599\u{201c}", BAD, Refused),
        ipui("Excel's trick `=\"…\"` against lost zeros", "=\"029E74A599\"", BAD, Refused),
        ipui("the error #N/A as text", "#N/A", &["error error-cell D2"], Refused),
        ipui("the error #NV of a German Excel", "#NV", &["error error-cell D2"], Refused),
        ipui("the error #REF! as text", "#REF!", &["error error-cell D2"], Refused),
        ipui("the error #VALEUR! of a French Excel", "#VALEUR!", &["error error-cell D2"], Refused),
        ipui("a column too narrow for its number", "########", &["error error-cell D2"], Refused),
        typed("an error cell", "ipui", Formula("=NA()", "#N/A"), &["error error-cell D2"], Refused),
        typed("a formula with its result", "ipui", Formula("=\"029E7\"&\"4A599\"", "029E74A599"), &[], AsTyped),
        typed("IPUI as a date", "ipui", Date(2026, 2, 1), &["error date-cell D2"], Refused),
    ]
}

fn macs() -> Vec<Damage> {
    const BAD: Says = &["error invalid-mac E2"];
    let mac = |what, cell, says, comes| text(what, "base_mac", cell, says, comes);
    let number = |what, cell, says, comes| typed(what, "base_mac", Number(cell), says, comes);
    vec![
        number("MAC as a number without its zeros", 2_104_123_456.0, &["warning lost-leading-zero E2"], Changed("002104123456")),
        mac("MAC without its zeros in a CSV", "2104123456", &["warning lost-leading-zero E2"], Changed("002104123456")),
        number("MAC number that may have had an E", 2_104_123_400.0, &["error lost-leading-zero E2"], Refused),
        number("a stray number for a MAC", 12.0, &["error lost-leading-zero E2"], Refused),
        mac("MAC with colons", "7c:2f:80:12:34:56", &[], Spelled("7C2F80123456")),
        mac("MAC with hyphens", "7C-2F-80-12-34-56", &[], Spelled("7C2F80123456")),
        mac("MAC with points", "7c2f.8012.3456", &[], Spelled("7C2F80123456")),
        mac("MAC with spaces", "7C 2F 80 12 34 56", &[], Spelled("7C2F80123456")),
        mac("MAC a digit short", "7C2F8012345", BAD, Refused),
        mac("MAC a digit too long", "7C2F801234567", BAD, Refused),
        mac("letter O for zero in a MAC", "7C2F8O123456", BAD, Refused),
        mac("a host name for a MAC", "dect-north", BAD, Refused),
        mac("a group address", "7D2F80123456", &["error mac-not-unicast E2"], Refused),
        mac("MAC of an unknown maker", "001122334455", &["warning unknown-mac-prefix E2"], AsTyped),
        mac("no-break space after a MAC", "7C2F80123456\u{a0}", &["warning invisible-character E2"], Changed("7C2F80123456")),
        typed("MAC as a date", "base_mac", Date(2026, 2, 1), &["error date-cell E2"], Refused),
        typed("MAC as a time", "base_mac", Time(7, 20), &["error date-cell E2"], Refused),
        typed("MAC as a power of ten", "base_mac", Number(5.89e50), &["error lost-precision E2"], Refused),
    ]
}

fn extensions() -> Vec<Damage> {
    const BAD: Says = &["error invalid-extension A2"];
    let extension = |what, cell, says, comes| text(what, "extension", cell, says, comes);
    let cell = |what, cell, says, comes| typed(what, "extension", cell, says, comes);
    vec![
        cell("extension as a number", Number(12.0), &["warning numeric-cell A2"], AsTyped),
        cell("extension as a number with a fraction", Number(1.2), &["error numeric-cell A2"], Refused),
        cell("extension as a date, of 1-2", Date(2026, 2, 1), &["error date-cell A2"], Refused),
        cell("extension as a truth value", Boolean(true), &["error boolean-cell A2"], Refused),
        extension("extension with decimals in a CSV", "201.0", &["warning numeric-cell A2"], Changed("201")),
        extension("the dot of a numbered list behind an extension", "201.", BAD, Refused),
        extension("the result of a comparison for an extension", "TRUE", BAD, Refused),
        extension("a mask for an extension", "********", BAD, Refused),
        extension("an IPUI for an extension", "02B6EC8AA5", BAD, Refused),
        extension("a range of extensions", "201-205", BAD, Refused),
        extension("a range of extensions with a dash", "201–205", BAD, Refused),
        extension("two extensions", "201/202", BAD, Refused),
        extension("a dash in front of an extension", "-201", BAD, Refused),
        extension("a lookup that found no extension", "0", &["error lookup-result A2"], Refused),
        extension("a word that the extension is still to come", "tbd", BAD, Refused),
        extension("extension as a German date in a CSV", "01.02.2026", BAD, Refused),
        extension("extension as an ISO date in a CSV", "2026-02-01", BAD, Refused),
        extension("extension as a short date in a CSV", "2-Jan", BAD, Refused),
        extension("extension as a power of ten", "4.93012E+11", &["error scientific-notation A2"], Refused),
        extension("letter O for zero in an extension", "2O1", BAD, Refused),
        extension("spaces in an extension", "2 01", BAD, Refused),
        extension("typographic quotes around an extension", "\u{201c}201\u{201d}", BAD, Refused),
        extension("a zero-width space in an extension", "2\u{200b}01", &["warning invisible-character A2"], Changed("201")),
        extension("a leading apostrophe at an extension", "'0201", BAD, Refused),
        extension("zeros in front of an extension", "0012", &[], AsTyped),
    ]
}

fn passwords() -> Vec<Damage> {
    const UNSEEN: Says = &["error invisible-character B2"];
    const BAD: Says = &["error invalid-password B2"];
    let password = |what, cell, says, comes| text(what, "password", cell, says, comes);
    vec![
        typed("password as a number", "password", Number(471_199.0), &["warning numeric-cell B2"], AsTyped),
        typed("password as a number of 16 digits", "password", Number(4_711_990_815_471_199.0), &["error lost-precision B2"], Refused),
        typed("password as a date", "password", Date(1985, 3, 12), &["error date-cell B2"], Refused),
        typed("password as a formula, for it begins with =", "password", Formula("=NAME1", "#NAME?"), &["error error-cell B2"], Refused),
        typed("password as a truth value", "password", Boolean(false), &["error boolean-cell B2"], Refused),
        typed("a no-break space in a password", "password", Text("Secret\u{a0}17"), UNSEEN, Refused),
        password("a space after a password", "Secret-17 ", UNSEEN, Refused),
        password("a space before a password", " Secret-17", UNSEEN, Refused),
        password("a space inside a password", "Secret 17", &[], AsTyped),
        password("a soft hyphen in a password", "Sec\u{ad}ret-17", UNSEEN, Refused),
        password("a mask of stars for a password", "********", &["error masked-password B2"], Refused),
        password("a hyphen that became a dash in a password", "Secret\u{2013}17", BAD, Refused),
        password("full-width letters in a password", "\u{ff33}ecret-17", BAD, Refused),
        password("a password that is above", "siehe oben", BAD, Refused),
        password("the IPUI for a password", "029E74A599", &["warning password-equals-extension B2"], AsTyped),
        password("a mask of dots for a password", "••••••", &["error masked-password B2"], Refused),
        password("a lookup that found no password", "0", &["error lookup-result B2"], Refused),
        password("a dash for no password", "-", &["error missing-value B2"], Refused),
        password("a Cyrillic letter in a password", "Secr\u{435}t-17", BAD, Refused),
        password("an ellipsis in a password", "Secret\u{2026}17", BAD, Refused),
        password("a ligature in a password", "o\u{fb03}ce-17", BAD, Refused),
        password("a password that was garbled", "SecretÃ¼17", &["error garbled-text B2"], Refused),
        password("letters and dots apart in a password", "Secretu\u{308}17", &["error garbled-text B2"], Refused),
        password("typographic quotes in a password", "Secret\u{201d}17", BAD, Refused),
        password("a typographic apostrophe in a password", "Secret\u{2019}17", BAD, Refused),
        password("a double quote in a password", "Secret\"17", BAD, Refused),
        password("a tab in a password", "Secret\t17", &["error forbidden-character B2"], Refused),
        password("an umlaut in a password", "Gehäuse-17", &[], AsTyped),
        password("a password that is a power of ten", "1,5E+10", &["error scientific-notation B2"], Refused),
        password("the error #NAME? for a password that began with -", "#NAME?", &["error error-cell B2"], Refused),
        password("the error #N/D of an Italian Excel", "#N/D", &["error error-cell B2"], Refused),
        password("a password of spaces only", "  ", &["error missing-value B2"], Refused),
        password("a password that is the extension", "201", &["warning password-equals-extension B2"], AsTyped),
    ]
}

fn names_and_positions() -> Vec<Damage> {
    const BAD: Says = &["error invalid-position F2"];
    let name = |what, cell, says, comes| text(what, "display_name", cell, says, comes);
    let position = |what, cell, says, comes| text(what, "position", cell, says, comes);
    let number = |what, cell, says, comes| typed(what, "position", Number(cell), says, comes);
    vec![
        name("a double quote in a name", "Anna \"Anni\" Berg", &["error invalid-display-name C2"], Refused),
        name("a tab in a name", "Anna\tBerg", &["error forbidden-character C2"], Refused),
        name("a no-break space in a name", "Anna\u{a0}Berg", &["warning invisible-character C2"], Changed("Anna Berg")),
        name("spaces after a name", "Anna Berg   ", &["info surrounding-space C2"], Changed("Anna Berg")),
        name("an emoji in a name", "Anna \u{1f4de}", &[], AsTyped),
        name("a typographic apostrophe in a name", "Anna O\u{2019}Berg", &[], AsTyped),
        name("markup in a name", "Anna <b>&", &[], AsTyped),
        name("entities of a web page in a name", "J&uuml;rgen", &["warning garbled-text C2"], AsTyped),
        name("a name that was garbled", "JÃ¼rgen", &["warning garbled-text C2"], AsTyped),
        name("a sample person", "Max Mustermann", &["warning sample-row C2"], AsTyped),
        name("a dash for no name", "-", &["error missing-value C2"], Refused),
        name("a name with accents in two parts", "Zoe\u{308}", &["warning garbled-text C2"], Changed("Zoë")),
        name("the error #WERT! for a name", "#WERT!", &["error error-cell C2"], Refused),
        typed("a name that is a number", "display_name", Number(4711.0), &["warning numeric-cell C2"], AsTyped),
        typed("a name as a date, of \"May 2026\"", "display_name", Date(2026, 5, 1), &["error date-cell C2"], Refused),
        number("position as the number 3.0", 3.0, &[], AsTyped),
        number("position as 2.5", 2.5, &["error numeric-cell F2"], Refused),
        number("position 0", 0.0, BAD, Refused),
        position("position 101", "101", BAD, Refused),
        position("position with decimals in a CSV", "3.0", &["warning numeric-cell F2"], Changed("3")),
        position("position in scientific notation", "1e1", BAD, Refused),
        position("position in Roman numerals", "IV", BAD, Refused),
        position("position with a sign", "+4", BAD, Refused),
        typed("position as a date", "position", Date(2026, 1, 3), &["error date-cell F2"], Refused),
    ]
}

/// What only several rows show.
fn rows() -> Vec<Damage> {
    const SERIES: Says = &["warning mac-fill-series E2", "warning mac-fill-series E3", "warning mac-fill-series E4", "warning mac-fill-series E5"];
    let rows = |rows: &str| format!("{HEADER}{rows}");
    let series = |macs: [&str; 4]| {
        let row = |(at, mac)| format!("20{at},Secret-{at},Anna {at},029E74A59{at},{mac}\n");
        let rows: String = (1..).zip(macs).map(row).collect();
        format!("{HEADER}{rows}")
    };
    vec![
        file(
            "a MAC filled down, which counts up",
            "roster.csv",
            series(["7C2F80123456", "7C2F80123457", "7C2F80123458", "7C2F80123459"]),
            SERIES,
            Accounts(&[
                "201|Secret-1|Anna 1|029E74A591|7C2F80123456|1",
                "202|Secret-2|Anna 2|029E74A592|7C2F80123457|1",
                "203|Secret-3|Anna 3|029E74A593|7C2F80123458|1",
                "204|Secret-4|Anna 4|029E74A594|7C2F80123459|1",
            ]),
        ),
        file("a MAC filled down over a ten", "roster.csv", series(["7C2F8012AB08", "7C2F8012AB09", "7C2F8012AB10", "7C2F8012AB11"]), SERIES, Accounts(&[
            "201|Secret-1|Anna 1|029E74A591|7C2F8012AB08|1",
            "202|Secret-2|Anna 2|029E74A592|7C2F8012AB09|1",
            "203|Secret-3|Anna 3|029E74A593|7C2F8012AB10|1",
            "204|Secret-4|Anna 4|029E74A594|7C2F8012AB11|1",
        ])),
        file(
            "a MAC one digit off that of a busy base",
            "roster.csv",
            series(["7C2F80123456", "7C2F80123456", "7C2F80123456", "7C2F80123465"]).replace("7C2F80123465", "7C2F80123454"),
            &["warning similar-mac E5"],
            Accounts(&[
                "204|Secret-4|Anna 4|029E74A594|7C2F80123454|1",
                "201|Secret-1|Anna 1|029E74A591|7C2F80123456|1",
                "202|Secret-2|Anna 2|029E74A592|7C2F80123456|2",
                "203|Secret-3|Anna 3|029E74A593|7C2F80123456|3",
            ]),
        ),
        file(
            "a password dragged down",
            "roster.csv",
            rows(&format!("{ROW}202,Secret-17,Bo Roe,02B6EC8AA5,7C2F80123456\n")),
            &["warning reused-password B2"],
            Accounts(&[GOOD, "202|Secret-17|Bo Roe|02B6EC8AA5|7C2F80123456|2"]),
        ),
        file(
            "rows pasted twice",
            "roster.csv",
            rows(&format!("{ROW}{ROW}")),
            &[
                "error duplicate-extension A2",
                "warning reused-password B2",
                "error duplicate-ipui D2",
                "error duplicate-extension A3",
                "error duplicate-ipui D3",
            ],
            Refused,
        ),
        file(
            "one handset in two spellings, at two bases",
            "roster.csv",
            rows(&format!("{ROW}202,Secret-2,Bo Roe,10727 0304537 3,7C2F80AB0000\n")),
            &["error duplicate-ipui D2", "error duplicate-ipui D3"],
            Refused,
        ),
        file(
            "one position for two rows",
            "roster.csv",
            "extension,password,display_name,ipui,base_mac,position\n\
             201,Secret-17,Anna Berg,029E74A599,7C2F80123456,4\n\
             202,Secret-2,Bo Roe,02B6EC8AA5,7C2F80123456,4\n",
            &["error duplicate-position F2", "error duplicate-position F3"],
            Refused,
        ),
        file(
            "a total below the table",
            "roster.csv",
            rows(&format!("{ROW}Total,,1 handset,,\n")),
            &["info row-left-out A3"],
            Accounts(&[GOOD]),
        ),
        file(
            "the header again in the middle",
            "roster.csv",
            rows(&format!("{ROW}{HEADER}202,Secret-2,Bo Roe,02B6EC8AA5,7C2F80123456\n")),
            &[],
            Accounts(&[GOOD, "202|Secret-2|Bo Roe|02B6EC8AA5|7C2F80123456|2"]),
        ),
        file(
            "a note below the table",
            "roster.csv",
            rows(&format!("{ROW}* the key is at the desk,,,,\n")),
            &["info row-left-out A3"],
            Accounts(&[GOOD]),
        ),
    ]
}

fn workbooks() -> Vec<Damage> {
    vec![
        book(
            "a merged title above the header",
            |book| {
                let sheet = book.add_worksheet();
                let title = Format::new().set_bold();
                sheet.merge_range(0, 0, 0, 5, "Handsets", &title).unwrap();
                write_good(sheet, 2);
            },
            &[],
            Same,
        ),
        book(
            "a sheet that does not start at A1",
            |book| {
                let sheet = book.add_worksheet();
                for (column, (head, cell)) in (3..).zip(FIELDS.iter().zip(super::GOOD)) {
                    sheet.write_string(6, column, *head).unwrap();
                    sheet.write_string(7, column, cell).unwrap();
                }
                sheet.write_number(7, 3, 201).unwrap();
            },
            &["warning numeric-cell D8"],
            Same,
        ),
        book(
            "a sheet for each site",
            |book| {
                write_good(book.add_worksheet().set_name("North").unwrap(), 0);
                let south = book.add_worksheet().set_name("South").unwrap();
                write_row(south, 0, &FIELDS);
                write_row(south, 1, &["202", "Secret-2", "Bo Roe", "02B6EC8AA5", "7C2F80AB0000"]);
            },
            &[],
            Accounts(&[GOOD, "202|Secret-2|Bo Roe|02B6EC8AA5|7C2F80AB0000|1"]),
        ),
        book(
            "one handset on the sheets of two sites",
            |book| {
                write_good(book.add_worksheet().set_name("North").unwrap(), 0);
                let south = book.add_worksheet().set_name("South").unwrap();
                write_row(south, 0, &FIELDS);
                write_row(south, 1, &["202", "Secret-2", "Bo Roe", "029E74A599", "7C2F80AB0000"]);
            },
            &["error duplicate-ipui D2", "error duplicate-ipui D2"],
            Refused,
        ),
        book(
            "a hidden sheet with last year's roster",
            |book| {
                write_good(book.add_worksheet(), 0);
                let old = book.add_worksheet().set_hidden(true);
                write_row(old, 0, &FIELDS);
                write_row(old, 1, &["999", "Secret-9", "Gone", "02B6EC8AA5", "7C2F80123456"]);
            },
            &["error hidden-sheet"],
            Refused,
        ),
        book(
            "hidden rows, as a filter leaves them",
            |book| {
                let sheet = book.add_worksheet();
                write_good(sheet, 0);
                sheet.set_row_hidden(1).unwrap();
            },
            &[],
            Same,
        ),
        book(
            "a sheet of notes beside the roster",
            |book| {
                write_good(book.add_worksheet(), 0);
                let notes = book.add_worksheet().set_name("Notes").unwrap();
                notes.write_string(3, 1, "The key is at the desk.").unwrap();
            },
            &["info sheet-skipped"],
            Same,
        ),
        book(
            "a second sheet whose header lacks a column",
            |book| {
                write_good(book.add_worksheet(), 0);
                let south = book.add_worksheet().set_name("South").unwrap();
                write_row(south, 0, &["extension", "password", "display_name", "ipui"]);
                write_row(south, 1, &["202", "Secret-2", "Bo Roe", "02B6EC8AA5"]);
            },
            &["error missing-column"],
            Refused,
        ),
        book(
            "a workbook without anything in it",
            |book| {
                book.add_worksheet();
            },
            &["error no-header"],
            Refused,
        ),
        book(
            "a cell merged over the rows of one base",
            |book| {
                let sheet = book.add_worksheet();
                write_good(sheet, 0);
                write_row(sheet, 2, &["202", "Secret-2", "Bo Roe", "02B6EC8AA5"]);
                let middle = Format::new();
                sheet.merge_range(1, 4, 2, 4, "7C2F80123456", &middle).unwrap();
            },
            &[],
            Accounts(&[GOOD, "202|Secret-2|Bo Roe|02B6EC8AA5|7C2F80123456|2"]),
        ),
        fixture("a formula that was never calculated", ("formula.xlsx", 3, "7C2F80AB0000"), &["error formula-without-value A3"], Refused),
        fixture("a workbook with a password", ("locked.xlsx", 2, ""), &[], Unreadable("password")),
        file(
            "a web page with the name of a workbook",
            "roster.xls",
            "<html><table><tr><td>extension</td></tr></table></html>",
            &[],
            Unreadable("a web page (HTML)"),
        ),
        file("a CSV with the name of a workbook", "roster.xlsx", format!("{HEADER}{ROW}"), &[], Unreadable("delimited text")),
        file("a workbook with the name of a CSV", "roster.csv", b"PK\x03\x04 and so on".to_vec(), &[], Unreadable("a zip archive")),
        file("a workbook whose copying broke off", "roster.ods", Vec::new(), &[], Unreadable("empty")),
        file("a file of another program", "roster.numbers", "x", &[], Unreadable("roster.numbers")),
    ]
}

/// Files that LibreOffice wrote, of cells that are not formatted as text.
fn typed_by_people() -> Vec<Damage> {
    let mut table = Vec::new();
    for name in ["typed.ods", "typed.xls", "typed.xlsx"] {
        let row = |what, row, base, says, comes| fixture(what, (name, row, base), says, comes);
        table.extend([
            row(
                "typed: extension 0012",
                4,
                "7C2F80E04548",
                &["warning numeric-cell A4"] as Says,
                Accounts(&["12|Invented-04|Anna Berg 4|029E74A504|7C2F80E04548|1"]),
            ),
            row(
                "typed: password of digits",
                5,
                "7C2F80F05585",
                &["warning numeric-cell B5"],
                Accounts(&["2005|471199|Anna Berg 5|029E74A505|7C2F80F05585|1"]),
            ),
            row(
                "typed: IPUI 0298765123",
                6,
                "7C2F80A06522",
                &["warning lost-leading-zero D6"],
                Accounts(&["2006|Invented-06|Anna Berg 6|0298765123|7C2F80A06522|1"]),
            ),
            row("typed: IPEI 001460156577", 7, "7C2F80B07559", &["error lost-leading-zero D7"], Refused),
            row("typed: IPUI 0298765E12", 8, "7C2F80C08596", &["error lost-precision D8"], Refused),
            row("typed: extension 1-2", 9, "7C2F80D09533", &["error date-cell A9"], Refused),
            row(
                "typed: MAC 002104123456",
                10,
                "002104123456",
                &["warning lost-leading-zero E10"],
                Accounts(&["2010|Invented-10|Anna Berg 10|029E74A510|002104123456|1"]),
            ),
            row("typed: a name as a formula", 11, "7C2F80F11507", &[], Accounts(&["2011|Invented-11|Anna Formula|029E74A511|7C2F80F11507|1"])),
            row("typed: a formula that finds nothing", 12, "7C2F80A12544", &["error error-cell D12"], Refused),
            row("typed: position 3", 13, "7C2F80B13581", &[], Accounts(&["2013|Invented-13|Anna Berg 13|029E74A513|7C2F80B13581|3"])),
            row("typed: position 2.5", 14, "7C2F80C14518", &["error numeric-cell F14"], Refused),
            row("typed: a date for a MAC", 15, "7C2F80D15555", &["error date-cell E15"], Refused),
            row(
                "typed: 12, shown as 0012",
                16,
                "7C2F80E16592",
                &["warning numeric-cell A16"],
                Accounts(&["12|Invented-16|Anna Berg 16|029E74A516|7C2F80E16592|1"]),
            ),
            row("typed: a negative number", 17, "7C2F80F17529", &["error numeric-cell D17"], Refused),
            row("typed: a hidden sheet", 2, "7C2F80F0F0F0", &[], NotRead),
        ]);
    }
    table
}

/// What a German spreadsheet makes of the same in a CSV.
fn german() -> Vec<Damage> {
    let row = |what, row, base, says, comes| fixture(what, ("german.csv", row, base), says, comes);
    vec![
        row("German: umlauts", 2, "7C2F80C02574", &["warning assumed-encoding C2"], Accounts(&["2002|Invented-02|Jörg Straße|029E74A502|7C2F80C02574|1"])),
        row("German: IPUI 0298765E12", 3, "7C2F80D03511", &["error scientific-notation D3"], Refused),
        row(
            "German: IPUI 0298765123",
            4,
            "7C2F80E04548",
            &["warning lost-leading-zero D4"],
            Accounts(&["2004|Invented-04|Meier; Söhne|0298765123|7C2F80E04548|1"]),
        ),
        row("German: extension 1-2", 5, "7C2F80F05585", &["error invalid-extension A5"], Refused),
        row("German: extension 201,5", 6, "7C2F80A06522", &["error invalid-extension A6"], Refused),
        row("German: a formula that finds nothing", 7, "7C2F80B07559", &["error error-cell D7"], Refused),
        row(
            "German: MAC 002104123456",
            8,
            "002104123456",
            &["warning lost-leading-zero E8"],
            Accounts(&["2008|Invented-08|Anna Berg 8|029E74A508|002104123456|1"]),
        ),
        row("German: extension 1.2.", 9, "7C2F80D09533", &["error invalid-extension A9"], Refused),
    ]
}
